import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { GuardOptions } from '../../src/guard/core.ts';
import { createClient } from '../../src/index.ts';
import { type Answer, type FakeServer, startFakeServer } from './fake-server.ts';
import { type Framework, type GuardedApi, startGuardedApi } from './guarded-frameworks.ts';
import { createTestClock, type TestClock } from './test-clock.ts';

export interface GuardedSetting extends GuardedApi {
  readonly latchkey: FakeServer;
  /** The guarded API's address. */
  readonly api: string;
  readonly clock: TestClock;
}

export interface SettingOptions extends Partial<GuardOptions> {
  /** Absent means Koa. */
  readonly framework?: Framework;
  /** Whether test credentials have a handler. */
  readonly simulates?: boolean;
}

/** A guarded API, and a service that gives every verification the same answer and takes every audit event. */
export async function startGuardedSetting(
  t: TestContext,
  answer: Answer | 'hang up',
  { framework = 'koa', simulates = false, ...options }: SettingOptions = {},
): Promise<GuardedSetting> {
  const clock = createTestClock();
  const latchkey = await startFakeServer(t, clock, {
    'POST /v1/verify': () => answer,
    [auditRoute]: () => ({ body: { events: [] } }),
  });
  const client = createClient({ baseUrl: latchkey.url, credentials: { apiToken: 'zx_guard' }, clock });
  // After a test the service is gone before the guard has handed in its last events.
  const onAuditLost = () => {};
  const guarded = await startGuardedApi(t, framework, { client, clock, onAuditLost, ...options }, simulates);
  return { latchkey, clock, api: guarded.url, ...guarded };
}

export const auditRoute = 'POST /v1/workspaces/acme/audit-events';

export const bearer = (credential: string): { readonly authorization: string } => ({
  authorization: `Bearer ${credential}`,
});

/** Updates the post 42. */
export const ask = (api: string, headers: HeadersInit, method = 'PATCH'): Promise<Response> =>
  fetch(`${api}/posts/42`, { method, headers });

/** What the service was asked, in order. */
export const questions = ({ latchkey }: Pick<GuardedSetting, 'latchkey'>) =>
  latchkey.requests('POST /v1/verify').map(({ body }) => JSON.parse(body));

/** What the service was told for the audit trail, in order. */
export const reported = ({ latchkey }: Pick<GuardedSetting, 'latchkey'>) =>
  latchkey.requests(auditRoute).flatMap(({ body }) => JSON.parse(body).events);

export async function problemOf(response: Response): Promise<Record<string, unknown>> {
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  return (await response.json()) as Record<string, unknown>;
}
