import { it } from 'node:test';
import { mongodbUri } from '../storage/engines.ts';
import { restartUnderLoad } from './rolling-restart.ts';

// One process alone cannot be replaced without a pause, so this is about MongoDB.
if (mongodbUri !== undefined)
  it('a rolling restart of two processes under load fails no request, and what was rotated out stays out', async (context) => {
    const { restarts, requests, rotations, longestDrainMilliseconds } = await restartUnderLoad(2);
    const drain = `longest drain ${Math.round(longestDrainMilliseconds)} ms`;
    context.diagnostic(`${restarts} restarts, ${requests} requests, ${rotations} rotations, 0 failed, ${drain}`);
  });
