import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as immediately } from 'node:timers/promises';
import { type AuditWork, repeatAuditWork } from '../../src/audit/audit-work.ts';
import { minutes, seconds, systemClock } from '../../src/clock.ts';
import { createLogger } from '../../src/logger.ts';
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

  it('goes on after a round that failed, and stops after the one that is under way', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    let rounds = 0;
    let finish: (() => void) | undefined;
    const work: Pick<AuditWork, 'run'> = {
      run: () => {
        rounds += 1;
        if (rounds === 1) return Promise.reject(new Error('the first round fails'));
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    };
    const stop = repeatAuditWork(work, systemClock, createLogger('silent'));
    for (const round of [1, 2]) {
      test.mock.timers.tick(seconds(1));
      await immediately();
      assert.equal(rounds, round);
    }
    let hasStopped = false;
    const stopped = stop().then(() => {
      hasStopped = true;
    });
    await immediately();
    assert.equal(hasStopped, false);
    finish?.();
    await stopped;
    test.mock.timers.tick(seconds(10));
    assert.equal(rounds, 2);
  });
});
