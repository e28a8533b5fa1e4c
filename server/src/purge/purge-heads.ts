import {
  type ApiTokenDigest,
  type ApiTokenHead,
  type ApiTokenRecord,
  apiTokenHeadId,
  endedTokenRetention,
} from '../api-tokens/api-token.ts';
import type { ApiTokenStore } from '../api-tokens/api-token-store.ts';
import { hours } from '../clock.ts';
import {
  type RefreshDigest,
  type SessionDigest,
  type SessionHead,
  type SessionRecord,
  sessionHeadId,
} from '../sessions/session.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { CollectionName, Document, Store } from '../storage/port.ts';
import { type UserHead, userHeadId } from '../users/user.ts';
import { type Removal, removalsOf } from './removal.ts';
import type { Round } from './round.ts';

export interface HeadParts {
  readonly sessions: SessionStore;
  readonly apiTokens: ApiTokenStore;
}

type Digest = SessionDigest | RefreshDigest | ApiTokenDigest;
type EndedChain = Document & { readonly expires_at: number };

/** A process whose clock is behind still gets the answer that its own time calls for. */
export const clockSkew = hours(1);

/** What of these heads, and of what they stand for, nobody needs any more. */
export async function removalsAmong(heads: readonly Document[], parts: HeadParts, round: Round): Promise<Removal[]> {
  const of = <T extends Document>(prefix: string): T[] => heads.filter(({ _id }) => _id.startsWith(prefix)) as T[];
  return [
    ...endedChains(of<EndedChain>('a:'), round.now),
    ...(await digestsOfNothing(of<Digest>('c:'), round)),
    ...(await sessionsPastTheirLimit(of<SessionHead>('s:'), parts, round)),
    ...(await tokensEndedLongAgo(of<ApiTokenHead>('t:'), parts, round)),
  ];
}

/** A chain's end matters until the last access token of it has expired. */
const endedChains = (chains: readonly EndedChain[], now: number): Removal[] =>
  chains.filter(({ expires_at }) => expires_at <= now - clockSkew).map(({ _id }) => removalOfHead(_id));

/**
 * A refresh token's digest names its session until the absolute limit, used or not. Any other digest goes after what it
 * opens: without that it opens nothing, and the answer to whoever presents the secret is the same.
 */
async function digestsOfNothing(digests: readonly Digest[], { store, now }: Round): Promise<Removal[]> {
  const openedBy = (digest: Digest): string =>
    digest.opens === 'api_token' ? apiTokenHeadId(digest.token_id) : sessionHeadId(digest.session_id);
  const opened = await idsOf(store, 'heads', digests.map(openedBy));
  return digests
    .filter((digest) =>
      digest.opens === 'refresh' ? digest.expires_at <= now - clockSkew : !opened.has(openedBy(digest)),
    )
    .map(({ _id }) => removalOfHead(_id));
}

async function sessionsPastTheirLimit(
  heads: readonly SessionHead[],
  { sessions }: HeadParts,
  { store, now }: Round,
): Promise<Removal[]> {
  const over = heads.filter(({ expires_at }) => expires_at <= now - clockSkew);
  const records = await byId<SessionRecord>(
    store,
    'sessions',
    over.map(({ _id }) => _id.slice(2)),
  );
  const users = await byId<UserHead>(store, 'heads', [...new Set(over.map(({ user_id }) => userHeadId(user_id)))]);
  return over.map((head) => ({
    from: 'sessions',
    changes: sessions.remove(head, records.get(head._id.slice(2)), users.get(userHeadId(head.user_id))?.session_epoch),
  }));
}

async function tokensEndedLongAgo(
  heads: readonly ApiTokenHead[],
  { apiTokens }: HeadParts,
  { store, now }: Round,
): Promise<Removal[]> {
  const longAgo = now - endedTokenRetention;
  const isLongAgo = (time: number | null): boolean => time !== null && time <= longAgo;
  const candidates = heads.filter(({ state, expires_at }) => state === 'revoked' || isLongAgo(expires_at));
  const records = await byId<ApiTokenRecord>(
    store,
    'api_tokens',
    candidates.map(({ _id }) => _id.slice(2)),
  );
  const over = [...records.values()].filter(
    ({ revoked_at, expires_at }) => isLongAgo(revoked_at) || isLongAgo(expires_at),
  );
  return removalsOf('api_tokens', over, (token) => apiTokens.remove(token));
}

const removalOfHead = (_id: string): Removal => ({ from: 'heads', changes: [{ delete: 'heads', where: { _id } }] });

async function byId<T extends Document>(
  store: Store,
  collection: CollectionName,
  ids: readonly string[],
): Promise<Map<string, T>> {
  const found = ids.length === 0 ? [] : await store.find<T>(collection, { _id: { $in: ids } });
  return new Map(found.map((document) => [document._id, document]));
}

const idsOf = async (store: Store, collection: CollectionName, ids: readonly string[]): Promise<Set<string>> =>
  new Set((await byId(store, collection, ids)).keys());
