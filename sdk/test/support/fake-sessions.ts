import type { TestContext } from 'node:test';
import { type Answer, type FakeServer, refusal, rejection, type Script, startFakeServer } from './fake-server.ts';

export interface FakeSessions extends FakeServer {
  /** Refuses every access token that was minted so far. */
  refuseMinted(): void;
  /** Ends every session that was started so far. */
  endSessions(): void;
  /** The sessions that have not ended, by id. */
  liveSessions(): readonly string[];
}

export const email = 'ada@example.com';
export const password = 'correct horse battery staple';
export const tokenLifeSeconds = 600;
export const graceMs = 10_000;

export interface FakeSessionsOptions {
  /** How far the server's clock is ahead of the client's, in milliseconds. */
  readonly aheadMs?: number;
}

/**
 * A service that signs in, mints access tokens, refreshes as the contract says (a used refresh token gives its successor once
 * more within the grace, and ends the session after it), knows which tokens still count, and answers `GET /v1/me` to those.
 */
export async function startFakeSessions(
  t: TestContext,
  clientClock: { now(): number },
  { aheadMs = 0 }: FakeSessionsOptions = {},
): Promise<FakeSessions> {
  const clock = { now: () => clientClock.now() + aheadMs };
  /** Session token → session. */
  const sessions = new Map<string, string>([['zs_given', 'ses_given']]);
  const refreshTokens = new Map<string, { session: string; successor?: string; usedAt?: number }>();
  const accessTokens = new Map<string, number>();
  const live = new Set<string>(['ses_given']);
  let count = 0;
  const bearer = (authorization = '') => authorization.replace('Bearer ', '');

  const issue = (): string => {
    const token = `access.${++count}.token`;
    accessTokens.set(token, clock.now() + tokenLifeSeconds * 1_000);
    return token;
  };
  const addRefreshToken = (session: string): string => {
    const token = `zr_${++count}`;
    refreshTokens.set(token, { session });
    return token;
  };
  const pair = (refreshToken: string) => ({
    access_token: issue(),
    token_type: 'Bearer',
    expires_in: tokenLifeSeconds,
    refresh_token: refreshToken,
    refresh_expires_at: '2026-04-15T12:00:00.000Z',
  });

  const signIn: Script = ({ body }) => {
    const asked = JSON.parse(body);
    if (asked.password !== password) {
      return refusal(401, 'invalid_credentials', { 'www-authenticate': 'Bearer realm="latchkey"' });
    }
    count += 1;
    const id = `ses_${count}`;
    live.add(id);
    if (asked.kind === 'renewable')
      return { status: 201, body: { type: 'token_pair', session: { id }, ...pair(addRefreshToken(id)) } };
    const sessionToken = `zs_${count}`;
    sessions.set(sessionToken, id);
    return { status: 201, body: { type: 'session_token', session: { id }, session_token: sessionToken } };
  };

  const mint: Script = ({ headers }) => {
    if (!live.has(sessions.get(bearer(headers.authorization)) ?? '')) return rejection();
    const expires_at = new Date(clock.now() + tokenLifeSeconds * 1_000).toISOString();
    return { body: { token: issue(), token_type: 'Bearer', expires_in: tokenLifeSeconds, expires_at } };
  };

  const refresh: Script = ({ body }) => {
    const invalidGrant: Answer = refusal(400, 'invalid_grant', {}, { error: 'invalid_grant' });
    const used = refreshTokens.get(new URLSearchParams(body).get('refresh_token') ?? '');
    if (used === undefined || !live.has(used.session)) return invalidGrant;
    const successorUsed = used.successor !== undefined && refreshTokens.get(used.successor)?.usedAt !== undefined;
    if (used.usedAt !== undefined && (successorUsed || clock.now() > used.usedAt + graceMs)) {
      live.delete(used.session);
      return invalidGrant;
    }
    used.usedAt ??= clock.now();
    used.successor ??= addRefreshToken(used.session);
    return { body: { ...pair(used.successor), session_id: used.session } };
  };

  const getMe: Script = ({ headers }) => {
    const expiresAt = accessTokens.get(bearer(headers.authorization));
    return expiresAt !== undefined && clock.now() < expiresAt
      ? { body: { principal: { type: 'user' }, workspaces: [] } }
      : rejection();
  };

  const signOut: Script = ({ headers }) =>
    live.delete(sessions.get(bearer(headers.authorization)) ?? '') ? { status: 204 } : rejection();

  const revoke: Script = ({ body }) => {
    live.delete(refreshTokens.get(new URLSearchParams(body).get('token') ?? '')?.session ?? '');
    return {};
  };

  const server = await startFakeServer(t, clock, {
    'POST /v1/sessions': signIn,
    'GET /v1/token': mint,
    'POST /v1/token': refresh,
    'POST /v1/revoke': revoke,
    'GET /v1/me': getMe,
    'DELETE /v1/sessions/current': signOut,
  });
  return {
    ...server,
    refuseMinted: () => accessTokens.clear(),
    endSessions: () => live.clear(),
    liveSessions: () => [...live].filter((id) => id !== 'ses_given'),
  };
}
