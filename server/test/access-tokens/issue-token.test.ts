import assert from 'node:assert/strict';
import { it } from 'node:test';
import { days, minutes, seconds } from '../../src/clock.ts';
import { newPlace, onEachEngine, type Place } from '../storage/engines.ts';
import { signInPerson, signUpPerson } from '../support/actors.ts';
import {
  askToRefresh,
  formOf,
  isAlive,
  type Refreshed,
  refresh,
  refuseRefresh,
  signInRenewable,
  signUpRenewable,
} from '../support/renewable.ts';
import { eventsOf, onEachServer, startTestServer, type TestServer } from '../support/test-server.ts';

const refreshTokenForm = /^zr_[0-9A-Za-z]{38}$/;
const iso = (time: number): string => new Date(time).toISOString();

onEachServer('refreshing a session', (at) => {
  it('a renewable sign-in gives an access token and a refresh token, and no session token', async () => {
    const { server } = at;
    const now = server.clock.now();
    const pair = await signUpRenewable(server);
    assert.match(pair.refresh_token, refreshTokenForm);
    assert.equal(pair.token_type, 'Bearer');
    assert.equal(pair.expires_in, 600);
    assert.equal(pair.refresh_expires_at, iso(now + days(30)));
    assert.equal(pair.session.kind, 'renewable');
    assert.equal(pair.session.idle_expires_at, iso(now + days(30) + minutes(1)));
    assert.equal(pair.session.expires_at, iso(now + days(90)));
    const { body } = await server.succeed('getMe', { as: pair.access_token });
    assert.equal(body.user?.login_count, 1);
  });

  it('a renewable session with a cookie is refused, because there is none', async () => {
    const { server } = at;
    const { email } = await signUpPerson(server);
    const { body } = await server.refuse('signIn', 'invalid_request', {
      headers: { 'Sec-Fetch-Site': 'same-origin' },
      body: { email, password: 'rivers carry small stones', kind: 'renewable', delivery: 'cookie' },
    });
    assert.equal(body.errors?.[0]?.pointer, '/delivery');
  });

  it('a refresh gives a new access token and a new refresh token of the same session, and counts no sign-in (Y5)', async () => {
    const { server } = at;
    const pair = await signUpRenewable(server);
    const next = await refresh(server, pair.refresh_token);
    assert.match(next.refresh_token, refreshTokenForm);
    assert.notEqual(next.refresh_token, pair.refresh_token);
    assert.notEqual(next.access_token, pair.access_token);
    assert.equal(next.session_id, pair.session.id);
    const { body } = await server.succeed('getMe', { as: next.access_token });
    assert.equal(body.user?.login_count, 1);
    assert.ok(await isAlive(server, pair.access_token));
    const [event] = (await eventsOf(server, 'deployment')).slice(-1);
    assert.equal(event?.action, 'session.refreshed');
    assert.deepEqual(event?.credential, { kind: 'refresh_token', id: pair.session.id, name: null });
    assert.ok(!JSON.stringify(event).includes('zr_'));
  });

  it('the direct predecessor gets the same successor again within the grace, and a fresh access token', async () => {
    const { server } = at;
    const { refresh_token: first } = await signUpRenewable(server);
    const once = await refresh(server, first);
    server.clock.advance(seconds(9));
    const again = await refresh(server, first);
    assert.equal(again.refresh_token, once.refresh_token);
    assert.notEqual(again.access_token, once.access_token);
    assert.ok(await isAlive(server, again.access_token));
    await refresh(server, again.refresh_token);
  });

  it('a use that comes in the middle of another’s read is not taken for theft', async () => {
    const { server } = at;
    const { refresh_token: first } = await signUpRenewable(server);
    let once: Refreshed | undefined;
    server.watched.withinNextRead(async () => {
      once = await refresh(server, first);
    });
    const again = await refresh(server, first);
    assert.equal(again.refresh_token, once?.refresh_token);
    assert.ok(await isAlive(server, again.access_token));
  });

  it('a refresh token used again after the grace ends its session, with an audit event', async () => {
    const { server } = at;
    const { refresh_token: first, session } = await signUpRenewable(server);
    const next = await refresh(server, first);
    server.clock.advance(seconds(10));
    await refuseRefresh(server, first);
    await requireStolen(server, session.id, next);
  });

  it('whoever was robbed of a refresh token sees its use in their own trail', async () => {
    const { server } = at;
    const { refresh_token: first, session, email } = await signUpRenewable(server);
    const second = await refresh(server, first);
    await refresh(server, second.refresh_token);
    await refuseRefresh(server, first);
    const again = await signInRenewable(server, email);
    const { body } = await server.succeed('listMyAuditEvents', { as: again.access_token });
    const [detected, ...more] = body.data.filter(({ action }) => action === 'session.reuse_detected');
    assert.equal(detected?.credential?.id, session.id);
    assert.deepEqual(more, []);
  });

  it('an older generation ends the session even within the grace', async () => {
    const { server } = at;
    const { refresh_token: first, session } = await signUpRenewable(server);
    const second = await refresh(server, first);
    const third = await refresh(server, second.refresh_token);
    await refuseRefresh(server, first);
    await requireStolen(server, session.id, third);
    const detected = (await eventsOf(server, 'deployment')).filter(({ action }) => action === 'session.reuse_detected');
    await refuseRefresh(server, first);
    const after = (await eventsOf(server, 'deployment')).filter(({ action }) => action === 'session.reuse_detected');
    assert.equal(after.length, detected.length, 'a session ends once');
  });

  it('reuse in one session leaves the other sessions of the person alone', async () => {
    const { server } = at;
    const { refresh_token: first, email } = await signUpRenewable(server);
    const other = await signInRenewable(server, email);
    const sliding = await signInPerson(server, email);
    await refresh(server, first);
    server.clock.advance(seconds(11));
    await refuseRefresh(server, first);
    await refresh(server, other.refresh_token);
    assert.ok(await isAlive(server, sliding.session));
  });

  it('a refresh token ends when it was idle for thirty days, and its session after ninety', async () => {
    const { server } = at;
    const idle = await signUpRenewable(server);
    let busy: { refresh_token: string } = await signUpRenewable(server);
    server.clock.advance(days(29));
    busy = await refresh(server, busy.refresh_token);
    server.clock.advance(days(2));
    await refuseRefresh(server, idle.refresh_token);
    server.clock.advance(days(27));
    busy = await refresh(server, busy.refresh_token);
    server.clock.advance(days(29));
    const last = await refresh(server, busy.refresh_token);
    assert.ok(Date.parse(last.refresh_expires_at) <= server.clock.now() + days(3));
    server.clock.advance(days(3) + 1);
    await refuseRefresh(server, last.refresh_token);
  });

  it('signing out, ending all sessions and a wrong kind of token all leave nothing to refresh', async () => {
    const { server } = at;
    const out = await signUpRenewable(server);
    await server.succeed('revokeSession', { as: out.access_token, path: { session_id: 'current' } });
    await refuseRefresh(server, out.refresh_token);
    const all = await signUpRenewable(server);
    await server.succeed('revokeSessions', { as: all.access_token, body: { scope: 'all' } });
    await refuseRefresh(server, all.refresh_token);
    const { session } = await signUpPerson(server);
    for (const wrong of [session, all.access_token, `${all.refresh_token}0`, 'zr_', 'nonsense'])
      await refuseRefresh(server, wrong);
  });

  it('a refresh token is no credential anywhere else', async () => {
    const { server } = at;
    const { refresh_token } = await signUpRenewable(server);
    await server.refuse('getMe', 'invalid_token', { as: refresh_token });
    await server.refuse('mintAccessToken', 'invalid_token', { as: refresh_token });
    await server.refuse('getMe', 'invalid_token', { headers: { Cookie: `session=${refresh_token}` } });
    await refresh(server, refresh_token);
    await server.refuse('getMe', 'invalid_token', { as: refresh_token });
  });

  it('what is at rest tells no refresh token', async () => {
    const { server } = at;
    const pair = await signUpRenewable(server);
    const next = await refresh(server, pair.refresh_token);
    const stored = JSON.stringify([
      ...(await server.store.find('heads', {})),
      ...(await server.store.find('sessions', {})),
      ...(await eventsOf(server, 'deployment')),
    ]);
    for (const secret of [pair.refresh_token, next.refresh_token, pair.access_token])
      assert.ok(!stored.includes(secret));
  });

  it('the errors are those of RFC 6749 §5.2, beside our own members, as application/json', async () => {
    const { server } = at;
    const { refresh_token } = await signUpRenewable(server);
    const cases = [
      [{ grant_type: 'refresh_token' }, 'invalid_request'],
      [{ refresh_token }, 'invalid_request'],
      [{ grant_type: '', refresh_token }, 'invalid_request'],
      [{ grant_type: 'password', username: 'ada', password: 'x' }, 'unsupported_grant_type'],
      [{ grant_type: 'authorization_code', code: 'x' }, 'unsupported_grant_type'],
      [{ ...formOf(refresh_token), scope: 'admin' }, 'invalid_scope'],
      [formOf('unknown'), 'invalid_grant'],
    ] as const;
    for (const [form, expected] of cases) {
      const { status, headers, text } = await server.ask('issueToken', { form: { ...form } });
      const body = JSON.parse(text);
      assert.deepEqual([status, body.error, body.code], [400, expected, expected], JSON.stringify(form));
      assert.equal(body.error_description, body.detail);
      assert.equal(headers['content-type']?.split(';')[0], 'application/json');
      assert.equal(headers['cache-control'], 'no-store');
    }
    await refresh(server, refresh_token);
  });

  it('what is unknown in the form is ignored, what is given twice is refused, and JSON is not taken', async () => {
    const { server } = at;
    const { refresh_token } = await signUpRenewable(server);
    const send = (body: string, type = 'application/x-www-form-urlencoded') =>
      server.send({ method: 'POST', path: '/v1/token', headers: { 'Content-Type': type }, body });
    const form = `grant_type=refresh_token&refresh_token=${refresh_token}`;
    for (const twice of [
      `${form}&grant_type=refresh_token`,
      `${form}&refresh_token=${refresh_token}`,
      `${form}&%`,
      `${form}&a=%ff`,
    ])
      assert.equal((await send(twice)).status, 400, twice);
    assert.equal((await send(JSON.stringify(formOf(refresh_token)), 'application/json')).status, 415);
    assert.equal((await send(form, 'text/plain')).status, 415);
    assert.equal((await send('x'.repeat(70_000))).status, 413);
    assert.equal((await send(form, 'application/x-www-form-urlencoded;charset=UTF-8')).status, 200);
    const next = await refresh(server, refresh_token);
    assert.equal(
      (await send(`grant_type=refresh_token&refresh_token=${next.refresh_token}&resource=x&client_id=app&`)).status,
      200,
    );
    assert.equal((await server.ask('signIn', { form: { email: 'a@example.com', password: 'x' } })).status, 415);
  });

  it('sixteen uses at once make one successor, and everybody gets that one', async () => {
    const { server } = at;
    for (let round = 0; round < 3; round += 1) {
      const pair = await signUpRenewable(server);
      const answers = await Promise.all(Array.from({ length: 16 }, () => askToRefresh(server, pair.refresh_token)));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      const successors = new Set(answers.map(({ text }) => (JSON.parse(text) as Refreshed).refresh_token));
      assert.equal(successors.size, 1);
      const heads = await server.store.find('heads', {});
      const ofSession = heads.filter((head) => head.opens === 'refresh' && head.session_id === pair.session.id);
      assert.deepEqual(ofSession.map(({ state }) => state).sort(), ['consumed', 'current']);
      const events = await eventsOf(server, 'deployment');
      const refreshed = events.filter(
        ({ action, target }) =>
          action === 'session.refreshed' && (target as { id?: string } | null)?.id === pair.session.id,
      );
      assert.equal(refreshed.length, 1);
    }
  });

  it('however refreshes and a sign-out meet, the session has ended afterwards', async () => {
    const { server } = at;
    for (let round = 0; round < 4; round += 1) {
      const pair = await signUpRenewable(server);
      const [signedOut, ...answers] = await Promise.all([
        server.ask('revokeSession', { as: pair.access_token, path: { session_id: 'current' } }),
        ...Array.from({ length: 15 }, () => askToRefresh(server, pair.refresh_token)),
      ]);
      assert.equal(signedOut?.status, 204);
      await requireDead(server, answers, pair.refresh_token);
    }
  });

  it('however refreshes and a revocation meet, the session has ended afterwards', async () => {
    const { server } = at;
    for (let round = 0; round < 4; round += 1) {
      const pair = await signUpRenewable(server);
      const [revoked, ...answers] = await Promise.all([
        server.ask('revokeToken', { form: { token: pair.refresh_token } }),
        ...Array.from({ length: 15 }, () => askToRefresh(server, pair.refresh_token)),
      ]);
      assert.equal(revoked?.status, 200);
      await requireDead(server, answers, pair.refresh_token);
    }
  });
});

