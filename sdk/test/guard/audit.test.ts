import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { Principal, ReportedEvent } from '../../src/index.ts';
import { type Answer, refusal, rejection } from '../support/fake-server.ts';
import { createGate } from '../support/gate.ts';
import { ask, auditRoute, bearer, reported, startGuardedSetting } from '../support/guarded-api.ts';
import { frameworks } from '../support/guarded-frameworks.ts';
import { allowed, denied, liveKey, testKey, user } from '../support/verifications.ts';

/** Takes no time of its own: events are handed in when the test lets them, or when the guard is closed. */
function heldBack() {
  const gate = createGate();
  return {
    open: gate.open,
    clock: {
      now: () => Date.UTC(2026, 0, 15, 12),
      wait: (_: number, signal: AbortSignal) =>
        Promise.race([
          gate.passed,
          new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        ]),
    },
  };
}

for (const framework of frameworks) {
  test(`${framework}: an allowed unsafe request of an API token is in the audit trail, without being asked for`, async (t) => {
    const setting = await startGuardedSetting(t, allowed(), { framework });

    await ask(setting.api, { ...bearer('zk_live_caller'), 'user-agent': 'importer/2' });
    await setting.guard.close();

    const [{ client_event_id, ...event }] = reported(setting);
    assert.match(client_event_id, /^[0-9a-f]{32}$/);
    assert.deepEqual(event, {
      action: 'content.update',
      actor: { kind: 'workspace_key', id: 'tok_1', name: 'Importer' },
      environment: 'live',
      target: { type: 'content', id: 'posts:42' },
      user_agent: 'importer/2',
    });
  });
}

test('safe requests, requests of people and refused ones are not recorded by themselves', async (t) => {
  const setting = await startGuardedSetting(t, allowed());
  await ask(setting.api, bearer('zk_live_caller'), 'GET');
  setting.latchkey.script('POST /v1/verify', () => allowed(user));
  await ask(setting.api, bearer('zs_somebody'));
  setting.latchkey.script('POST /v1/verify', () => denied('insufficient_permissions'));
  await ask(setting.api, bearer('zk_live_caller'));

  await setting.guard.close();

  assert.deepEqual(reported(setting), []);
});

test('what a test key is allowed is recorded as of the test environment', async (t) => {
  const setting = await startGuardedSetting(t, allowed(testKey), { simulates: true });
  await ask(setting.api, bearer('zk_test_caller'));

  await setting.guard.close();

  assert.deepEqual(
    reported(setting).map(({ environment }) => environment),
    ['test'],
  );
});

test('`audit: false` records nothing by itself; one call records anything', async (t) => {
  const setting = await startGuardedSetting(t, allowed(), { audit: false });
  await ask(setting.api, bearer('zk_live_caller'));
  const changes = [{ member: 'title', before: 'Old', after: 'New' }];
  setting.guard.record(user as Principal, {
    workspace: 'acme',
    action: 'content.publish',
    resource: 'front page',
    changes,
  });

  await setting.guard.close();

  const events = reported(setting).map(({ client_event_id, ...event }) => event);
  assert.deepEqual(events, [
    {
      action: 'content.publish',
      actor: { kind: 'user', id: 'usr_1', name: 'Ada' },
      environment: 'live',
      target: { type: 'resource', id: 'front%20page' },
      changes,
    },
  ]);
});

test('many events are few requests, none of more than a hundred events', async (t) => {
  const { clock, open } = heldBack();
  const setting = await startGuardedSetting(t, allowed(), { clock });
  for (let count = 0; count < 250; count += 1)
    setting.guard.record(liveKey as Principal, { workspace: 'acme', action: 'content.update' });

  open();
  await setting.latchkey.arrival(auditRoute, 3);
  await setting.guard.close();

  const sizes = setting.latchkey.requests(auditRoute).map(({ body }) => JSON.parse(body).events.length);
  assert.deepEqual(sizes, [100, 100, 50]);
});

test('no caller waits for the trail, and closing the guard hands in what is waiting', async (t) => {
  const { clock } = heldBack();
  const setting = await startGuardedSetting(t, allowed(), { clock });

  assert.equal((await ask(setting.api, bearer('zk_live_caller'))).status, 200);
  assert.deepEqual(reported(setting), []);
  await setting.guard.close();

  assert.equal(reported(setting).length, 1);
});

/** The answers to the batches in order; the last one stays. */
const inTurn = (...answers: readonly (Answer | 'hang up')[]) => {
  let turn = 0;
  return () => answers[Math.min(turn++, answers.length - 1)] as Answer;
};
const taken: Answer = { body: { events: [] } };

test('while the service is away events wait, and are handed in with the same ids when it is back', async (t) => {
  const lost: ReportedEvent[] = [];
  const setting = await startGuardedSetting(t, allowed(), { onAuditLost: (events) => lost.push(...events) });
  const away = refusal(503, 'unavailable');
  setting.latchkey.script(auditRoute, inTurn(away, away, away, away, taken));
  await ask(setting.api, bearer('zk_live_caller'));

  await setting.latchkey.arrival(auditRoute, 5);
  await setting.guard.close();

  assert.equal(new Set(reported(setting).map(({ client_event_id }) => client_event_id)).size, 1);
  assert.deepEqual(lost, []);
});

