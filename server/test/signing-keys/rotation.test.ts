import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { hours, minutes, seconds } from '../../src/clock.ts';
import type { Operations } from '../../src/generated/operations.gen.ts';
import { mint, type Person, setUpOperator, signInPerson, signUpPerson } from '../support/actors.ts';
import { isAlive } from '../support/renewable.ts';
import { eventsOf, onEachServer, startTestServer, type TestServer } from '../support/test-server.ts';

type Key = Operations['rotateSigningKey']['responses'][201];

const kidOf = (token: string): string => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
const published = async (server: TestServer): Promise<string[]> =>
  (await server.succeed('getJwks')).body.keys.map(({ kid }) => kid);

onEachServer('rotating the signing key', (at) => {
  let operator: Person;
  before(async () => {
    operator = await setUpOperator(at.server);
  });
  const again = async (): Promise<string> => (await signInPerson(at.server, operator.email)).session;
  const keys = async (as: string): Promise<readonly Key[]> =>
    (await at.server.succeed('listSigningKeys', { as })).body.data;
  const rotate = async (as: string, body: object = {}): Promise<Key> =>
    (await at.server.succeed('rotateSigningKey', { as, body })).body;

  it('publishes the new key, lets it sign after the notice, and refuses no token on the way', async () => {
    const { server } = at;
    const as = operator.session;
    const [first] = await keys(as);
    assert.ok(first !== undefined && first.state === 'active' && first.retirable_at === null);
    const old = await mint(server, as);
    server.clock.advance(1);
    const next = await rotate(as);
    assert.equal(next.state, 'upcoming');
    assert.equal(next.signs_from, new Date(server.clock.now() + minutes(5)).toISOString());
    assert.deepEqual((await published(server)).sort(), [first.key_id, next.key_id].sort());
    server.clock.advance(minutes(5) - 1);
    assert.equal(kidOf(await mint(server, as)), first.key_id);
    server.clock.advance(1);
    const fresh = await mint(server, as);
    assert.equal(kidOf(fresh), next.key_id);
    assert.ok((await isAlive(server, old)) && (await isAlive(server, fresh)));
    assert.deepEqual(
      (await keys(as)).map(({ key_id, state }) => [key_id, state]),
      [
        [next.key_id, 'active'],
        [first.key_id, 'superseded'],
      ],
    );
    const event = (await eventsOf(server, 'deployment')).findLast(({ action }) => action === 'signing_key.rotated');
    assert.deepEqual(event?.target, { type: 'signing_key', id: next.key_id, name: null });
  });

  it('one rotation at a time; a published key can be taken back', async () => {
    const { server } = at;
    const as = await again();
    const next = await rotate(as, { sign_after_seconds: 3_600 });
    await server.refuse('rotateSigningKey', 'conflict', { as, body: {} });
    await server.succeed('retireSigningKey', { as, path: { key_id: next.key_id } });
    assert.ok(!(await published(server)).includes(next.key_id));
    const urgent = await rotate(as, { sign_after_seconds: 0 });
    assert.equal(urgent.state, 'active');
    assert.equal(kidOf(await mint(server, as)), urgent.key_id);
  });

  it('a key is retired when its last token is over, and never while it signs', async () => {
    const { server } = at;
    const as = await again();
    const before = await mint(server, as);
    const old = kidOf(before);
    await server.refuse('retireSigningKey', 'conflict', { as, path: { key_id: old } });
    await rotate(as, { sign_after_seconds: 0 });
    const { body: problem } = await server.refuse('retireSigningKey', 'conflict', { as, path: { key_id: old } });
    assert.match(problem.detail, /in use until/);
    server.clock.advance(hours(1) + minutes(1));
    const later = await again();
    await server.succeed('retireSigningKey', { as: later, path: { key_id: old } });
    await server.succeed('retireSigningKey', { as: later, path: { key_id: old } });
    assert.ok(!(await published(server)).includes(old));
    const retired = (await keys(later)).find(({ key_id }) => key_id === old);
    assert.equal(retired?.state, 'retired');
    const stored = await server.store.findOne('signing_keys', { _id: old });
    assert.equal(stored?.sealed_private_key, '');
  });

  it('a leaked key is retired at once: its tokens are refused from then on, remembered or not', async () => {
    const { server } = at;
    const as = await again();
    const token = await mint(server, as);
    assert.ok(await isAlive(server, token));
    await rotate(as, { sign_after_seconds: 0 });
    assert.ok(await isAlive(server, token));
    await server.succeed('retireSigningKey', { as, path: { key_id: kidOf(token) }, query: { immediately: 'true' } });
    await server.refuse('getMe', 'invalid_token', { as: token });
    assert.ok(await isAlive(server, await mint(server, as)));
  });

  it('the same Idempotency-Key makes one key', async () => {
    const { server } = at;
    const as = await again();
    const asked = { as, body: { sign_after_seconds: 0 }, headers: { 'Idempotency-Key': 'rotate-signing-key-1' } };
    const one = await server.succeed('rotateSigningKey', asked);
    const two = await server.succeed('rotateSigningKey', asked);
    assert.equal(one.text, two.text);
  });

  it('sixteen rotations at once make one key', async () => {
    const { server } = at;
    const as = await again();
    const before = (await keys(as)).length;
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => server.ask('rotateSigningKey', { as, body: {} })),
    );
    const made = answers.filter(({ status }) => status === 201).length;
    assert.deepEqual([made, answers.filter(({ status }) => status === 409).length], [1, 15]);
    assert.equal((await keys(as)).length, before + 1);
    server.clock.advance(minutes(5));
  });

  it('lists page by page, newest first, and shows no private half', async () => {
    const { server } = at;
    const as = await again();
    const all = (await keys(as)).map(({ key_id }) => key_id);
    const first = await server.succeed('listSigningKeys', { as, query: { limit: 2 } });
    const rest = await server.succeed('listSigningKeys', { as, query: { cursor: first.body.next_cursor ?? '' } });
    assert.deepEqual(
      [...first.body.data, ...rest.body.data].map(({ key_id }) => key_id),
      all,
    );
    assert.ok(!/"(?:d|sealed_private_key)"/.test(first.text));
  });

  it('is for operators in a session, and nobody else', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    const path = { key_id: 'A'.repeat(43) };
    for (const [id, asked] of [
      ['listSigningKeys', {}],
      ['rotateSigningKey', { body: {} }],
      ['retireSigningKey', { path }],
    ] as const) {
      await server.refuse(id, 'insufficient_permissions', { as: session, ...asked });
      await server.refuse(id, 'authentication_required', asked);
    }
    const as = await again();
    await server.refuse('retireSigningKey', 'not_found', { as, path });
    await server.refuse('rotateSigningKey', 'invalid_request', { as, body: { sign_after_seconds: 86_401 } });
  });

  it('at most twenty keys are in use', async () => {
    const { server } = at;
    const as = await again();
    let refusal: { status: number; text: string } | undefined;
    for (let count = 0; count < 21 && refusal === undefined; count += 1) {
      const answer = await server.ask('rotateSigningKey', { as, body: { sign_after_seconds: 0 } });
      if (answer.status !== 201) refusal = answer;
    }
    assert.match(refusal?.text ?? '', /limit_reached/);
    assert.equal((await published(server)).length, 20);
  });
});

onEachServer('a rotation under load', (at) => {
  it('in two services on one store refuses no request, before, at and after the change of keys', async () => {
    const { server: one } = at;
    // The second service has caches of its own and shares nothing but the store.
    const shared = { ...at.place, open: async () => ({ ...one.store, close: async () => {} }) };
    const environment = { ISSUER: `http://127.0.0.1:${one.port}` };
    const two = await startTestServer(shared, { clock: one.clock, environment });
    try {
      const operator = await setUpOperator(one);
      let tokens = [await mint(one, operator.session)];
      await one.succeed('rotateSigningKey', { as: operator.session, body: { sign_after_seconds: 60 } });
      for (let step = 0; step < 24; step += 1) {
        one.clock.advance(seconds(5));
        tokens = [...tokens.slice(-6), await mint(one, operator.session), await mint(two, operator.session)];
        const checks = tokens.flatMap((token) => [isAlive(one, token), isAlive(two, token)]);
        assert.ok((await Promise.all(checks)).every(Boolean), `step ${step}`);
      }
      assert.equal(new Set(tokens.map(kidOf)).size, 1);
    } finally {
      await two.close();
    }
  });
});
