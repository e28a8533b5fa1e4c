import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { it } from 'node:test';
import { pino } from 'pino';
import { hours, minutes } from '../../src/clock.ts';
import { errorRegistry } from '../../src/errors/registry.gen.ts';
import { createHashQueue } from '../../src/passwords/hash-queue.ts';
import { StoreUnavailable } from '../../src/storage/port.ts';
import { newPlace } from '../storage/engines.ts';
import { signUpOwner, signUpPerson } from '../support/actors.ts';
import { eventsOf, onEachServer, startTestServer } from '../support/test-server.ts';

const testHooksSecret = 'Vq7mT2xKp9LwZ4nRb6HdGsE1uJcAoYfi';

onEachServer('problems and traces', (at) => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

  it('a problem says what, why and where to read more, in the words of the registry', async () => {
    const { body, headers } = await at.server.refuse('getMe', 'authentication_required');
    const { status, title, meaning } = errorRegistry.authentication_required;
    assert.deepEqual(body, {
      type: `${at.server.services.config.issuer}/docs/errors/authentication_required`,
      title,
      status,
      detail: meaning,
      code: 'authentication_required',
      message: meaning,
      trace_id: headers.traceparent?.split('-')[1],
      timestamp: new Date(at.server.clock.now()).toISOString(),
      service: 'latchkey',
    });
  });

  it('it is a problem whatever Accept asks for, and an Accept without JSON is refused', async () => {
    for (const accept of ['text/html', 'application/xml', 'application/json;q=0', 'image/*'])
      await at.server.refuse('getMe', 'not_acceptable', { headers: { Accept: accept } });
    for (const accept of [
      '*/*',
      'application/json',
      'application/*',
      'text/html, application/json;q=0.1',
      '',
      'text/html,*/*;q=0.8',
    ])
      await at.server.refuse('getMe', 'authentication_required', { headers: { Accept: accept } });
  });

  it('the caller’s trace is continued into the answer, the problem and the event', async () => {
    const { server } = at;
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    const { body, headers: received } = await server.refuse('getMe', 'authentication_required', { headers });
    assert.equal(body.trace_id, trace);
    assert.ok(!received.traceparent?.includes('00f067aa0ba902b7'));
    const { owner } = await signUpOwner(server);
    const made = await server.succeed('createWorkspace', { as: owner.session, headers, body: { name: 'W' } });
    assert.equal((await eventsOf(server, made.body.id))[0]?.trace_id, trace);
  });

  it('a hostile or malformed trace is ignored, and each request gets one of its own', async () => {
    const seen = new Set<string>();
    const hostile: readonly (string | readonly string[])[] = [
      'x'.repeat(10_000),
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `00-${trace}-${'0'.repeat(16)}-01`,
      `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`,
      `ff-${trace}-00f067aa0ba902b7-01`,
      `00-${trace}-00f067aa0ba902b7-01-extra`,
      [`00-${trace}-00f067aa0ba902b7-01`, `00-${trace.replace('4', '5')}-00f067aa0ba902b7-01`],
      '',
    ];
    for (const traceparent of hostile) {
      const { body } = await at.server.refuse('getMe', 'authentication_required', { headers: { traceparent } });
      assert.notEqual(body.trace_id, trace);
      seen.add(body.trace_id);
    }
    assert.equal(seen.size, hostile.length);
  });

  it('what is logged of an outage names the operation and never the path, into which people paste secrets', async () => {
    const place = newPlace(at.place.engine);
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const server = await startTestServer(place, { logger });
    const { session } = await signUpPerson(server);
    server.watched.failWith(new StoreUnavailable(new Error('away')));
    await server.refuse('getSession', 'unavailable', { as: session, path: { session_id: 'zs_canary-in-the-path' } });
    server.watched.failWith(undefined);
    const outage = lines.find((line) => line.includes('"msg":"unavailable"'));
    assert.match(outage ?? '', /"operation":"getSession"/);
    for (const secret of ['canary', session]) assert.ok(!lines.some((line) => line.includes(secret)), secret);
    await server.close();
    await place.remove();
  });

  it('a sign-in that is turned away because too many passwords wait costs no line of the log', async () => {
    const place = newPlace(at.place.engine);
    const lines: string[] = [];
    const logger = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    const hashQueue = createHashQueue({ parallelism: 1, waitingLimit: 0 });
    const server = await startTestServer(place, { logger, hashQueue });
    const held = hashQueue.takePlace();
    await server.refuse('signIn', 'unavailable', { body: { email: 'ada@example.com', password: 'seven tall herons' } });
    held[Symbol.dispose]();
    assert.deepEqual(lines, []);
    await server.close();
    await place.remove();
  });

  it('the clock of a request is not moved without the deployment’s test secret', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    const signed = createHmac('sha256', testHooksSecret).update('3600').digest('hex');
    await server.succeed('getMe', { as: session, headers: { 'Latchkey-Test-Clock': `3600.${signed}` } });
  });
});

onEachServer(
  'a deployment with test hooks',
  (at) => {
    const signed = (offset: string, secret = testHooksSecret) => ({
      'Latchkey-Test-Clock': `${offset}.${createHmac('sha256', secret).update(offset).digest('hex')}`,
    });

    it('judges a request at the time that its signed header names, and others at their own', async () => {
      const { server } = at;
      const { session } = await signUpPerson(server);
      const offset = String(minutes(31) / 1_000);
      await server.refuse('getMe', 'invalid_token', { as: session, headers: signed(offset) });
      await server.succeed('getMe', { as: session });
    });

    it('ignores a wrong signature, a step back and anything malformed', async () => {
      const { server } = at;
      // A refusal tells the time at which it was judged.
      const judgedAt = async (headers: Readonly<Record<string, string | readonly string[]>>) =>
        JSON.parse((await server.refuse('getMe', 'authentication_required', { headers })).text).timestamp;
      const now = server.clock.now();
      assert.equal(await judgedAt(signed('3600')), new Date(now + hours(1)).toISOString());
      for (const headers of [
        signed('3600', 'another-32-character-key-entirely'),
        signed('-3600'),
        signed('1e9'),
        { 'Latchkey-Test-Clock': '3600' },
        { 'Latchkey-Test-Clock': `3600.${'0'.repeat(63)}` },
        { 'Latchkey-Test-Clock': [signed('3600')['Latchkey-Test-Clock'], signed('1')['Latchkey-Test-Clock']] },
      ])
        assert.equal(await judgedAt(headers), new Date(now).toISOString(), JSON.stringify(headers));
    });
  },
  { environment: { TEST_HOOKS_SECRET: testHooksSecret } },
);