onEachServer('two services on one store', (at) => {
  it('sixteen uses of one refresh token over both make one successor (RT-02)', async () => {
    const { server: one } = at;
    const two = await startBeside(one, at.place);
    try {
      for (let round = 0; round < 4; round += 1) {
        const pair = await signUpRenewable(one);
        const answers = await Promise.all(
          Array.from({ length: 16 }, (_, index) => askToRefresh(index % 2 === 0 ? one : two, pair.refresh_token)),
        );
        assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
        const successors = new Set(answers.map(({ text }) => (JSON.parse(text) as Refreshed).refresh_token));
        assert.equal(successors.size, 1);
      }
    } finally {
      await two.close();
    }
  });

  it('a session that ends in one is over in the other at the next request (SE-06)', async () => {
    const { server: one } = at;
    const two = await startBeside(one, at.place);
    try {
      const pair = await signUpRenewable(one);
      assert.ok(await isAlive(two, pair.access_token));
      await one.succeed('revokeSession', { as: pair.access_token, path: { session_id: 'current' } });
      assert.equal(await isAlive(two, pair.access_token), false);
      await refuseRefresh(two, pair.refresh_token);
    } finally {
      await two.close();
    }
  });
});

/** A second service with caches of its own, which shares nothing but the store. */
const startBeside = (one: TestServer, place: Place): Promise<TestServer> =>
  startTestServer(
    { ...place, open: async () => ({ ...one.store, close: async () => {} }) },
    { clock: one.clock, environment: { ISSUER: `http://127.0.0.1:${one.port}` } },
  );

