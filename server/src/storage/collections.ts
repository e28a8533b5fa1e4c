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
  users: {
    kind: 'business',
    shardKey: '_id',
    indexes: [{ name: 'by_creation', keys: { created_at: -1, _id: -1 } }],
  },
  passwords: { kind: 'business', shardKey: '_id', indexes: [] },
  sessions: {
    kind: 'business',
    shardKey: 'user_id',
    indexes: [{ name: 'of_user', keys: { user_id: 1, created_at: -1, _id: -1 } }],
  },
  workspaces: {
    kind: 'business',
    shardKey: '_id',
    indexes: [{ name: 'by_creation', keys: { created_at: -1, _id: -1 } }],
  },
  memberships: {
    kind: 'business',
    shardKey: 'workspace_id',
    indexes: [
      { name: 'of_user', keys: { user_id: 1, created_at: -1, _id: -1 } },
      { name: 'of_workspace', keys: { workspace_id: 1, created_at: -1, _id: -1 } },
    ],
  },
  invitations: {
    kind: 'business',
    shardKey: 'workspace_id',
    indexes: [{ name: 'of_workspace', keys: { workspace_id: 1, created_at: -1, _id: -1 } }],
  },
  /** The roles that workspaces have made for themselves. */
  roles: {
    kind: 'business',
    shardKey: 'workspace_id',
    indexes: [{ name: 'of_workspace', keys: { workspace_id: 1, created_at: -1, _id: -1 } }],
  },
  api_tokens: {
    kind: 'business',
    shardKey: 'owner',
    indexes: [
      { name: 'of_owner', keys: { owner: 1, kind: 1, created_at: -1, _id: -1 } },
      { name: 'by_expiry', keys: { expires_at: 1, _id: 1 } },
      { name: 'of_role', keys: { 'permission.role_id': 1 } },
    ],
  },
  signing_keys: {
    kind: 'business',
    shardKey: '_id',
    indexes: [{ name: 'by_age', keys: { created_at: -1, _id: -1 } }],
  },
  /**
   * Insert-only. Written by `commit` alone, from its events, and removed only under a sealed cut. Each filter of the lists has
   * an index of its own that ends in the lists' order; of several filters the narrowest index leads.
   */
  audit_events: {
    kind: 'business',
    shardKey: 'stream',
    indexes: [
      { name: 'of_stream', keys: { stream: 1, occurred_at: -1, _id: -1 } },
      { name: 'by_action', keys: { stream: 1, action: 1, occurred_at: -1, _id: -1 } },
      { name: 'by_actor', keys: { stream: 1, 'actor.id': 1, occurred_at: -1, _id: -1 } },
      { name: 'by_actor_and_action', keys: { stream: 1, 'actor.id': 1, action: 1, occurred_at: -1, _id: -1 } },
      { name: 'by_target', keys: { stream: 1, 'target.id': 1, occurred_at: -1, _id: -1 } },
      { name: 'by_target_and_action', keys: { stream: 1, 'target.id': 1, action: 1, occurred_at: -1, _id: -1 } },
      { name: 'by_outcome', keys: { stream: 1, outcome: 1, occurred_at: -1, _id: -1 } },
      { name: 'by_environment', keys: { stream: 1, environment: 1, occurred_at: -1, _id: -1 } },
    ],
  },
  /** The links of each stream's chain, without a gap: of several sequencers that write the same place, one does. */
  audit_chain: {
    kind: 'bookkeeping',
    shardKey: 'stream',
    indexes: [
      { name: 'in_order', keys: { stream: 1, seq: 1 }, unique: true },
      { name: 'by_event', keys: { stream: 1, event_id: 1 }, unique: true },
    ],
  },
  /** Signed statements about a chain up to one place. */
  audit_checkpoints: {
    kind: 'bookkeeping',
    shardKey: 'stream',
    indexes: [
      { name: 'in_order', keys: { stream: 1, seq: 1 }, unique: true },
      { name: 'of_stream', keys: { stream: 1, created_at: -1, _id: -1 } },
      { name: 'by_age', keys: { created_at: 1 } },
    ],
  },
  /** Where the head of a chain was removed because it was older than anybody wants to keep. */
  audit_cuts: { kind: 'bookkeeping', shardKey: 'stream', indexes: [{ name: 'in_order', keys: { stream: 1, seq: 1 } }] },
  /** Persons whose values are being removed from the trail. */
  audit_erasures: { kind: 'bookkeeping', shardKey: '_id', indexes: [] },
  /** What checkpoints are signed with. Public halves stay for ever. */
  audit_keys: { kind: 'business', shardKey: '_id', indexes: [] },
  /** A marker for each event that has no place in its chain yet. */
  audit_pending: { kind: 'bookkeeping', shardKey: '_id', indexes: [] },
  /** What an event says of a person, apart from the event, so that it can be removed and the chain still holds. */
  audit_personal: { kind: 'bookkeeping', shardKey: '_id', indexes: [{ name: 'by_person', keys: { person: 1 } }] },
  /** Refusals that were counted after the first of their minute. */
  audit_refusals: { kind: 'bookkeeping', shardKey: '_id', indexes: [{ name: 'by_end', keys: { ends_at: 1 } }] },
  /** Ids that reporters gave their events: the same report twice is one event. */
  audit_reports: { kind: 'bookkeeping', shardKey: '_id', indexes: [{ name: 'by_expiry', keys: { expires_at: 1 } }] },
  /** Places of chains that no checkpoint covers yet. */
  audit_unsealed: {
    kind: 'bookkeeping',
    shardKey: 'stream',
    indexes: [
      { name: 'by_age', keys: { since: 1 } },
      { name: 'in_order', keys: { stream: 1, seq: 1 } },
    ],
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
