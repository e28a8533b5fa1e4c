import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import { hours } from '../../src/clock.ts';
import { StoreUnavailable } from '../../src/storage/port.ts';
import {
  createKey,
  createServiceKey,
  createWorkspace,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
  unique,
} from '../support/actors.ts';
import { onEachServer, trailOf } from '../support/test-server.ts';
import { checkpointsOf, dump, exportOf, settle, verifyLines } from './trail.ts';

onEachServer('the audit trail', (at) => {
  it('Z7 everything a key does stands under its name, with no trace of a person', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const { body: key } = await createKey(server, world, { name: 'Publish job' });
    const path = { workspace: world.workspace.id };
    const headers = { 'User-Agent': 'AdaBrowser/7' };
    await server.refuse('createWorkspaceKey', 'insufficient_permissions', {
      as: key.secret,
      path,
      headers,
      body: { name: 'another', environment: 'live' },
    });
    assert.equal((await server.ask('exportAuditEvents', { as: key.secret, path, headers })).status, 200);
    await server.succeed('recordAuditEvents', {
      as: key.secret,
      path,
      headers,
      body: {
        events: [
          {
            client_event_id: unique('event'),
            action: 'content.publish',
            actor: { kind: 'workspace_key', id: key.id, name: 'Publish job' },
            ip: '192.0.2.7',
            user_agent: 'AdaBrowser/7',
          },
        ],
      },
    });
    const done = (await trailOf(server, world.workspace.id)).filter(({ actor }) => actor.id === key.id);
    assert.deepEqual(
      done.map(({ action }) => action).sort(),
      ['access.denied', 'audit.exported', 'content.publish'].sort(),
    );
    for (const event of done) {
      assert.deepEqual(event.actor, { kind: 'workspace_key', id: key.id, name: 'Publish job' });
      assert.equal(event.ip, null);
      assert.equal(event.user_agent, null);
      assert.doesNotMatch(JSON.stringify(event), new RegExp(`${world.owner.id}|${world.owner.email}|Ada|AdaBrowser`));
    }
  });

  it('every event gets its place, without a gap, and an export of all of them verifies', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    for (let count = 0; count < 5; count += 1) await createKey(server, world);
    await settle(server);
    assert.equal(await server.store.count('audit_pending', { stream: world.workspace.id }, 1), 0);
    const lines = await exportOf(server, world.owner.session, world.workspace.slug);
    const { keys } = await checkpointsOf(server, world.owner.session, world.workspace.slug);
    const report = await verifyLines(lines, { keys });
    assert.deepEqual(
      { stream: report.stream, events: report.events, unsealed: report.unsealed },
      { stream: world.workspace.id, events: 6, unsealed: 0 },
    );
  });

  it('what came after the last checkpoint is reported as unsealed, and still verified', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    await settle(server);
    await createKey(server, world);
    await server.services.auditWork.run(server.clock.now());
    const lines = await exportOf(server, world.owner.session, world.workspace.id);
    const { keys } = await checkpointsOf(server, world.owner.session, world.workspace.id);
    const report = await verifyLines(lines, { keys });
    assert.deepEqual([report.sealedSeq, report.unsealed], [1, 1]);
  });

  it('an export is an event itself, and a later one continues where it ended', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    await settle(server);
    await exportOf(server, world.owner.session, world.workspace.id);
    await settle(server);
    const { data, keys } = await checkpointsOf(server, world.owner.session, world.workspace.id);
    const rest = await exportOf(server, world.owner.session, world.workspace.id, { query: { after_seq: 1 } });
    assert.match(rest[1] ?? '', /"action":"audit\.exported"/);
    const kept = data.find(({ seq }) => seq === 1);
    assert.equal((await verifyLines(rest, { keys }, [kept])).firstSeq, 2);
    await assert.rejects(verifyLines(rest, { keys }), /without a signed cut/);
    await server.refuse('exportAuditEvents', 'conflict', {
      as: world.owner.session,
      path: { workspace: world.workspace.id },
      query: { after_seq: 99 },
    });
  });

  it('an export that cannot be finished breaks off without its last line, so that nobody takes it for whole', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    for (let count = 0; count < 3; count += 1) await createKey(server, world);
    await settle(server);
    await server.store.commit(
      [],
      [{ delete: 'audit_chain', where: { _id: `${world.workspace.id}:${String(2).padStart(12, '0')}` } }],
    );
    const asked = { as: world.owner.session, path: { workspace: world.workspace.id } };
    await assert.rejects(server.ask('exportAuditEvents', asked), /aborted|hang up|ECONNRESET/);
  });

  it('a proof shows one event under a checkpoint with nothing else of the trail', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    await createKey(server, world);
    const path = { workspace: world.workspace.id };
    const [created] = await trailOf(server, world.workspace.id);
    assert.ok(created);
    const asked = { as: world.owner.session, path: { ...path, event_id: created._id } };
    assert.equal((await server.succeed('getProof', asked)).body.state, 'pending');
    await settle(server);
    const { body: proof } = await server.succeed('getProof', asked);
    assert.ok(proof.state === 'sealed');
    const sha = (...parts: (string | Buffer)[]) => {
      const digest = createHash('sha256');
      for (const part of parts) digest.update(part);
      return digest.digest('hex');
    };
    const chain = (hash: string, leaf: string) => sha(Buffer.from(hash, 'hex'), Buffer.from(leaf, 'hex'));
    assert.equal(sha('latchkey-event\0', proof.canonical_event), proof.leaf);
    assert.equal(proof.path.reduce(chain, chain(proof.previous_hash, proof.leaf)), proof.checkpoint.hash);
    assert.equal(proof.seq + proof.path.length, proof.checkpoint.seq);
    const { data } = await checkpointsOf(server, world.owner.session, world.workspace.id);
    assert.deepEqual(data[0], proof.checkpoint);
  });

  it('the deployment has a trail of its own, for operators, that verifies as well', async () => {
    const { server } = at;
    const operator = await setUpOperator(server);
    const ada = await signUpPerson(server);
    await settle(server);
    const as = operator.session;
    const answer = await server.ask('exportDeploymentAuditEvents', { as });
    const { body } = await server.succeed('listDeploymentAuditCheckpoints', { as });
    const report = await verifyLines(answer.text.slice(0, -1).split('\n'), body);
    assert.equal(report.stream, 'deployment');
    const list = await server.succeed('listDeploymentAuditEvents', { as, query: { action: 'deployment.set_up' } });
    assert.equal(list.body.data.length, 1);
    const [first] = list.body.data;
    assert.ok(first);
    const proof = await server.succeed('getDeploymentAuditProof', { as, path: { event_id: first.id } });
    assert.equal(proof.body.state, 'sealed');
    for (const id of [
      'exportDeploymentAuditEvents',
      'listDeploymentAuditCheckpoints',
      'listDeploymentAuditEvents',
    ] as const) {
      await server.refuse(id, 'insufficient_permissions', { as: ada.session });
      await server.refuse(id, 'authentication_required');
    }
  });

  it('to outsiders a trail is not there, and members without the permission are told what is missing', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const outsider = await signUpPerson(server);
    const [event] = await trailOf(server, world.workspace.id);
    const path = { workspace: world.workspace.id, event_id: event?._id ?? '' };
    const { body: key } = await createKey(server, world, {
      permission: { kind: 'grants', grants: [{ effect: 'allow', actions: ['content.read'], resources: ['*'] }] },
    });
    for (const id of [
      'listAuditEvents',
      'getAuditEvent',
      'getProof',
      'listCheckpoints',
      'exportAuditEvents',
    ] as const) {
      await server.refuse(id, 'not_found', { as: outsider.session, path });
      await server.refuse(id, 'insufficient_permissions', { as: key.secret, path });
      await server.refuse(id, 'authentication_required', { path });
    }
    const elsewhere = await createWorkspace(server, world.owner);
    for (const id of ['getAuditEvent', 'getProof'] as const) {
      await server.refuse(id, 'not_found', {
        as: world.owner.session,
        path: { workspace: elsewhere.id, event_id: path.event_id },
      });
    }
  });

  it('a test key sees test events only, one by one and in lists, and exports nothing', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const { body: key } = await createKey(server, world, {
      environment: 'test',
      permission: { kind: 'role', role_id: 'owner' },
    });
    const path = { workspace: world.workspace.id };
    const report = (client_event_id: string, environment?: string) => ({
      as: key.secret,
      path,
      body: {
        events: [{ client_event_id, action: 'content.publish', actor: { kind: 'system', id: null }, environment }],
      },
    });
    await server.succeed('recordAuditEvents', report('e-1'));
    await server.refuse('recordAuditEvents', 'semantic_error', report('e-2', 'live'));
    const { body } = await server.succeed('listAuditEvents', { as: key.secret, path });
    assert.deepEqual(
      body.data.map(({ action, environment }) => [action, environment]),
      [
        ['content.publish', 'test'],
        ['workspace_key.created', 'test'],
      ],
    );
    const [live] = await trailOf(server, world.workspace.id);
    const of = (event_id: string | undefined) => ({ as: key.secret, path: { ...path, event_id: event_id ?? '' } });
    await server.succeed('getAuditEvent', of(body.data[0]?.id));
    await server.refuse('getAuditEvent', 'not_found', of(live?._id));
    await server.refuse('getProof', 'not_found', of(live?._id));
    await server.refuse('exportAuditEvents', 'wrong_environment', { as: key.secret, path });
  });

  it('people see what they did with their account and who tried it, but not where an operator was', async () => {
    const { server } = at;
    const ada = await signUpPerson(server);
    await server.refuse('signIn', 'invalid_credentials', { body: { email: ada.email, password: 'wrong wrong wrong' } });
    const seen = await server.succeed('listMyAuditEvents', { as: ada.session, query: { limit: 2 } });
    const rest = await server.succeed('listMyAuditEvents', {
      as: ada.session,
      query: { limit: 2, cursor: seen.body.next_cursor ?? '' },
    });
    const actions = [...seen.body.data, ...rest.body.data].map(({ action }) => action);
    assert.deepEqual(actions.sort(), ['session.created', 'sign_in.failed', 'user.signed_up']);
    const failed = seen.body.data.find(({ action }) => action === 'sign_in.failed');
    assert.equal(failed?.ip, '127.0.0.1');
    const other = await signUpPerson(server);
    const theirs = await server.succeed('listMyAuditEvents', { as: other.session });
    assert.ok(!JSON.stringify(theirs.body).includes(ada.id));
  });

  it('AD-02 when the event cannot be written nothing is, and the caller is told to try again', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const before = await trailOf(server, world.workspace.id);
    const { commit } = server.watched.store;
    Object.assign(server.watched.store, { commit: () => Promise.reject(new StoreUnavailable(new Error('disk full'))) });
    await server.refuse('createWorkspaceKey', 'unavailable', {
      as: world.owner.session,
      path: { workspace: world.workspace.id },
      body: { name: 'never', environment: 'live', permission: { kind: 'role', role_id: 'owner' } },
    });
    Object.assign(server.watched.store, { commit });
    assert.deepEqual(await trailOf(server, world.workspace.id), before);
    assert.equal(await server.store.count('api_tokens', { owner: world.workspace.id, kind: 'workspace_key' }, 1), 0);
  });

  it('AD-07 no secret and no password ever reaches the trail', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const { body: key } = await createKey(server, world);
    await server.ask('getMe', { as: key.secret });
    await server.ask('createWorkspaceKey', { as: key.secret, path: { workspace: world.workspace.id }, body: {} });
    await server.ask('signIn', { body: { email: key.secret, password: 'canary-password-canary' } });
    await settle(server);
    const text = await dump(server);
    for (const secret of [key.secret, world.owner.session, 'canary-password-canary'])
      assert.ok(!text.includes(secret) && !text.includes(secret.slice(4, -8)), 'a secret is in the trail');
  });

  it('the trace of a request finds its event, and a hostile one is replaced', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await createKey(server, world, {}, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
    const hostile = await createKey(server, world, {}, { headers: { traceparent: `00-${'x'.repeat(2_000)}` } });
    const events = await trailOf(server, world.workspace.id);
    assert.deepEqual(
      events.slice(1).map(({ trace_id }) => trace_id),
      [traceId, hostile.headers.traceparent?.split('-')[1]],
    );
  });

  it('AD-08 one event is one line, whatever is in its names', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const path = { workspace: world.workspace.id };
    const { body: key } = await createKey(server, world);
    const hostile = [
      'a\u2028b',
      'x"},{"',
      'line\\n',
      'é\u0301',
      '\u{1F511}',
      '<script>',
      '\u0085next',
      '{"type":"end"}',
    ];
    await server.succeed('recordAuditEvents', {
      as: key.secret,
      path,
      body: {
        events: hostile.map((name, index) => ({
          client_event_id: `hostile-${index}`,
          action: 'content.publish',
          actor: { kind: 'user', id: `reader-${index}`, name },
          target: { type: 'post', id: 'p', name },
          user_agent: name,
          changes: [{ member: 'title', before: null, after: `${name}\r\n\u0000` }],
        })),
      },
    });
    await settle(server);
    const lines = await exportOf(server, world.owner.session, world.workspace.id);
    const { keys } = await checkpointsOf(server, world.owner.session, world.workspace.id);
    const report = await verifyLines(lines, { keys });
    assert.equal(report.events, 2 + hostile.length);
    assert.equal(lines.filter((line) => /[\p{Cc}\u2028\u2029]/u.test(line)).length, 0);
  });

  it('AD-10 the order is that of the chain, also when the clock steps back an hour', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    await createKey(server, world);
    await settle(server);
    server.clock.advance(-hours(1));
    await createKey(server, world);
    server.clock.advance(hours(1));
    await settle(server);
    const lines = await exportOf(server, world.owner.session, world.workspace.id);
    const { keys } = await checkpointsOf(server, world.owner.session, world.workspace.id);
    assert.equal((await verifyLines(lines, { keys })).events, 3);
  });

  it('a service key reports for any workspace, the same report twice is one event, and our own actions are not for it to claim', async () => {
    const { server } = at;
    const operator = await signInPerson(server, 'operator@example.com');
    const world = await signUpOwner(server);
    const secret = await createServiceKey(server, operator);
    const path = { workspace: world.workspace.slug };
    const report = (id: string, action = 'content.publish') => ({
      client_event_id: id,
      action,
      outcome: 'denied',
      actor: { kind: 'user', id: world.owner.id, name: 'Ada Example' },
      target: { type: 'post', id: 'homepage' },
    });
    const first = await server.succeed('recordAuditEvents', {
      as: secret,
      path,
      body: { events: [report('r-1'), report('r-1'), report('r-2')] },
    });
    assert.deepEqual(
      first.body.events.map(({ result }) => result),
      ['recorded', 'duplicate', 'recorded'],
    );
    const again = await server.succeed('recordAuditEvents', { as: secret, path, body: { events: [report('r-2')] } });
    assert.deepEqual(again.body.events, [
      { client_event_id: 'r-2', event_id: first.body.events[2]?.event_id, result: 'duplicate' },
    ]);
    await server.refuse('recordAuditEvents', 'semantic_error', {
      as: secret,
      path,
      body: { events: [report('r-3'), report('r-4', 'latchkey.keys.create')] },
    });
    const reported = (await trailOf(server, world.workspace.id)).filter(({ reported_by }) => reported_by !== null);
    assert.deepEqual(
      reported.map(({ client_event_id, outcome, reported_by }) => [client_event_id, outcome, reported_by?.kind]),
      [
        ['r-1', 'denied', 'service_key'],
        ['r-2', 'denied', 'service_key'],
      ],
    );
    await server.refuse('recordAuditEvents', 'insufficient_permissions', {
      as: world.owner.session,
      path,
      body: { events: [report('r-5')] },
    });
    await server.refuse('recordAuditEvents', 'invalid_request', { as: secret, path, body: { events: [] } });
  });

  it('the same report handed in eight times at once is one event', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const { body: key } = await createKey(server, world);
    const body = {
      events: [{ client_event_id: 'same', action: 'content.publish', actor: { kind: 'system', id: null } }],
    };
    const asked = { as: key.secret, path: { workspace: world.workspace.id }, body };
    const answers = await Promise.all(Array.from({ length: 8 }, () => server.ask('recordAuditEvents', asked)));
    const ids = new Set(
      answers.filter(({ status }) => status === 200).map(({ text }) => JSON.parse(text).events[0].event_id),
    );
    assert.equal(ids.size, 1);
    const found = (await trailOf(server, world.workspace.id)).filter(
      ({ client_event_id }) => client_event_id === 'same',
    );
    assert.equal(found.length, 1);
  });

  it('a batch may have a mebibyte, and not a byte more', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const { body: key } = await createKey(server, world);
    const asked = (size: number) => {
      const body = { events: Array.from({ length: 100 }, (_, index) => reportOfSize(index)) };
      const text = JSON.stringify(body);
      return { as: key.secret, path: { workspace: world.workspace.id }, body: text + ' '.repeat(size - text.length) };
    };
    await server.succeed('recordAuditEvents', asked(1024 * 1024));
    await server.refuse('recordAuditEvents', 'payload_too_large', asked(1024 * 1024 + 1));
  });
});

const reportOfSize = (index: number) => ({
  client_event_id: `big-${index}`,
  action: 'content.publish',
  actor: { kind: 'system', id: null },
  changes: Array.from({ length: 2 }, (_, at) => ({ member: `m${at}`, before: null, after: 'x'.repeat(4_000) })),
});
