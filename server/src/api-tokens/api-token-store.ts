import { BoundedMap } from '../bounded-map.ts';
import type { ServiceError } from '../errors/service-error.ts';
import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Filter, Json, Store } from '../storage/port.ts';
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
import {
  freePlace,
  giveUpPlace,
  keepName,
  type LiveTokenCounter,
  maximumLiveTokensPerOwner,
  nameId,
  placesId,
  releaseName,
  type TokenName,
  takeName,
  takePlace,
} from './token-places.ts';

export const apiTokenStore = (store: Store) => {
  const records = new VersionedMemory<ApiTokenRecord>(50_000);
  /** A key never changes its workspace, so what was seen once stays true. */
  const workspaces = new BoundedMap<string>(50_000);
  const nameHolder = (owner: string, name: string): Promise<TokenName | undefined> =>
    store.findOne<TokenName>('names', { _id: nameId(owner, name) });

  const giveUpName = async (token: ApiTokenRecord): Promise<Change[]> =>
    releaseName(token, await nameHolder(token.owner, token.name));

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

    /** What a creation has to know beforehand: who holds the name, and which expired tokens still take places. */
    async roomFor(
      owner: string,
      name: string,
      now: number,
    ): Promise<{ readonly name: TokenName | undefined; readonly expired: readonly ApiTokenRecord[] }> {
      const [taken, counter] = await Promise.all([
        nameHolder(owner, name),
        store.findOne<LiveTokenCounter>('counters', { _id: placesId(owner) }),
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
        ...room.expired.flatMap(giveUpPlace),
        takePlace(token.owner, refusals.tooMany),
        { insert: 'api_tokens', document: token },
        { insert: 'heads', document: newHead(token) },
        insertDigest(token, digest, 1),
      ];
    },

    insertCounter: (owner: string): Change => ({ insert: 'counters', document: { _id: placesId(owner), count: 0 } }),

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
          ? keepName(token, next)
          : [takeName(next, now, await nameHolder(next.owner, next.name), nameTaken), ...(await giveUpName(token))]),
        { update: 'api_tokens', where: { _id: token._id, state: token.state }, set: { $set: differing(token, next) } },
        {
          update: 'heads',
          where: { _id: head._id, state: head.state, version: head.version },
          set: { $set: { expires_at: next.expires_at }, $inc: { version: 1 } },
        },
      ];
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

    /** Final. The place is free again, and the head refuses the secret from now on. With a head: if it is still as it was read. */
    revoke: (token: ApiTokenRecord, now: number, head?: ApiTokenHead): Change[] => [
      {
        update: 'api_tokens',
        where: { _id: token._id, state: token.state, counted: token.counted },
        set: { $set: { state: 'revoked', revoked_at: now, counted: false } },
      },
      {
        update: 'heads',
        where: {
          _id: apiTokenHeadId(token._id),
          ...(head && { generation: head.generation, version: head.version }),
        },
        set: { $set: { state: 'revoked' }, $inc: { version: 1 } },
      },
      ...(token.counted ? [freePlace(token.owner)] : []),
    ],

    /** Removes a token that nobody can see any more. Its digests then belong to nothing. */
    remove: async (token: ApiTokenRecord): Promise<Change[]> => [
      {
        delete: 'api_tokens',
        where: { _id: token._id, state: token.state, expires_at: token.expires_at, counted: token.counted },
      },
      { delete: 'heads', where: { _id: apiTokenHeadId(token._id) } },
      ...(token.counted ? [freePlace(token.owner)] : []),
      ...(await giveUpName(token)),
    ],

    /** Frees the name of a token that is being revoked, unless an expired one has lost it already. */
    giveUpName,

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
