import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mongodbUri } from '../storage/engines.ts';
import { createKey, createServiceKey, mint, setUpOperator, signUpOwner, signUpPerson } from '../support/actors.ts';
import { newDeployment, newStore } from '../support/deployment.ts';
import { askToRefresh, signUpRenewable } from '../support/renewable.ts';

if (mongodbUri !== undefined)
  it('a process that was frozen accepts nothing afterwards that was revoked meanwhile, not even what was asked during the freeze', async () => {
    await using deployment = newDeployment(newStore('mongodb'));
    const [frozen, other] = [await deployment.start(), await deployment.start()];
    const operator = await setUpOperator(other);
    const guard = await createServiceKey(other, operator);
    const scene = await signUpOwner(other);
    const { body: key } = await createKey(other, scene);
    const minted = await mint(other, key.secret);
    const person = await signUpPerson(other);
    const pair = await signUpRenewable(other);
    const verify = (credential: string) => frozen.succeed('verifyCredential', { as: guard, body: { credential } });
    // Whatever it may remember, it remembers now.
    for (const credential of [key.secret, minted, person.session])
      assert.equal((await verify(credential)).body.outcome, 'authenticated');
    await frozen.succeed('getMe', { as: pair.access_token });

    frozen.process.signal('SIGSTOP');
    const path = { workspace: scene.workspace.id, token_id: key.id };
    await other.succeed('revokeWorkspaceKey', { as: scene.owner.session, path });
    await other.succeed('revokeSession', { as: person.session, path: { session_id: 'current' } });
    await other.succeed('suspendUser', { as: operator.session, path: { user_id: pair.session.user_id } });
    const credentials = [key.secret, minted, person.session];
    const duringFreeze = Promise.all([...credentials.map(verify), askToRefresh(frozen, pair.refresh_token)]);
    frozen.process.signal('SIGCONT');

    const [ofKey, ofMinted, ofSession, refreshed] = await duringFreeze;
    for (const answer of [ofKey, ofMinted, ofSession]) assert.equal(JSON.parse(answer?.text ?? '').outcome, 'invalid');
    assert.equal(refreshed?.status, 400);
    for (const credential of credentials) assert.equal((await verify(credential)).body.outcome, 'invalid');
    assert.equal((await frozen.ask('getMe', { as: pair.access_token })).status, 401);
    assert.equal((await frozen.ask('getMe', { as: person.session })).status, 401);
  });
