/** Sign-ins per second, beside argon2id by itself at the same cost; each on one core. */
import { execFileSync } from 'node:child_process';
import { atLeast, type Effort, fullEffort, median, type Result } from './result.ts';
import { startLatchkey, withFolder } from './support/latchkey.ts';
import { pinned, serverCore } from './support/measured-process.ts';
import { clientOf, keepSigningIn, signUpPeople } from './support/sign-ins.ts';

const goal = 0.9;
const people = 8;
const bareHashes = new URL('./bare-hashes.ts', import.meta.url).pathname;

export const measure = ({ rounds, loadSeconds }: Effort = fullEffort): Promise<Result> =>
  withFolder(async (folder) => {
    await using stack = new AsyncDisposableStack();
    const latchkey = await startLatchkey({ folder });
    stack.defer(latchkey.stop);
    const client = clientOf(latchkey);
    stack.defer(client.close);
    await signUpPeople(client, people);
    const pairs: { signIns: number; hashes: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const begun = performance.now();
      const isOver = () => performance.now() - begun > loadSeconds * 1_000;
      const { succeeded } = await keepSigningIn(client, { people, parallel: people, isOver });
      const signIns = (succeeded * 1_000) / (performance.now() - begun);
      const [program, ...options] = pinned(serverCore, [process.execPath, bareHashes, String(loadSeconds)]);
      pairs.push({ signIns, hashes: Number(execFileSync(program, options, { encoding: 'utf8' })) });
    }
    const ratio = median(pairs.map(({ signIns, hashes }) => signIns / hashes));
    return {
      name: 'sign-in',
      rows: [
        { figure: 'signIn', value: median(pairs.map(({ signIns }) => signIns)), unit: 'sign-ins/s' },
        { figure: 'argon2id by itself', value: median(pairs.map(({ hashes }) => hashes)), unit: 'hashes/s' },
        { figure: 'signIn to argon2id', value: ratio, unit: 'times', ...atLeast(goal, ratio) },
      ],
    };
  });
