import type { ServiceError } from '../errors/service-error.ts';
import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Document, Filter, Store } from '../storage/port.ts';
import { VersionedMemory } from '../storage/versioned-memory.ts';
import {
  type ApiTokenDigest,
  type ApiTokenHead,
  type ApiTokenKind,
  type ApiTokenRecord,
  apiTokenHeadId,
  endedTokenRetention,
} from './api-token.ts';

interface TokenName extends Document {
  readonly token_id: string;
  readonly valid_until: number | null;
}

interface LiveTokenCounter extends Document {
  readonly count: number;
}

export const maximumLiveTokensPerOwner = 100;
const counterId = (owner: string): string => `tokens:${owner}`;
const nameId = (owner: string, name: string): string => `token:${owner}:${name}`;

export const apiTokenStore = (store: Store) => {
  const records = new VersionedMemory<ApiTokenRecord>(50_000);

  return {
    find: (owner: string, kind: ApiTokenKind, tokenId: string): Promise<ApiTokenRecord | undefined> =>
      store.findOne<ApiTokenRecord>('api_tokens', { _id: tokenId, owner, kind }),

    findById: (tokenId: string): Promise<ApiTokenRecord | undefined> =>
      store.findOne<ApiTokenRecord>('api_tokens', { _id: tokenId }),

    /** The record behind a live secret, remembered while its head has the same version. */
    record: (tokenId: string, head: ApiTokenHead): Promise<ApiTokenRecord> =>
      records.load(tokenId, head.version, async () => {
        const record = await store.findOne<ApiTokenRecord>('api_tokens', { _id: tokenId });
        if (record === undefined) throw new TypeError('a token head without its token');
        return record;
      }),

    /** Newest first; ended tokens stay listable for 90 days. */
    page(owner: string, kind: ApiTokenKind, now: number, part: Omit<NewestFirst, 'by'>): Promise<Page<ApiTokenRecord>> {
      const endedLongAgo = now - endedTokenRetention;
      const isListable: Filter = {
        $and: [
          { $or: [{ revoked_at: null }, { revoked_at: { $gt: endedLongAgo } }] },
          { $or: [{ expires_at: null }, { expires_at: { $gt: endedLongAgo } }] },
        ],
      };
      return findNewestFirst<ApiTokenRecord>(
        store,
        'api_tokens',
        { owner, kind, ...isListable },
        { by: 'created_at', ...part },
      );
    },

    /** What a creation has to know beforehand: who holds the name, and which expired tokens still take places. */
    async roomFor(
      owner: string,
      name: string,
      now: number,
    ): Promise<{ readonly name: TokenName | undefined; readonly expired: readonly ApiTokenRecord[] }> {
      const [taken, counter] = await Promise.all([
        store.findOne<TokenName>('names', { _id: nameId(owner, name) }),
        store.findOne<LiveTokenCounter>('counters', { _id: counterId(owner) }),
      ]);
      const isFull = (counter?.count ?? 0) >= maximumLiveTokensPerOwner;
      const expired = isFull
        ? await store.find<ApiTokenRecord>('api_tokens', { owner, counted: true, expires_at: { $lte: now } })
        : [];
      return { name: taken, expired };
    },

    insert(
      token: ApiTokenRecord,
      digest: string,
      room: { readonly name: TokenName | undefined; readonly expired: readonly ApiTokenRecord[] },
      refusals: { readonly nameTaken: ServiceError; readonly tooMany: ServiceError },
    ): Change[] {
      const head: ApiTokenHead = {
        _id: apiTokenHeadId(token._id),
        state: 'active',
        generation: 1,
        previous_valid_until: null,
        expires_at: token.expires_at,
        last_used_at: null,
        version: 1,
      };
      const secret: ApiTokenDigest = {
        _id: `c:${digest}`,
        opens: 'api_token',
        token_id: token._id,
        token_kind: token.kind,
        workspace_id: token.workspace_id,
        generation: 1,
      };
      return [
        takeName(token, room.name, refusals.nameTaken),
        ...room.expired.flatMap((old) => giveUpPlace(old)),
        {
          update: 'counters',
          where: { _id: counterId(token.owner), count: { $lt: maximumLiveTokensPerOwner } },
          set: { $inc: { count: 1 } },
          otherwise: refusals.tooMany,
        },
        { insert: 'api_tokens', document: token },
        { insert: 'heads', document: head },
        { insert: 'heads', document: secret },
      ];
    },

    insertCounter: (owner: string): Change => ({ insert: 'counters', document: { _id: counterId(owner), count: 0 } }),

    /** Final. The place is free again, and the head refuses the secret from now on. */
    revoke: (token: ApiTokenRecord, now: number): Change[] => [
      {
        update: 'api_tokens',
        where: { _id: token._id, state: token.state, counted: token.counted },
        set: { $set: { state: 'revoked', revoked_at: now, counted: false } },
      },
      {
        update: 'heads',
        where: { _id: apiTokenHeadId(token._id) },
        set: { $set: { state: 'revoked' }, $inc: { version: 1 } },
      },
      ...(token.counted ? [lowerCounter(token.owner)] : []),
    ],

    /** Frees the name of a token that is being revoked, unless an expired one has lost it already. */
    async giveUpName(token: ApiTokenRecord): Promise<Change[]> {
      const taken = await store.findOne<TokenName>('names', { _id: nameId(token.owner, token.name) });
      if (taken?.token_id !== token._id) return [];
      return [{ delete: 'names', where: { _id: taken._id, token_id: token._id } }];
    },

    /** The caller's own guard: a real write, so that ending the token and using it cannot both win. */
    guard: (tokenId: string, head: ApiTokenHead, otherwise: ServiceError): Change => ({
      update: 'heads',
      where: { _id: apiTokenHeadId(tokenId), state: 'active', version: head.version },
      set: { $inc: { guards: 1 } },
      otherwise,
    }),

    /** Bookkeeping, behind the answer. */
    recordUse: (tokenId: string, now: number): Promise<void> =>
      store.commit(
        [],
        [
          {
            update: 'heads',
            where: { _id: apiTokenHeadId(tokenId), state: 'active' },
            set: { $max: { last_used_at: now } },
          },
        ],
      ),
  };
};

export type ApiTokenStore = ReturnType<typeof apiTokenStore>;

/** A name belongs to one live token; an expired one gives it up to whoever asks first. */
function takeName(token: ApiTokenRecord, taken: TokenName | undefined, otherwise: ServiceError): Change {
  const _id = nameId(token.owner, token.name);
  const claim = { token_id: token._id, valid_until: token.expires_at };
  const isFree = taken !== undefined && taken.valid_until !== null && taken.valid_until <= token.created_at;
  return isFree
    ? {
        update: 'names',
        where: { _id, token_id: taken.token_id, valid_until: taken.valid_until },
        set: { $set: claim },
        otherwise,
      }
    : { insert: 'names', document: { _id, ...claim }, otherwise };
}

const giveUpPlace = (token: ApiTokenRecord): Change[] => [
  { update: 'api_tokens', where: { _id: token._id, counted: true }, set: { $set: { counted: false } } },
  lowerCounter(token.owner),
];

const lowerCounter = (owner: string): Change => ({
  update: 'counters',
  where: { _id: counterId(owner) },
  set: { $inc: { count: -1 } },
});