test('an event that the service does not take costs no other one, and whoever runs the API learns of it', async (t) => {
  const lost: ReportedEvent[] = [];
  const { clock, open } = heldBack();
  const setting = await startGuardedSetting(t, allowed(), { clock, onAuditLost: (events) => lost.push(...events) });
  const errors = [{ pointer: '/events/1/action', code: 'not_reportable', detail: 'No.' }];
  setting.latchkey.script(auditRoute, inTurn(refusal(422, 'semantic_error', {}, { errors }), taken));
  for (const action of ['one', 'two', 'three'])
    setting.guard.record(liveKey as Principal, { workspace: 'acme', action });

  open();
  await setting.latchkey.arrival(auditRoute, 2);
  await setting.guard.close();

  assert.deepEqual(
    lost.map(({ action }) => action),
    ['two'],
  );
  const [, second] = setting.latchkey.requests(auditRoute);
  assert.deepEqual(
    JSON.parse(second?.body ?? '').events.map(({ action }: ReportedEvent) => action),
    ['one', 'three'],
  );
});

for (const [how, onAuditLost] of Object.entries({
  throws: () => {
    throw new Error('Nobody listens.');
  },
  rejects: async () => {
    throw new Error('Nobody listens.');
  },
})) {
  test(`an \`onAuditLost\` that ${how} costs no other event, and the loss is told on the console`, async (t) => {
    const told = t.mock.method(console, 'error', () => {});
    const { clock } = heldBack();
    const setting = await startGuardedSetting(t, allowed(), { clock, onAuditLost });
    const errors = [{ pointer: '/events/1/action', code: 'not_reportable', detail: 'No.' }];
    setting.latchkey.script(auditRoute, inTurn(refusal(422, 'semantic_error', {}, { errors }), taken));
    for (const action of ['one', 'two', 'three'])
      setting.guard.record(liveKey as Principal, { workspace: 'acme', action });

    await setting.guard.close();

    const [, second] = setting.latchkey.requests(auditRoute);
    assert.equal(JSON.parse(second?.body ?? '').events.length, 2);
    assert.match(String(told.mock.calls[0]?.arguments[0]), /missing in the trail: 1\./);
  });
}

test('a batch that is too large is handed in by halves, and only what is too large alone is lost', async (t) => {
  const lost: ReportedEvent[] = [];
  const { clock, open } = heldBack();
  const setting = await startGuardedSetting(t, allowed(), { clock, onAuditLost: (events) => lost.push(...events) });
  const taken: string[][] = [];
  setting.latchkey.script(auditRoute, ({ body }) => {
    const actions = JSON.parse(body).events.map(({ action }: ReportedEvent) => action);
    if (actions.length > 2 || actions.includes('large')) return refusal(413, 'payload_too_large');
    taken.push(actions);
    return { body: { events: [] } };
  });
  for (const action of ['one', 'two', 'large', 'four', 'five'])
    setting.guard.record(liveKey as Principal, { workspace: 'acme', action });

  open();
  await setting.guard.close();

  assert.deepEqual(taken, [
    ['one', 'two'],
    ['four', 'five'],
  ]);
  assert.deepEqual(
    lost.map(({ action }) => action),
    ['large'],
  );
});

/** A program with one event to report, which does not close its guard; what it wrote, and how it ended. */
async function runForgetfully(url: string) {
  const source = `
    import { createClient } from '@latchkey/sdk';
    import { createGuard } from '@latchkey/sdk/guard';
    const client = createClient({ baseUrl: '${url}', credentials: { apiToken: 'zx_guard' } });
    createGuard({ client, timeoutMs: 2_000 }).record(${JSON.stringify(liveKey)}, { workspace: 'acme', action: 'content.update' });
    console.log('timers that keep it alive:', process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length);
  `;
  const program = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [written, complaint, [exitCode]] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    once(program, 'exit'),
  ]);
  return { written, complaint, exitCode };
}

test('a program that forgot to close its guard is not kept alive, and hands in what is waiting before it ends', async (t) => {
  const setting = await startGuardedSetting(t, allowed());

  const { written, complaint, exitCode } = await runForgetfully(setting.latchkey.url);

  assert.equal(written, 'timers that keep it alive: 0\n');
  assert.equal(complaint, '');
  assert.equal(exitCode, 0);
  assert.equal(reported(setting).length, 1);
});

test('a loss that nobody asked to be told of is told on the console, without the event', async (t) => {
  const setting = await startGuardedSetting(t, allowed());
  setting.latchkey.script(auditRoute, () => refusal(403, 'insufficient_permissions'));

  const { complaint, exitCode } = await runForgetfully(setting.latchkey.url);

  assert.match(complaint, /^Latchkey: audit events that will be missing in the trail: 1\. PermissionError/);
  assert.doesNotMatch(complaint, /content\.update|zx_guard|tok_1/);
  assert.equal(exitCode, 0);
});

for (const [when, answer] of Object.entries({
  'the guard’s own key may not write to the trail': refusal(403, 'insufficient_permissions'),
  'the guard’s own key is not accepted': rejection(),
  'the service is away when the guard is closed': 'hang up' as const,
})) {
  test(`when ${when}, the request is answered all the same and the loss is told`, async (t) => {
    const lost: ReportedEvent[] = [];
    const { clock } = heldBack();
    const setting = await startGuardedSetting(t, allowed(), { clock, onAuditLost: (events) => lost.push(...events) });
    setting.latchkey.script(auditRoute, () => answer);

    assert.equal((await ask(setting.api, bearer('zk_live_caller'))).status, 200);
    await setting.guard.close();

    assert.equal(lost.length, 1);
  });
}
