/**
 * How long a verification takes at worst (p99) while three hundred people sign in at once, beside an idle server. The server has
 * all cores, as in life: what is measured is whether hashes leave one to the others.
 */
import { atMost, type Effort, fullEffort, median, type Result } from './result.ts';
import { verifyRequest } from './support/hot-requests.ts';
import { provision, startLatchkey, withFolder } from './support/latchkey.ts';
import { latencies, percentile } from './support/latencies.ts';
import type { LoadRequest } from './support/load.ts';
import { clientOf, keepSigningIn, signUpPeople } from './support/sign-ins.ts';

const goal = 2;
const people = 300;

export const measure = ({ rounds, loadSeconds }: Effort = fullEffort): Promise<Result> =>
  withFolder(async (folder) => {
    await using stack = new AsyncDisposableStack();
    const latchkey = await startLatchkey({ folder, hasAllCores: true });
    stack.defer(latchkey.stop);
    const verifying = clientOf(latchkey);
    const signingIn = clientOf(latchkey, people);
    stack.defer(verifying.close);
    stack.defer(signingIn.close);
    const request = verifyRequest(await provision(latchkey.address));
    await signUpPeople(signingIn, people);
    const during = (isOver: () => boolean) => latencies(verifying, repeated(request, isOver), '"outcome":"allowed"');
    const lasting = (begun: number) => () => performance.now() - begun > loadSeconds * 1_000;

    await during(lasting(performance.now()));
    const samples: { idle: number; storm: number; succeeded: number; turnedAway: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const idle = percentile(await during(lasting(performance.now())), 0.99);
      const isOver = lasting(performance.now());
      const storm = keepSigningIn(signingIn, { people, parallel: people, isOver });
      samples.push({ idle, storm: percentile(await during(isOver), 0.99), ...(await storm) });
    }
    const ratio = median(samples.map(({ idle, storm }) => storm / idle));
    const medianOf = (read: (sample: (typeof samples)[number]) => number) => median(samples.map(read));
    return {
      name: 'sign-in-storm',
      rows: [
        { figure: 'verification p99, idle', value: medianOf(({ idle }) => idle), unit: 'ms' },
        { figure: `verification p99, ${people} sign in`, value: medianOf(({ storm }) => storm), unit: 'ms' },
        { figure: 'signed in meanwhile', value: medianOf(({ succeeded }) => succeeded), unit: 'sign-ins' },
        { figure: 'turned away meanwhile', value: medianOf(({ turnedAway }) => turnedAway), unit: 'sign-ins' },
        { figure: 'verification p99, storm to idle', value: ratio, unit: 'times', ...atMost(goal, ratio) },
      ],
    };
  });

function* repeated(request: LoadRequest, isOver: () => boolean): Generator<LoadRequest> {
  while (!isOver()) yield request;
}
