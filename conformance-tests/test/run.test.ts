import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Check } from '../src/check.ts';
import { readContract } from '../src/contract/contract.ts';
import { noHooks } from '../src/hooks/probe-hooks.ts';
import { readRunOptions } from '../src/options.ts';
import { EnvironmentError, HarnessError, NotTestable, Violation } from '../src/outcome.ts';
import type { Requirement } from '../src/requirement.ts';
import { type RunResult, runChecks } from '../src/run.ts';
import { createSecretLedger } from '../src/secret-ledger.ts';
import { selectChecks } from '../src/selection.ts';
import { contractTimes } from '../src/target/times.ts';
import type { Exchange, WireRequest } from '../src/wire/exchange.ts';

const row = (id: string, level: 'MUST' | 'SHOULD', more: Partial<Requirement> = {}): Requirement => ({
  ...{
    id,
    level,
    sentence: `It ${level} be.`,
    profile: 'core',
    refs: [],
    operations: [],
    checks: [],
    faults: [],
  },
  ...more,
});
const requirements = [
  row('AAA-01', 'MUST'),
  row('AAA-02', 'SHOULD'),
  row('AAA-03', 'MUST', { needs: ['clock'] }),
  row('HTTP-28', 'SHOULD'),
];
const contract = readContract({
  openapi: '3.1.0',
  paths: {
    '/thing': {
      get: { operationId: 'getThing', security: [], responses: { 200: { content: { 'application/json': {} } } } },
    },
  },
});

const answerWith =
  (status: number, headers: Exchange['answer']['headers'] = []) =>
  async (request: WireRequest): Promise<Exchange> => ({
    request,
    answer: {
      status,
      headers: [['content-type', 'application/json'], ['x-content-type-options', 'nosniff'], ...headers],
      body: Buffer.from('{}'),
    },
    durationMilliseconds: 1,
  });

const runThese = (
  checks: readonly Check[],
  values: { readonly [flag: string]: string | boolean | readonly string[] } = {},
  send = answerWith(200),
): Promise<RunResult> =>
  runChecks({
    checks,
    requirements,
    target: {
      contract,
      contractDigest: '',
      leftOut: [],
      operator: undefined,
      actors: [],
      times: contractTimes,
      hooks: noHooks,
    },
    wire: { send, sendTogether: (requests) => Promise.all(requests.map(send)), close: () => undefined },
    secrets: createSecretLedger(),
    options: readRunOptions({ values: { url: 'http://127.0.0.1', ...values } }, {}),
  });

const check = (id: string, run: Check['run'] = async () => undefined): Check => ({ id, title: 'a promise', run });
const throwing = (id: string, error: Error): Check =>
  check(id, async () => {
    throw error;
  });
const verdicts = ({ results }: RunResult) =>
  Object.fromEntries(results.map((result) => [result.check, result.verdict]));

test('what a check throws decides its verdict, and nothing that a check does stops the run', async () => {
  const run = await runThese([
    check('AAA-01/a'),
    throwing('AAA-01/b', new Violation('x', 'y')),
    throwing('AAA-02/c', new Violation('x', 'y')),
    throwing('AAA-01/d', new NotTestable('no')),
    throwing('AAA-01/e', new EnvironmentError('no')),
    throwing('AAA-01/f', new HarnessError('no')),
    throwing('AAA-01/g', new TypeError('no')),
  ]);
  assert.deepEqual(verdicts(run), {
    ...{ 'AAA-01/a': 'pass', 'AAA-01/b': 'fail', 'AAA-02/c': 'warn', 'AAA-01/d': 'not-testable' },
    ...{ 'AAA-01/e': 'env-error', 'AAA-01/f': 'harness-error', 'AAA-01/g': 'harness-error' },
  });
});

test('a strict run fails a broken SHOULD', async () => {
  assert.deepEqual(verdicts(await runThese([throwing('AAA-02/c', new Violation('x', 'y'))], { strict: true })), {
    'AAA-02/c': 'fail',
  });
});

test('only and skip name requirements or single checks', async () => {
  const checks = [check('AAA-01/a'), check('AAA-01/b'), check('AAA-02/c')];
  assert.deepEqual(Object.keys(verdicts(await runThese(checks, { only: ['AAA-01'] }))), ['AAA-01/a', 'AAA-01/b']);
  assert.deepEqual(Object.keys(verdicts(await runThese(checks, { only: ['*/b', 'aaa-02'] }))), [
    'AAA-01/b',
    'AAA-02/c',
  ]);
  assert.deepEqual(Object.keys(verdicts(await runThese(checks, { skip: ['AAA-01/*'] }))), ['AAA-02/c']);
});

