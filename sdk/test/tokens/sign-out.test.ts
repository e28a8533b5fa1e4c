import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, isNetworkError, isSessionEndedError } from '../../src/index.ts';
import { password, startFakeSessions } from '../support/fake-sessions.ts';
import { createTestClock } from '../support/test-clock.ts';

test('signing in goes on with the new session, and signing out ends it here and at the service', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ baseUrl: server.url, clock });

  await client.sessions.signIn({ body: { email: 'ada@example.com', password } });
  await client.account.getMe();
  await client.signOut();

  assert.equal(server.requests('DELETE /v1/sessions/current')[0]?.headers.authorization, 'Bearer zs_1');
  await assert.rejects(client.account.getMe(), isSessionEndedError);
  assert.equal(server.requests('GET /v1/me').length, 1);
});

test('revoking the session `current` signs out', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });

  await client.sessions.revoke({ path: { session_id: 'current' } });

  await assert.rejects(client.account.getMe(), isSessionEndedError);
  assert.equal(server.requests('DELETE /v1/sessions/current').length, 1);
});

test('a sign-out during a renewal wins: the token that arrives late is never used', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const tokens = server.holdAnswers('GET /v1/token');
  const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });

  const call = client.account.getMe();
  await server.arrival('GET /v1/token');
  await client.signOut();
  tokens.letGo();

  await assert.rejects(call, isSessionEndedError);
  await assert.rejects(client.account.getMe(), isSessionEndedError);
  assert.equal(server.requests('GET /v1/me').length, 0);
});

test('a session that a sign-in makes after the sign-out is ended too', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const signIns = server.holdAnswers('POST /v1/sessions');
  const client = createClient({ baseUrl: server.url, credentials: { email: 'ada@example.com', password }, clock });

  const call = client.account.getMe();
  await server.arrival('POST /v1/sessions');
  await client.signOut();
  signIns.letGo();

  await assert.rejects(call, isSessionEndedError);
  assert.deepEqual(server.liveSessions(), []);
  assert.equal(server.requests('GET /v1/token').length, 0);
});

test('signing out of a session that had ended already succeeds', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });
  server.endSessions();

  await client.signOut();
});

test('a sign-out that the service did not hear of is an error, and the client has signed out all the same', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  server.script('DELETE /v1/sessions/current', () => 'hang up');
  const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });

  await assert.rejects(client.signOut(), isNetworkError);
  await assert.rejects(client.account.getMe(), isSessionEndedError);
});

test('after a sign-out a password that the client was made with signs nobody in again, but a new sign-in does', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ baseUrl: server.url, credentials: { email: 'ada@example.com', password }, clock });
  await client.account.getMe();
  await client.signOut();

  await assert.rejects(client.account.getMe(), isSessionEndedError);
  assert.equal(server.requests('POST /v1/sessions').length, 1);
  await client.sessions.signIn({ body: { email: 'ada@example.com', password } });
  await client.account.getMe();
});
