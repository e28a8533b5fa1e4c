import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialDigest } from '../../src/guard/credential-digest.ts';
import { rememberingVerify, type Verify } from '../../src/guard/verification-cache.ts';
import type { VerifyResult } from '../../src/index.ts';
import { createGate } from '../support/gate.ts';
import { ask, bearer, questions, startGuardedSetting } from '../support/guarded-api.ts';
import { createTestClock } from '../support/test-clock.ts';
import { allowed, denied, invalid, liveKey } from '../support/verifications.ts';

const result = (answer: { readonly body?: unknown }) => answer.body as VerifyResult;
const question = { credential: 'one', workspace: 'acme', action: 'content.update', resource: 'content:posts:42' };

/** What is asked of the service, whose answer the test decides. */
function setting(options: { readonly refusedSeconds?: number; readonly entries?: number } = {}) {
  const clock = createTestClock();
  const asked: Parameters<Verify>[0][] = [];
  let answer: () => VerifyResult | Promise<VerifyResult> = () => result(allowed());
  const verify = rememberingVerify(
    async (body) => {
      asked.push(body);
      return answer();
    },
    { seconds: 30, ...options },
    clock,
  );
  return {
    clock,
    asked,
    verify,
    answerWith: (next: typeof answer) => {
      answer = next;
    },
  };
}

test('without a cache the service is asked on every request', async (t) => {
  const guarded = await startGuardedSetting(t, allowed());

  await ask(guarded.api, bearer('one'));
  await ask(guarded.api, bearer('one'));

  assert.equal(questions(guarded).length, 2);
});

test('with a cache it is asked once in that time, and a revocation counts when it is over', async (t) => {
  const guarded = await startGuardedSetting(t, allowed(), { cache: { seconds: 30 }, audit: false });
  await ask(guarded.api, bearer('one'));
  guarded.latchkey.script('POST /v1/verify', () => invalid('invalid_api_key'));

  guarded.clock.advance(29_000);
  assert.equal((await ask(guarded.api, bearer('one'))).status, 200);
  assert.equal(questions(guarded).length, 1);
  guarded.clock.advance(1_000);
  assert.equal((await ask(guarded.api, bearer('one'))).status, 401);
});

test('an outage is never bridged by what was remembered too long ago', async (t) => {
  const guarded = await startGuardedSetting(t, allowed(), { cache: { seconds: 30 }, audit: false });
  await ask(guarded.api, bearer('one'));
  guarded.latchkey.script('POST /v1/verify', () => 'hang up');

  assert.equal((await ask(guarded.api, bearer('one'))).status, 200);
  guarded.clock.advance(30_000);
  assert.equal((await ask(guarded.api, bearer('one'))).status, 503);
});

for (const [what, other] of Object.entries({
  credential: { credential: 'two' },
  workspace: { workspace: 'beta' },
  action: { action: 'content.delete' },
  resource: { resource: 'content:posts:43' },
  fields: { fields: ['title'] },
  attributes: { attributes: { status: 'draft' } },
  environment: { environment: 'live' as const },
})) {
  test(`an answer is not given for another ${what}`, async () => {
    const { asked, verify } = setting();

    await verify(question);
    await verify({ ...question, ...other });

    assert.equal(asked.length, 2);
  });
}

