import type { TestContext } from 'node:test';
import { type FakeServer, refusal, rejection, type Script, startFakeServer } from './fake-server.ts';

export interface FakeSessions extends FakeServer {
  /** Refuses every access token that was minted so far. */
  refuseMinted(): void;
  /** Ends every session that was started so far. */
  endSessions(): void;
}

export const password = 'correct horse battery staple';
export const tokenLifeSeconds = 600;

export interface FakeSessionsOptions {
  /** How far the server's clock is ahead of the client's, in milliseconds. */
  readonly aheadMs?: number;
}

/** A service that signs in, mints access tokens, knows which of them still count, and answers `GET /v1/me` to those. */
export async function startFakeSessions(
  t: TestContext,
  clientClock: { now(): number },
  { aheadMs = 0 }: FakeSessionsOptions = {},
): Promise<FakeSessions> {
  const clock = { now: () => clientClock.now() + aheadMs };
  const sessions = new Set<string>(['zs_given']);
  const accessTokens = new Map<string, number>();
  let count = 0;
  const bearer = (authorization = '') => authorization.replace('Bearer ', '');

  const signIn: Script = ({ body }) => {
    if (JSON.parse(body).password !== password) {
      return refusal(401, 'invalid_credentials', { 'www-authenticate': 'Bearer realm="latchkey"' });
    }
    count += 1;
    const sessionToken = `zs_${count}`;
    sessions.add(sessionToken);
    return {
      status: 201,
      body: { type: 'session_token', session: { id: `ses_${count}` }, session_token: sessionToken },
    };
  };

  const mint: Script = ({ headers }) => {
    if (!sessions.has(bearer(headers.authorization))) return rejection();
    count += 1;
    const token = `access.${count}.token`;
    const expiresAt = clock.now() + tokenLifeSeconds * 1_000;
    accessTokens.set(token, expiresAt);
    return {
      body: {
        token,
        token_type: 'Bearer',
        expires_in: tokenLifeSeconds,
        expires_at: new Date(expiresAt).toISOString(),
      },
    };
  };

  const getMe: Script = ({ headers }) => {
    const expiresAt = accessTokens.get(bearer(headers.authorization));
    return expiresAt !== undefined && clock.now() < expiresAt
      ? { body: { principal: { type: 'user' }, workspaces: [] } }
      : rejection();
  };

  const signOut: Script = ({ headers }) =>
    sessions.delete(bearer(headers.authorization)) ? { status: 204 } : rejection();

  const server = await startFakeServer(t, clock, {
    'POST /v1/sessions': signIn,
    'GET /v1/token': mint,
    'GET /v1/me': getMe,
    'DELETE /v1/sessions/current': signOut,
  });
  return { ...server, refuseMinted: () => accessTokens.clear(), endSessions: () => sessions.clear() };
}