test('a check that does not end is an environment error when the time is over', async () => {
  const run = await runThese([check('AAA-01/a', () => new Promise(() => undefined))], { 'max-duration': '1' });
  assert.deepEqual(verdicts(run), { 'AAA-01/a': 'env-error' });
});

test('what the oracle finds fails its own requirement, not the check that was looking at something else', async () => {
  const looking = check('AAA-01/a', async ({ call, given }) => {
    await given.succeeds(call('getThing'));
  });
  const run = await runThese([looking], {}, answerWith(200, [['x-powered-by', 'Express']]));
  assert.deepEqual(verdicts(run), { 'AAA-01/a': 'pass', 'HTTP-28/observed': 'warn' });
});

test('an invalid request where a valid one was meant is a fault of the suite', async () => {
  const wrong = check('AAA-01/a', async ({ call, given }) => {
    await given.succeeds(call('getThing', { query: { surprise: 1 } }));
  });
  assert.deepEqual(verdicts(await runThese([wrong])), { 'AAA-01/a': 'harness-error' });
});

test('a refusal is only believed after the same request has succeeded', async () => {
  const negative = check('AAA-01/a', async ({ call, given, expect }) => {
    await expect.refused(await given.succeeds(call('getThing')), { status: 401 });
  });
  assert.deepEqual(verdicts(await runThese([negative], {}, answerWith(401))), { 'AAA-01/a': 'fail' });
});

test('a limit that does not lift is an environment error and never a verdict', async () => {
  const limited = check('AAA-01/a', async ({ call, given }) => {
    await given.succeeds(call('getThing'));
  });
  assert.deepEqual(
    verdicts(await runThese([limited], {}, answerWith(429, [['retry-after', '3600']])))['AAA-01/a'],
    'env-error',
  );
});

test('the same seed makes the same random choices in a check, whatever else runs', async () => {
  const drawn: number[] = [];
  const drawing = check('AAA-01/a', async ({ random }) => {
    drawn.push(random());
  });
  await runThese([drawing], { seed: '5' });
  await runThese([check('AAA-01/b'), drawing], { seed: '5' });
  await runThese([drawing], { seed: '6' });
  assert.equal(drawn[0], drawn[1]);
  assert.notEqual(drawn[0], drawn[2]);
});

test('what needs a hook that the target lacks is not testable, and says what to set', async () => {
  const { results } = await runThese([
    check('AAA-03/later', ({ later, send }) =>
      send(later(60)({ method: 'GET', path: '/thing', headers: [] })).then(() => undefined),
    ),
  ]);
  assert.equal(results[0]?.verdict, 'not-testable');
  assert.match(results[0]?.evidence?.message ?? '', /CONFORMANCE_HOOK_SECRET/);
});

test('basic is what of core, refresh and tokens needs no hook; a profile by its own name has its teams too', async () => {
  const rows = new Map(
    [
      row('AAA-01', 'MUST', { profile: 'core' }),
      row('AAA-02', 'MUST', { profile: 'tokens', needs: ['members'] }),
      row('AAA-03', 'MUST', { profile: 'access' }),
    ].map((one) => [one.id, one]),
  );
  const checks = [...rows.keys()].map((id) => check(`${id}/one`));
  const selected = (profile: string) =>
    selectChecks(checks, rows, { only: [], skip: [], profiles: [profile] }).map(({ id }) => id);
  assert.deepEqual(selected('basic'), ['AAA-01/one']);
  assert.deepEqual(selected('tokens'), ['AAA-02/one']);
});

test('checks of time belong to the profile timing, besides their own', async () => {
  const three = ['AAA-01/now', 'AAA-03/later'].map((id) => check(id));
  const checksOf = async (profile: string): Promise<readonly string[]> =>
    (await runThese(three, { profile: [profile] })).results.map((result) => result.check);
  assert.deepEqual(await checksOf('core'), ['AAA-01/now']);
  assert.deepEqual(await checksOf('timing'), ['AAA-03/later']);
  assert.deepEqual(await checksOf('full'), ['AAA-01/now', 'AAA-03/later']);
});

test('a limit that lets none of a race through is waited out; one that lets some through is an answer', async () => {
  const race = (answers: readonly number[]) => {
    const left = [...answers];
    const send = (request: WireRequest): Promise<Exchange> =>
      answerWith(left.shift() ?? 200, [['retry-after', '0']])(request);
    const racing = check('AAA-01/a', async ({ call, together }) => {
      const statuses = (await together([call('getThing'), call('getThing')])).map(({ answer }) => answer.status);
      if (statuses.includes(429)) throw new Violation('no 429', '429');
    });
    return runThese([racing], {}, send);
  };
  assert.equal(verdicts(await race([429, 429]))['AAA-01/a'], 'pass');
  assert.equal(verdicts(await race([429, 200]))['AAA-01/a'], 'fail');
});
