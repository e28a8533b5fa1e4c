import { BoundedMap } from '../bounded-map.ts';
import type { ServiceError } from '../errors/service-error.ts';
import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Document, EventDocument, Filter, Json, Store } from '../storage/port.ts';
import { VersionedMemory } from '../storage/versioned-memory.ts';
import {
  type ApiTokenDigest,
  type ApiTokenHead,
  type ApiTokenKind,
  type ApiTokenRecord,
  apiTokenHeadId,
  endedTokenRetention,
} from './api-token.ts';
import type { Rotation } from './rotation.ts';
import type { Secret } from './token-format.ts';

interface TokenName extends Document {
  readonly token_id: string;
  readonly valid_until: number | null;
}

interface LiveTokenCounter extends Document {
  readonly count: number;
}

/** Where an ascending scan by expiry goes on. */
export type ExpiryPosition = Pick<ApiTokenRecord, '_id' | 'expires_at'>;

export const maximumLiveTokensPerOwner = 100;
const counterId = (owner: string): string => `tokens:${owner}`;
const nameId = (owner: string, name: string): string => `token:${owner}:${name}`;

export const apiTokenStore = (store: Store) => {
  const records = new VersionedMemory<ApiTokenRecord>(50_000);
  /** A key never changes its workspace, so what was seen once stays true. */
  const workspaces = new BoundedMap<string>(50_000);
  const nameHolder = (owner: string, name: string): Promise<TokenName | undefined> =>
    store.findOne<TokenName>('names', { _id: nameId(owner, name) });

  async function giveUpName(token: ApiTokenRecord): Promise<Change[]> {
    const taken = await nameHolder(token.owner, token.name);
    if (taken?.token_id !== token._id) return [];
    return [{ delete: 'names', where: { _id: taken._id, token_id: token._id } }];
  }

  return {
    find: (owner: string, kind: ApiTokenKind, tokenId: string): Promise<ApiTokenRecord | undefined> =>
      store.findOne<ApiTokenRecord>('api_tokens', { _id: tokenId, owner, kind }),

    findById: (tokenId: string): Promise<ApiTokenRecord | undefined> =>
      store.findOne<ApiTokenRecord>('api_tokens', { _id: tokenId }),

    /** The record behind a live secret, remembered while its head has the same version. */
    record: (tokenId: string, head: ApiTokenHead): ApiTokenRecord | Promise<ApiTokenRecord> =>
      records.load(tokenId, head.version, async () => {
        const record = await store.findOne<ApiTokenRecord>('api_tokens', { _id: tokenId });
        if (record === undefined) throw new TypeError('a token head without its token');
        if (record.workspace_id !== null) workspaces.set(tokenId, record.workspace_id);
        return record;
      }),

    /** The workspace of a key that was seen before, without asking the store. */
    knownWorkspaceId: (tokenId: string): string | undefined => workspaces.get(tokenId),

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

    /** Every token of an owner that has not been ended; there are never many more than an owner may have. */
    notEnded: (owner: string): Promise<ApiTokenRecord[]> =>
      store.find<ApiTokenRecord>('api_tokens', { owner, state: { $in: ['active', 'suspended'] } }),

    /** Whether a token that can be used, or resumed, carries this custom role. */
    carriesRole: async (roleId: string, now: number): Promise<boolean> =>
      (await store.count(
        'api_tokens',
        {
          'permission.role_id': roleId,
          state: { $in: ['active', 'suspended'] },
          $or: [{ expires_at: null }, { expires_at: { $gt: now } }],
        },
        1,
      )) > 0,
    /** The live personal tokens of these people that were made for a workspace and not dropped from it, newest first. */
    pageCovering: (
      workspaceId: string,
      owners: readonly string[],
      now: number,
      part: Omit<NewestFirst, 'by'>,
    ): Promise<Page<ApiTokenRecord>> =>
      findNewestFirst<ApiTokenRecord>(
        store,
        'api_tokens',
        { owner: { $in: owners }, kind: 'personal_token', ...isLive(now), ...isMadeFor(workspaceId) },
        { by: 'created_at', ...part },
      ),

    /** A person's live tokens that were made for a list of workspaces with this one in it. */
    listing: (owner: string, workspaceId: string, now: number): Promise<ApiTokenRecord[]> =>
      store.find<ApiTokenRecord>('api_tokens', {
        owner,
        kind: 'personal_token',
        ...isLive(now),
        [`reach.workspaces.${workspaceId}`]: true,
      }),

    /** Live tokens that expire until then and were not warned of for so few days, the next to expire first. */
    expiringUntil: (
      until: number,
      fewerDays: number,
      now: number,
      after: ExpiryPosition | undefined,
      limit: number,
    ): Promise<ApiTokenRecord[]> =>
      store.find<ApiTokenRecord>(
        'api_tokens',
        {
          $and: [
            { expires_at: { $gt: now, $lte: until } },
            { revoked_at: null },
            { $or: [{ warned_days: null }, { warned_days: { $gt: fewerDays } }] },
            ...(after?.expires_at == null
              ? []
              : [
                  {
                    $or: [
                      { expires_at: { $gt: after.expires_at } },
                      { expires_at: after.expires_at, _id: { $gt: after._id } },
                    ],
                  },
                ]),
          ],
        },
        { sort: { expires_at: 1, _id: 1 }, limit },
      ),

    /** What a creation has to know beforehand: who holds the name, and which expired tokens still take places. */
    async roomFor(
      owner: string,
      name: string,
      now: number,
    ): Promise<{ readonly name: TokenName | undefined; readonly expired: readonly ApiTokenRecord[] }> {
      const [taken, counter] = await Promise.all([
        nameHolder(owner, name),
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
      return [
        takeName(token, token.created_at, room.name, refusals.nameTaken),
        ...room.expired.flatMap((old) => giveUpPlace(old)),
        {
          update: 'counters',
          where: { _id: counterId(token.owner), count: { $lt: maximumLiveTokensPerOwner } },
          set: { $inc: { count: 1 } },
          otherwise: refusals.tooMany,
        },
        { insert: 'api_tokens', document: token },
        { insert: 'heads', document: newHead(token) },
        insertDigest(token, digest, 1),
      ];
    },

    insertCounter: (owner: string): Change => ({ insert: 'counters', document: { _id: counterId(owner), count: 0 } }),

    /** Changes a token that is not ended, unless somebody else has changed it meanwhile. A new name is taken and the old one given up. */
    async update(
      token: ApiTokenRecord,
      head: ApiTokenHead,
      next: ApiTokenRecord,
      now: number,
      nameTaken: ServiceError,
    ): Promise<Change[]> {
      return [
        ...(next.name === token.name
          ? await this.keepName(token, next)
          : [
              takeName(next, now, await nameHolder(next.owner, next.name), nameTaken),
              ...(await this.giveUpName(token)),
            ]),
        { update: 'api_tokens', where: { _id: token._id, state: token.state }, set: { $set: differing(token, next) } },
        {
          update: 'heads',
          where: { _id: head._id, state: head.state, version: head.version },
          set: { $set: { expires_at: next.expires_at }, $inc: { version: 1 } },
        },
      ];
    },

    /** The name of a token that may expire at another time now. */
    async keepName(token: ApiTokenRecord, next: ApiTokenRecord): Promise<Change[]> {
      if (next.expires_at === token.expires_at) return [];
      const where = { _id: nameId(token.owner, token.name), token_id: token._id };
      return [{ update: 'names', where, set: { $set: { valid_until: next.expires_at } } }];
    },

    /** A new secret beside, or in place of, the one before. Of several rotations at once one finds its generation. */
    rotate: (
      token: ApiTokenRecord,
      head: ApiTokenHead,
      { generation, previousValidUntil }: Rotation,
      secret: Secret,
    ): Change[] => [
      {
        update: 'heads',
        where: { _id: head._id, state: head.state, generation: head.generation, expires_at: head.expires_at },
        set: { $set: { generation, previous_valid_until: previousValidUntil } },
      },
      {
        update: 'api_tokens',
        where: { _id: token._id, state: token.state },
        set: { $set: { display_prefix: secret.prefix, last_four: secret.lastFour } },
      },
      insertDigest(token, secret.digest, generation),
    ],

    /** The secret before the last rotation ends now. */
    endOverlap: (head: ApiTokenHead): Change => ({
      update: 'heads',
      where: { _id: head._id, generation: head.generation, previous_valid_until: head.previous_valid_until },
      set: { $set: { previous_valid_until: null } },
    }),

    /** Suspends or resumes. */
    setState: (token: ApiTokenRecord, head: ApiTokenHead, state: 'active' | 'suspended'): Change[] => [
      { update: 'api_tokens', where: { _id: token._id, state: token.state }, set: { $set: { state } } },
      { update: 'heads', where: { _id: head._id, state: head.state }, set: { $set: { state }, $inc: { version: 1 } } },
    ],

    /** A personal token no longer reaches a workspace that it was made for. */
    drop: (token: ApiTokenRecord, head: ApiTokenHead, workspaceId: string): Change[] => [
      {
        update: 'api_tokens',
        where: { _id: token._id, state: token.state, [`reach.dropped.${workspaceId}`]: { $exists: false } },
        set: { $set: { [`reach.dropped.${workspaceId}`]: true } },
      },
      { update: 'heads', where: { _id: head._id, version: head.version }, set: { $inc: { version: 1 } } },
    ],

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

    /** Removes a token that nobody can see any more. Its digests then belong to nothing. */
    remove: async (token: ApiTokenRecord): Promise<Change[]> => [
      {
        delete: 'api_tokens',
        where: { _id: token._id, state: token.state, expires_at: token.expires_at, counted: token.counted },
      },
      { delete: 'heads', where: { _id: apiTokenHeadId(token._id) } },
      ...(token.counted ? [lowerCounter(token.owner)] : []),
      ...(await giveUpName(token)),
    ],

    /** Frees the name of a token that is being revoked, unless an expired one has lost it already. */
    giveUpName,

    /** Records a warning and its mails, unless another process was faster or the token has changed. */
    recordWarning(
      token: ApiTokenRecord,
      days: number,
      { event, mails }: { readonly event: EventDocument; readonly mails: readonly Change[] },
    ): Promise<boolean> {
      const mark: Change = {
        update: 'api_tokens',
        where: { _id: token._id, revoked_at: null, expires_at: token.expires_at, warned_days: token.warned_days },
        set: { $set: { warned_days: days } },
      };
      return commitUnlessOvertaken(store, [event], [mark, ...mails]);
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

const isLive = (now: number): Filter => ({
  revoked_at: null,
  $and: [{ $or: [{ expires_at: null }, { expires_at: { $gt: now } }] }],
});

const isMadeFor = (workspaceId: string): Filter => ({
  $or: [{ 'reach.kind': 'all' }, { [`reach.workspaces.${workspaceId}`]: true }],
  [`reach.dropped.${workspaceId}`]: { $exists: false },
});

const newHead = (token: ApiTokenRecord): ApiTokenHead => ({
  _id: apiTokenHeadId(token._id),
  state: 'active',
  generation: 1,
  previous_valid_until: null,
  expires_at: token.expires_at,
  last_used_at: null,
  version: 1,
});

function insertDigest(token: ApiTokenRecord, digest: string, generation: number): Change {
  const document: ApiTokenDigest = {
    _id: `c:${digest}`,
    opens: 'api_token',
    token_id: token._id,
    token_kind: token.kind,
    workspace_id: token.workspace_id,
    user_id: token.kind === 'personal_token' ? token.owner : null,
    generation,
  };
  return { insert: 'heads', document };
}

/** The members that an update changes. */
const differing = (token: ApiTokenRecord, next: ApiTokenRecord): { [member: string]: Json } =>
  Object.fromEntries(
    Object.entries(next).flatMap(([member, value]) =>
      value === undefined || JSON.stringify(value) === JSON.stringify(token[member]) ? [] : [[member, value]],
    ),
  );

/** A name belongs to one live token; an expired one gives it up to whoever asks first. */
function takeName(token: ApiTokenRecord, now: number, taken: TokenName | undefined, otherwise: ServiceError): Change {
  const _id = nameId(token.owner, token.name);
  const claim = { token_id: token._id, valid_until: token.expires_at };
  const isFree = taken !== undefined && taken.valid_until !== null && taken.valid_until <= now;
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
