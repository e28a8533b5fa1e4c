import assert from 'node:assert/strict';
import { it } from 'node:test';
import { password, setUpOperator } from '../support/actors.ts';
import { eventsOf, onEachServer, setupToken } from '../support/test-server.ts';

const body = { setup_token: setupToken, email: 'operator@example.com', password, name: 'Olga Operator' };

onEachServer('setting up a deployment', (at) => {
  it('a new deployment has no account at all', async () => {
    assert.equal(await at.server.store.count('users', {}, 10), 0);
    await at.server.refuse('signIn', 'invalid_credentials', { body: { email: 'admin@example.com', password } });
  });

  it('without the setup token nothing is set up, and nothing is written', async () => {
    const before = (await eventsOf(at.server, 'deployment')).length;
    await at.server.refuse('completeSetup', 'invalid_token', { body: { ...body, setup_token: `${setupToken}x` } });
    await at.server.refuse('completeSetup', 'password_too_weak', {
      body: { ...body, password: 'operator@example.com' },
    });
    await at.server.refuse('completeSetup', 'invalid_request', { body: { ...body, setup_token: undefined } });
    assert.equal((await eventsOf(at.server, 'deployment')).length, before);
    assert.equal(await at.server.store.count('users', {}, 10), 0);
  });

  it('of sixteen setups at once one makes the operator, and it is recorded once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, number) =>
        at.server.ask('completeSetup', { body: { ...body, email: `operator-${number}@example.com` } }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(15).fill(410)]);
    assert.equal(await at.server.store.count('users', {}, 10), 1);
    const actions = (await eventsOf(at.server, 'deployment')).map(({ action }) => action);
    assert.equal(actions.filter((action) => action === 'deployment.set_up').length, 1);
    assert.equal(actions.filter((action) => action === 'session.created').length, 1);

    const { session_token } = JSON.parse(answers.find(({ status }) => status === 201)?.text ?? '');
    const { body: me } = await at.server.succeed('getMe', { as: session_token });
    assert.equal(me.user?.is_operator, true);
    assert.equal(me.user?.login_count, 1);
    await at.server.succeed('listServiceKeys', { as: session_token });
  });

  it('a setup token that was used is gone, also for who still has it', async () => {
    await at.server.refuse('completeSetup', 'gone', { body });
    await assert.rejects(setUpOperator(at.server));
  });
});
