import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import {
  createKey,
  createServiceKey,
  join,
  type Person,
  setUpOperator,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { isAlive } from '../support/renewable.ts';
import { eventsOf, onEachServer, type TestServer } from '../support/test-server.ts';

const toldBy = async (server: TestServer): Promise<string[]> =>
  (await server.services.outbox.waiting(server.clock.now(), 100))
    .filter(({ kind }) => kind === 'credential_leaked')
    .map(({ to }) => to)
    .sort();

onEachServer('a leak report', (at) => {
  let operator: Person;
  before(async () => {
    operator = await setUpOperator(at.server);
  });

  it('ends every API token in it at once, once, and tells the owners', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const second = await signUpPerson(server);
    const viewer = await signUpPerson(server);
    await join(server, second, workspace, 'owner');
    await join(server, viewer, workspace, 'viewer');
    const { body: key } = await createKey(server, { owner, workspace });
    const { body: bystander } = await createKey(server, { owner, workspace });
    const service = await createServiceKey(server, operator);
    const report = { credentials: [key.secret, service, key.secret, 'nonsense'] };
    const known = await server.succeed('reportLeakedCredentials', { body: report });
    assert.equal(known.status, 204);
    assert.deepEqual(
      [await isAlive(server, key.secret), await isAlive(server, service), await isAlive(server, bystander.secret)],
      [false, false, true],
    );
    assert.deepEqual(await toldBy(server), [operator.email, owner.email, second.email].sort());
    const events = (await eventsOf(server, workspace.id)).filter(({ action }) => action === 'credential.leak_reported');
    assert.deepEqual(
      events.map(({ target, actor }) => [(target as { id: string }).id, (actor as { kind: string }).kind]),
      [[key.id, 'stranger']],
    );
    assert.ok(!JSON.stringify(events).includes(key.secret));

    await server.succeed('reportLeakedCredentials', { body: report });
    assert.equal((await toldBy(server)).length, 3);
  });

  it('answers alike whatever was reported, and leaves sessions alone', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    const answers = await Promise.all(
      [key.secret, owner.session, 'AKIA0000000000000000'].map((text) =>
        server.succeed('reportLeakedCredentials', { body: { credentials: [text] } }),
      ),
    );
    assert.deepEqual(new Set(answers.map(({ status, text }) => `${status} ${text}`)), new Set(['204 ']));
    assert.ok(await isAlive(server, owner.session));
  });

  it('sixteen reports of one token at once end it once', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    const before = (await toldBy(server)).length;
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => server.ask('reportLeakedCredentials', { body: { credentials: [key.secret] } })),
    );
    assert.ok(
      answers.every(({ status }) => status === 204),
      answers.map(({ status }) => status).join(),
    );
    assert.equal((await toldBy(server)).length, before + 1);
  });

  it('of a secret that its owner is replacing ends the old one and leaves the new one alone', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    for (const overlap_seconds of [0, 600]) {
      const { body: key } = await createKey(server, { owner, workspace });
      let fresh = '';
      server.watched.beforeNextCommit(async () => {
        const path = { workspace: workspace.id, token_id: key.id };
        const asked = { as: owner.session, path, body: { overlap_seconds } };
        fresh = (await server.succeed('rotateWorkspaceKey', asked)).body.secret;
      });
      await server.succeed('reportLeakedCredentials', { body: { credentials: [key.secret] } });
      assert.deepEqual([await isAlive(server, key.secret), await isAlive(server, fresh)], [false, true]);
    }
  });

  it('of nothing, of too much, or of anything but texts is refused', async () => {
    const { server } = at;
    for (const credentials of [[], Array(101).fill('x'), ['x'.repeat(5_000)], [''], [1], 'zk', { $gt: '' }])
      await server.refuse('reportLeakedCredentials', 'invalid_request', { body: { credentials } });
    await server.refuse('reportLeakedCredentials', 'invalid_request', { body: {} });
  });
});