onEachEngine('after a restart', (place) => {
  it('with a new deployment secret beside the previous one, a lost answer can still be repeated', async () => {
    const before = await startTestServer(place);
    const pair = await signUpRenewable(before);
    const next = await refresh(before, pair.refresh_token);
    await before.close();
    const environment = {
      ISSUER: `http://127.0.0.1:${before.port}`,
      SECRET_KEY: 'W8sP1qLzXv5nB3mKj7hGf2dYt6rEo9aC',
      SECRET_KEY_PREVIOUS: 'rQ4vZ0mT8yKxW2nLb6HdGsE1uJcAoPfi',
    };
    const server = await startTestServer(place, { environment, clock: before.clock });
    try {
      assert.equal((await refresh(server, pair.refresh_token)).refresh_token, next.refresh_token);
      await refresh(server, next.refresh_token);
    } finally {
      await server.close();
    }
  });

  it('used tokens are still known as used, and current ones still work (RT-06)', async () => {
    // A place of its own: the one above has another secret by now.
    const own = newPlace(place.engine);
    const before = await startTestServer(own);
    const stolen = await signUpRenewable(before);
    const kept = await signUpRenewable(before);
    await refresh(before, stolen.refresh_token);
    const next = await refresh(before, kept.refresh_token);
    await before.close();

    const server = await startTestServer(own, {
      environment: { ISSUER: `http://127.0.0.1:${before.port}` },
      clock: before.clock,
    });
    try {
      assert.equal((await refresh(server, kept.refresh_token)).refresh_token, next.refresh_token);
      assert.ok(await isAlive(server, stolen.access_token));
      server.clock.advance(seconds(20));
      await refuseRefresh(server, stolen.refresh_token);
      assert.equal(await isAlive(server, stolen.access_token), false);
      await refresh(server, next.refresh_token);
    } finally {
      await server.close();
      await own.remove();
    }
  });
});

