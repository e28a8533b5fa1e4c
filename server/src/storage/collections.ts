/**
 * Every collection, declared once. `business` collections refuse a change that comes without an audit event; `bookkeeping`
 * ones may be written without. `shardKey` is what a sharded MongoDB splits the collection by.
 */
export interface CollectionDeclaration {
  readonly kind: 'business' | 'bookkeeping';
  readonly shardKey: string;
  readonly indexes: readonly IndexDeclaration[];
}

/**
 * Indexed paths hold strings, numbers or nothing; those of a unique index always hold something. A list is read newest
 * first by `findNewestFirst` when its index ends in a time and `_id`.
 */
export interface IndexDeclaration {
  readonly name: string;
  readonly keys: { readonly [path: string]: 1 | -1 };
  readonly unique?: true;
}

export const collections = {
  /** One small document for everything whose change must count at once (see docs/glossary.md, "head"). */
  heads: { kind: 'business', shardKey: '_id', indexes: [] },
  /** Unique names: the id is owner + name, so that taking a name is an insert. */
  names: { kind: 'business', shardKey: '_id', indexes: [] },
  /** Business counters (live tokens of an owner, owners of a workspace): changed only by guarded updates. */
  counters: { kind: 'business', shardKey: '_id', indexes: [] },
  users: { kind: 'business', shardKey: '_id', indexes: [] },
  passwords: { kind: 'business', shardKey: '_id', indexes: [] },
  sessions: {
    kind: 'business',
    shardKey: 'user_id',
    indexes: [{ name: 'of_user', keys: { user_id: 1, created_at: -1, _id: -1 } }],
  },
  workspaces: { kind: 'business', shardKey: '_id', indexes: [] },
  memberships: {
    kind: 'business',
    shardKey: 'workspace_id',
    indexes: [
      { name: 'of_user', keys: { user_id: 1, created_at: -1, _id: -1 } },
      { name: 'of_workspace', keys: { workspace_id: 1, created_at: -1, _id: -1 } },
    ],
  },
  api_tokens: {
    kind: 'business',
    shardKey: 'owner',
    indexes: [{ name: 'of_owner', keys: { owner: 1, kind: 1, created_at: -1, _id: -1 } }],
  },
  signing_keys: {
    kind: 'business',
    shardKey: '_id',
    indexes: [{ name: 'by_age', keys: { created_at: -1, _id: -1 } }],
  },
  /** Insert-only. Written by `commit` alone, from its events. */
  audit_events: {
    kind: 'business',
    shardKey: 'stream',
    indexes: [{ name: 'of_stream', keys: { stream: 1, occurred_at: -1, _id: -1 } }],
  },
  /** Codes that are mailed and used once, by digest. */
  codes: { kind: 'business', shardKey: '_id', indexes: [{ name: 'by_expiry', keys: { expires_at: 1 } }] },
  /** Mails to be sent. */
  outbox: {
    kind: 'bookkeeping',
    shardKey: '_id',
    indexes: [
      { name: 'waiting', keys: { state: 1, not_before: 1, _id: 1 } },
      { name: 'by_creation', keys: { created_at: -1, _id: -1 } },
    ],
  },
  /** Password attempts, counted before hashing. */
  attempts: { kind: 'bookkeeping', shardKey: '_id', indexes: [{ name: 'by_expiry', keys: { expires_at: 1 } }] },
  /** Answers kept for Idempotency-Key. */
  idempotency: { kind: 'bookkeeping', shardKey: '_id', indexes: [{ name: 'by_expiry', keys: { expires_at: 1 } }] },
} as const satisfies { readonly [name: string]: CollectionDeclaration };

export type CollectionName = keyof typeof collections;
/** The shape of `collections`: what an engine is opened with. */
export type Declarations = { readonly [Name in CollectionName]: CollectionDeclaration };
export type BusinessCollection = {
  [Name in CollectionName]: (typeof collections)[Name]['kind'] extends 'business' ? Name : never;
}[CollectionName];
export type BookkeepingCollection = Exclude<CollectionName, BusinessCollection>;