test('a credential is known by its SHA-256, from the runtime or from the web', async () => {
  const ofRuntime = credentialDigest();
  const ofWeb = credentialDigest({});

  assert.equal(typeof ofRuntime('abc'), 'string');
  for (const digest of [ofRuntime, ofWeb])
    assert.equal(await digest('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a refusal is remembered for a few seconds only', async () => {
  for (const answer of [invalid('invalid_token'), denied('insufficient_permissions')]) {
    const { asked, verify, clock, answerWith } = setting();
    answerWith(() => result(answer));

    await verify(question);
    clock.advance(4_999);
    await verify(question);
    assert.equal(asked.length, 1);
    clock.advance(1);
    await verify(question);
    assert.equal(asked.length, 2);
  }
});

test('a clock that is set back does not make an answer last longer: the service is asked again', async () => {
  for (const answer of [allowed(), denied('insufficient_permissions'), invalid('invalid_token')]) {
    const { asked, verify, clock, answerWith } = setting();
    answerWith(() => result(answer));
    await verify(question);

    clock.advance(-1);
    await verify(question);

    assert.equal(asked.length, 2);
  }
});

test('a used-up quota is not remembered, and ends nothing', async () => {
  const { asked, verify, answerWith } = setting();
  await verify(question);
  answerWith(() => result(invalid('rate_limit_exceeded')));

  await verify({ ...question, resource: 'content:posts:43' });
  await verify({ ...question, resource: 'content:posts:43' });
  assert.equal((await verify(question)).outcome, 'allowed');
  assert.equal(asked.length, 3);
});

for (const refusal of [invalid('invalid_api_key'), denied('not_found'), denied('workspace_suspended')]) {
  test(`${JSON.stringify(refusal.body).slice(1, 60)}… to one question ends what was allowed to the others`, async () => {
    const { verify, answerWith } = setting();
    await verify(question);
    answerWith(() => result(refusal));

    await verify({ ...question, resource: 'content:posts:43' });

    assert.equal((await verify(question)).outcome, result(refusal).outcome);
  });
}

test('an answer from before a revocation that arrives after it does not bring the token back', async () => {
  const { verify, answerWith } = setting({ refusedSeconds: 0 });
  const late = createGate();
  const asked = createGate();
  answerWith(async () => {
    asked.open();
    await late.passed;
    return result(allowed());
  });
  const slow = verify(question);
  await asked.passed;
  answerWith(() => result(invalid('invalid_api_key')));
  await verify({ ...question, resource: 'content:posts:43' });

  late.open();
  await slow;

  assert.equal((await verify(question)).outcome, 'invalid');
});

test('an answer ends with the credential that it is about', async () => {
  const { asked, verify, clock, answerWith } = setting();
  const expires_at = new Date(clock.now() + 10_000).toISOString();
  answerWith(() => result(allowed({ ...liveKey, expires_at })));

  await verify(question);
  clock.advance(9_999);
  await verify(question);
  assert.equal(asked.length, 1);
  clock.advance(1);
  await verify(question);
  assert.equal(asked.length, 2);
});

test('the service can shorten the time, and not lengthen it', async () => {
  for (const [cache_seconds, lifeMs] of [
    [10, 10_000],
    [300, 30_000],
  ] as const) {
    const { asked, verify, clock, answerWith } = setting();
    answerWith(() => ({ ...result(allowed()), cache_seconds }));

    await verify(question);
    clock.advance(lifeMs - 1);
    await verify(question);
    assert.equal(asked.length, 1);
    clock.advance(1);
    await verify(question);
    assert.equal(asked.length, 2);
  }
});

test('it holds so many answers and no more: those used longest ago go', async () => {
  const { asked, verify } = setting({ entries: 2 });
  for (const credential of ['one', 'two', 'one', 'three']) await verify({ ...question, credential });
  assert.equal(asked.length, 3);

  await verify({ ...question, credential: 'one' });
  assert.equal(asked.length, 3);
  await verify({ ...question, credential: 'two' });
  assert.equal(asked.length, 4);
});

test('a flood of made-up tokens does not drive out what is remembered', async () => {
  const { asked, verify, answerWith } = setting({ entries: 2 });
  await verify(question);
  answerWith(() => result(invalid('invalid_token')));
  for (let made = 0; made < 10; made += 1) await verify({ ...question, credential: `made-up ${made}` });

  assert.equal((await verify(question)).outcome, 'allowed');
  assert.equal(asked.length, 11);
});

test('a cache for longer than five minutes is refused when the guard is made', () => {
  for (const seconds of [301, -1, Number.NaN])
    assert.throws(() => rememberingVerify(async () => result(allowed()), { seconds }, createTestClock()), RangeError);
});
