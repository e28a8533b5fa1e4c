import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { createKey, createServiceKey, createWorkspace, mint, setUpOperator, signUpOwner } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';
import { changePolicy, createToken, outcomeOf, verify } from '../support/token-actors.ts';

onEachServer('the quota of an API token', (at) => {
  let service: string;
  before(async () => {
    service = await createServiceKey(at.server, await setUpOperator(at.server));
  });

  it('V8 beyond its workspace’s requests a minute a token is rate_limit_exceeded, with the seconds to wait', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    await changePolicy(server, workspace, { requests_per_minute: 3 });
    const { secret } = (await createKey(server, { owner, workspace })).body;
    const other = (await createKey(server, { owner, workspace })).body.secret;
    for (let number = 0; number < 3; number += 1)
      assert.equal(outcomeOf(await verify(server, service, { credential: secret })), 'authenticated');
    const refused = await verify(server, service, { credential: secret });
    assert.equal(outcomeOf(refused), 'invalid rate_limit_exceeded');
    assert.ok('retry_after_seconds' in refused && Number(refused.retry_after_seconds) >= 1);
    assert.ok('retry_after_seconds' in refused && Number(refused.retry_after_seconds) <= 60);
    assert.ok(!('principal' in refused));
    const minted = await mint(server, secret);
    assert.equal(outcomeOf(await verify(server, service, { credential: minted })), 'invalid rate_limit_exceeded');
    assert.equal(outcomeOf(await verify(server, service, { credential: other })), 'authenticated');
    assert.equal(outcomeOf(await verify(server, service, { credential: owner.session })), 'authenticated');
    await changePolicy(server, workspace, { requests_per_minute: 600 });
    assert.equal(outcomeOf(await verify(server, service, { credential: secret })), 'authenticated');
  });

  it('one workspace’s use of a personal token does not use up another’s', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const other = await createWorkspace(server, owner);
    await changePolicy(server, workspace, { requests_per_minute: 1 });
    const { secret } = (await createToken(server, owner, 'all')).body;
    const ask = async (id: string) => outcomeOf(await verify(server, service, { credential: secret, workspace: id }));
    assert.equal(await ask(workspace.id), 'authenticated');
    assert.equal(await ask(workspace.slug), 'invalid rate_limit_exceeded');
    assert.equal(await ask(other.id), 'authenticated');
  });

  it('RL-06 while one workspace asks for twenty times its quota, every request of another is served', async () => {
    const { server } = at;
    const flooding = await signUpOwner(server);
    const quiet = await signUpOwner(server);
    await changePolicy(server, flooding.workspace, { requests_per_minute: 10 });
    const flood = (await createKey(server, flooding)).body.secret;
    const other = (await createKey(server, quiet)).body.secret;
    const outcomes = (credential: string, requests: number): Promise<string[]> =>
      Promise.all(
        Array.from({ length: requests }, async () => outcomeOf(await verify(server, service, { credential }))),
      );
    const [flooded, served] = await Promise.all([outcomes(flood, 200), outcomes(other, 50)]);
    assert.equal(flooded.filter((outcome) => outcome === 'authenticated').length, 10);
    assert.equal(flooded.filter((outcome) => outcome === 'invalid rate_limit_exceeded').length, 190);
    assert.ok(served.every((outcome) => outcome === 'authenticated'));
  });
});
