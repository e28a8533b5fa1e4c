import assert from 'node:assert/strict';
import { it } from 'node:test';
import { auditStore } from '../../src/audit/audit-store.ts';
import { refusalStore } from '../../src/audit/refusal-store.ts';
import { createRefusals } from '../../src/audit/refusals.ts';
import { sealingStore } from '../../src/audit/sealing-store.ts';
import { minutes, seconds } from '../../src/clock.ts';
import { createLogger } from '../../src/logger.ts';
import { createKey, signUpOwner, signUpPerson } from '../support/actors.ts';
import { onEachServer, type TestServer, trailOf } from '../support/test-server.ts';

const denialsOf = async (server: TestServer, stream: string) =>
  (await trailOf(server, stream)).filter(({ action }) => action === 'access.denied');

onEachServer('a refused security action', (at) => {
  it('is an event at once; the rest of its minute is counted, and one event when the minute is over', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const { body: key } = await createKey(server, world, {
      permission: { kind: 'grants', grants: [{ effect: 'allow', actions: ['content.read'], resources: ['*'] }] },
    });
    const stream = world.workspace.id;
    const asked = { as: key.secret, path: { workspace: stream } };
    const startOfMinute = minutes(1) - (server.clock.now() % minutes(1));
    server.clock.advance(startOfMinute);
    await server.refuse('listAuditEvents', 'insufficient_permissions', asked);
    const [first] = await denialsOf(server, stream);
    assert.deepEqual(
      [first?.outcome, first?.target, first?.count],
      ['denied', { type: 'operation', id: 'listAuditEvents', name: 'insufficient_permissions' }, 1],
    );
    await Promise.all(
      Array.from({ length: 20 }, () => server.refuse('listAuditEvents', 'insufficient_permissions', asked)),
    );
    await server.refuse('exportAuditEvents', 'insufficient_permissions', asked);
    await server.services.auditRefusals.settled();
    await server.services.auditWork.run(server.clock.now());
    assert.equal((await denialsOf(server, stream)).length, 2);

    server.clock.advance(minutes(1) + seconds(6));
    await server.services.auditWork.run(server.clock.now());
    await server.services.auditWork.run(server.clock.now());
    const counts = (await denialsOf(server, stream)).map(({ target, count, actor }) => [target?.id, count, actor.name]);
    assert.deepEqual(counts, [
      ['listAuditEvents', 1, key.name],
      ['exportAuditEvents', 1, key.name],
      ['listAuditEvents', 20, key.name],
    ]);
    assert.equal(await server.store.count('audit_refusals', {}, 9), 0);
  });

  it('at a workspace that the caller may not know of is in the trail of the deployment, and not in that of its members', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const outsider = await signUpPerson(server, 'Eve Outsider');
    await server.refuse('getWorkspace', 'not_found', { as: outsider.session, path: { workspace: world.workspace.id } });
    assert.deepEqual(await denialsOf(server, world.workspace.id), []);
    const denied = (await denialsOf(server, 'deployment')).filter(({ actor }) => actor.id === outsider.id);
    assert.deepEqual(
      denied.map(({ actor, target }) => [actor.name, target?.id]),
      [['Eve Outsider', 'getWorkspace']],
    );
  });

  it('by a credential that counts no longer is a failure of a stranger; what has not even its form writes nothing', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const { body: key } = await createKey(server, world);
    await server.succeed('revokeWorkspaceKey', {
      as: world.owner.session,
      path: { workspace: world.workspace.id, token_id: key.id },
    });
    const failures = async () =>
      (await trailOf(server, 'deployment')).filter(({ action }) => action === 'authentication.failed');
    await server.refuse('getMe', 'invalid_token', { as: 'nonsense' });
    await server.refuse('getMe', 'invalid_api_key', { as: `${key.secret.slice(0, -1)}_` });
    assert.deepEqual(await failures(), []);
    await server.refuse('getMe', 'invalid_api_key', { as: key.secret });
    const [failed] = await failures();
    assert.deepEqual(
      [failed?.actor.kind, failed?.outcome, failed?.ip, failed?.target?.name],
      ['stranger', 'failed', '127.0.0.1', 'invalid_api_key'],
    );
  });

  it('is counted across processes, and none of the counts is lost or written twice', async () => {
    const { server, place } = at;
    const base = place.engine === 'mongodb' ? await place.open() : server.store;
    const processes = Array.from({ length: 3 }, () =>
      createRefusals(
        refusalStore(sealingStore(base)),
        auditStore(base, server.services.auditPersonal),
        createLogger('silent'),
      ),
    );
    const now = server.clock.now() - (server.clock.now() % minutes(1));
    const refusal = {
      event: {
        action: 'access.denied',
        stream: 'deployment',
        outcome: 'denied' as const,
        target: { type: 'operation', id: 'countedAcross', name: null },
      },
      author: undefined,
      origin: { traceId: '0'.repeat(32), ip: '192.0.2.9', userAgent: null },
      now,
    };
    await Promise.all(Array.from({ length: 30 }, (_, index) => processes[index % processes.length]?.record(refusal)));
    await Promise.all(processes.map((each) => each.settled()));
    const later = now + minutes(2);
    await Promise.all(processes.map((each) => each.summarize(later)));
    for (const each of processes) await each.summarize(later);
    const counts = (await denialsOf(server, 'deployment'))
      .filter(({ target }) => target?.id === 'countedAcross')
      .map(({ count }) => count);
    assert.deepEqual(
      counts.sort((a, b) => a - b),
      [1, 29],
    );
    if (base !== server.store) await base.close();
  });
});
