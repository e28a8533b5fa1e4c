/**
 * How long a verification takes at worst (p99) while three hundred people sign in at once, beside an idle server. The server has
 * all cores, as in life: what is measured is whether hashes leave one to the others. Verifications come at a steady pace in both
 * cases, whether or not the last was answered, and the storm from a process of its own.
 */
import { setTimeout } from 'node:timers/promises';
import type { HttpClient } from '../server/test/support/http-client.ts';
import { atMost, type Effort, fullEffort, median, type Result } from './result.ts';
import { verifyRequest } from './support/hot-requests.ts';
import { provision, startLatchkey, withFolder } from './support/latchkey.ts';
import { latencies, percentile } from './support/latencies.ts';
import type { LoadRequest } from './support/load.ts';
import { clientOf } from './support/sign-ins.ts';
import { prepareStorm } from './support/storm.ts';

const goal = 2;
const people = 300;
const perSecond = 200;

export const measure = ({ rounds, loadSeconds }: Effort = fullEffort): Promise<Result> =>
  withFolder(async (folder) => {
    await using stack = new AsyncDisposableStack();
    const latchkey = await startLatchkey({ folder, hasAllCores: true });
    stack.defer(latchkey.stop);
    const verifying = clientOf(latchkey);
    stack.defer(verifying.close);
    const request = verifyRequest(await provision(latchkey.address));
    const storm = await prepareStorm(latchkey, people);
    stack.defer(storm.stop);
    const during = (seconds: number) => pacedLatencies(verifying, request, seconds);

    await during(loadSeconds);
    const samples: { idle: number[]; storm: number[]; succeeded: number; turnedAway: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const idle = await during(loadSeconds);
      const [stormy, signIns] = await Promise.all([during(loadSeconds), storm.rage(loadSeconds)]);
      samples.push({ idle, storm: stormy, ...signIns });
    }
    const ratioAt = (share: number) =>
      median(samples.map((sample) => percentile(sample.storm, share) / percentile(sample.idle, share)));
    const medianOf = (read: (sample: (typeof samples)[number]) => number) => median(samples.map(read));
    const latency = (name: string, share: number, of: 'idle' | 'storm') => ({
      figure: name,
      value: medianOf((sample) => percentile(sample[of], share)),
      unit: 'ms',
    });
    return {
      name: 'sign-in-storm',
      rows: [
        latency('verification p50, idle', 0.5, 'idle'),
        latency(`verification p50, ${people} sign in`, 0.5, 'storm'),
        latency('verification p99, idle', 0.99, 'idle'),
        latency(`verification p99, ${people} sign in`, 0.99, 'storm'),
        { figure: 'signed in meanwhile', value: medianOf(({ succeeded }) => succeeded), unit: 'sign-ins' },
        { figure: 'turned away meanwhile', value: medianOf(({ turnedAway }) => turnedAway), unit: 'sign-ins' },
        { figure: 'verification p50, storm to idle', value: ratioAt(0.5), unit: 'times' },
        {
          figure: 'verification p99, storm to idle',
          value: ratioAt(0.99),
          unit: 'times',
          ...atMost(goal, ratioAt(0.99)),
        },
      ],
    };
  });

/** Sends at the pace of a clock: a server that stalls is asked no less often, and each that waits for it is counted. */
async function pacedLatencies(client: HttpClient, request: LoadRequest, seconds: number): Promise<number[]> {
  const begun = performance.now();
  const sent: Promise<number[]>[] = [];
  for (let due = 0; due < seconds * 1_000; due += 1_000 / perSecond) {
    const early = begun + due - performance.now();
    if (early > 0) await setTimeout(early);
    sent.push(latencies(client, [request], '"outcome":"allowed"'));
  }
  return (await Promise.all(sent)).flat();
}
