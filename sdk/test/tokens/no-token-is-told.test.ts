import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { createClient } from '../../src/index.ts';
import { rejection } from '../support/fake-server.ts';
import { email, password, startFakeSessions } from '../support/fake-sessions.ts';
import { createTestClock } from '../support/test-clock.ts';

const everything = (value: unknown): string =>
  `${inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true })}${JSON.stringify(value)}${String(value)}`;

test('no token and no password is in an error, in the client, or on the console, whatever fails', async (t) => {
  const written: unknown[][] = [];
  for (const method of ['log', 'info', 'debug', 'warn', 'error', 'trace'] as const)
    t.mock.method(console, method, (...values: unknown[]) => void written.push(values));
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const failures: unknown[] = [];
  const note = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => failures.push(error));
  const clientOf = (credentials: NonNullable<Parameters<typeof createClient>[0]['credentials']>) =>
    createClient({ baseUrl: server.url, credentials, clock });
  const clients = [
    clientOf({ email, password }),
    clientOf({ email, password, kind: 'renewable' }),
    clientOf({ sessionToken: 'zs_given' }),
    clientOf({ apiToken: 'zk_live_secret' }),
  ];

  for (const script of [rejection, () => 'hang up' as const]) {
    for (const route of ['GET /v1/me', 'GET /v1/token', 'POST /v1/token', 'POST /v1/sessions']) {
      for (const client of clients) await note(client.account.getMe());
      server.script(route, script);
      clock.advance(700_000);
    }
    for (const client of clients) await note(client.account.getMe());
    for (const client of clients) await note(client.signOut());
  }

  assert.ok(failures.length > 10);
  const secrets = /correct horse|z[srk]_|access\.\d+\.token|Bearer [a-z]/;
  for (const value of [...failures, ...clients]) assert.doesNotMatch(everything(value), secrets);
  assert.deepEqual(written, []);
});
