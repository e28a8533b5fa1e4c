import assert from 'node:assert/strict';
import { it } from 'node:test';
import { minutes } from '../../src/clock.ts';
import { createKey, signUpOwner } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';
import { checkpointsOf } from './trail.ts';

onEachServer('the work of the trail', (at) => {
  it('signs a checkpoint a minute after an event, and none when nothing has happened', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    const run = () => server.services.auditWork.run(server.clock.now());
    const places = async () =>
      (await checkpointsOf(server, world.owner.session, world.workspace.id)).data.map(({ seq }) => seq);
    await run();
    assert.deepEqual(await places(), []);
    server.clock.advance(minutes(1));
    await run();
    assert.deepEqual(await places(), [1]);
    server.clock.advance(minutes(5));
    await run();
    assert.deepEqual(await places(), [1]);
    await createKey(server, world);
    await run();
    server.clock.advance(minutes(1));
    await run();
    assert.deepEqual(await places(), [2, 1]);
  });
});
