import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createKey, createServiceKey, mint, setUpOperator, signUpOwner, signUpPerson } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';

const verifying = { kind: 'scopes', scopes: ['verify'] };

onEachServer('verifying by a workspace key', (at) => {
  const verify = async (as: string, body: Readonly<Record<string, unknown>>) =>
    (await at.server.succeed('verifyCredential', { as, body })).body;

  it('it needs latchkey.credentials.verify', async () => {
    const { server } = at;
    const mine = await signUpOwner(server);
    const { body: key } = await createKey(server, mine, { permission: { kind: 'scopes', scopes: ['full_access'] } });
    const { body } = await server.refuse('verifyCredential', 'insufficient_permissions', {
      as: key.secret,
      body: { credential: key.secret },
    });
    assert.deepEqual(body.required, { action: 'latchkey.credentials.verify', resource: 'latchkey:credentials' });
  });

  it('it answers about what belongs to its own workspace and environment', async () => {
    const { server } = at;
    const mine = await signUpOwner(server);
    const { body: asking } = await createKey(server, mine, { permission: verifying });
    const { body: key } = await createKey(server, mine);
    const question = { action: 'content.read', resource: 'content:1' };
    assert.equal((await verify(asking.secret, { credential: key.secret, ...question })).outcome, 'allowed');
    assert.equal((await verify(asking.secret, { credential: mine.owner.session, ...question })).outcome, 'allowed');
    const token = await mint(server, mine.owner.session);
    assert.equal((await verify(asking.secret, { credential: token, ...question })).outcome, 'allowed');
    for (const workspace of [mine.workspace.id, mine.workspace.slug])
      assert.equal((await verify(asking.secret, { credential: key.secret, workspace })).outcome, 'authenticated');
  });

  it('everything else is answered exactly as if it did not exist', async () => {
    const { server } = at;
    const mine = await signUpOwner(server);
    const theirs = await signUpOwner(server);
    const outsider = await signUpPerson(server);
    const serviceKey = await createServiceKey(server, await setUpOperator(server));
    const { body: asking } = await createKey(server, mine, { permission: verifying });
    const { body: testKey } = await createKey(server, mine, { environment: 'test' });
    const { body: key } = await createKey(server, theirs);
    const never = { workspace_key: `zk_live_${'0'.repeat(38)}`, session: 'zs_nothing', service_key: 'zx_nothing' };
    const pairs = [
      [key.secret, never.workspace_key],
      [testKey.secret, never.workspace_key],
      [theirs.owner.session, never.session],
      [outsider.session, never.session],
      [await mint(server, outsider.session), 'a.b.c'],
      [serviceKey, never.service_key],
    ] as const;
    for (const [foreign, unknown] of pairs) {
      for (const about of [{}, { action: 'content.read', resource: 'content:1' }, { workspace: theirs.workspace.id }])
        assert.deepEqual(
          await verify(asking.secret, { credential: foreign, ...about }),
          await verify(asking.secret, { credential: unknown, ...about }),
        );
    }
    const own = { credential: mine.owner.session, workspace: theirs.workspace.slug };
    assert.equal((await verify(asking.secret, own)).outcome, 'invalid');
  });

  it('a test key sees and verifies test credentials only', async () => {
    const { server } = at;
    const mine = await signUpOwner(server);
    const { body: asking } = await createKey(server, mine, { environment: 'test', permission: verifying });
    const { body: testKey } = await createKey(server, mine, { environment: 'test' });
    const { body: liveKey } = await createKey(server, mine);
    assert.equal((await verify(asking.secret, { credential: testKey.secret })).outcome, 'authenticated');
    assert.equal((await verify(asking.secret, { credential: liveKey.secret })).outcome, 'invalid');
    assert.equal((await verify(asking.secret, { credential: mine.owner.session })).outcome, 'invalid');
  });

  it('asking about a stranger’s credential does not count as its use', async () => {
    const { server } = at;
    const mine = await signUpOwner(server);
    const theirs = await signUpOwner(server);
    const { body: asking } = await createKey(server, mine, { permission: verifying });
    const { body: key } = await createKey(server, theirs);
    await verify(asking.secret, { credential: key.secret });
    await server.services.lastUse.settled();
    const { body } = await server.succeed('getWorkspaceKey', {
      as: theirs.owner.session,
      path: { workspace: theirs.workspace.id, token_id: key.id },
    });
    assert.equal(body.last_used_at, null);
  });
});