onEachServer(
  'a deployment without a grace',
  (at) => {
    it('refuses every second use', async () => {
      const { server } = at;
      const { refresh_token, access_token } = await signUpRenewable(server);
      await refresh(server, refresh_token);
      await refuseRefresh(server, refresh_token);
      assert.equal(await isAlive(server, access_token), false);
    });
  },
  { environment: { REFRESH_GRACE_SECONDS: '0' } },
);

async function requireStolen(server: TestServer, sessionId: string, next: Refreshed): Promise<void> {
  const [event] = (await eventsOf(server, 'deployment')).slice(-1);
  assert.equal(event?.action, 'session.reuse_detected');
  assert.equal(event?.outcome, 'denied');
  assert.equal((event?.credential as { id?: string } | null)?.id, sessionId);
  assert.equal(await isAlive(server, next.access_token), false);
  await refuseRefresh(server, next.refresh_token);
}

async function requireDead(
  server: TestServer,
  answers: readonly { readonly status: number; readonly text: string }[],
  first: string,
): Promise<void> {
  for (const { status } of answers) assert.ok(status === 200 || status === 400, String(status));
  for (const { status, text } of answers) {
    if (status !== 200) continue;
    const { access_token, refresh_token } = JSON.parse(text) as Refreshed;
    assert.equal(await isAlive(server, access_token), false);
    await refuseRefresh(server, refresh_token);
  }
  await refuseRefresh(server, first);
}
