import type { Check } from '../../check.ts';
import { requireRefusal } from '../../expect.ts';

const pairs = 30;
/** Fewer than an account may fail in a row before it has to wait. */
const failuresInARow = 8;
const largestShare = 0.25;
const mostRounds = 3;

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

export const signInTiming: readonly Check[] = [
  {
    id: 'SES-03/medians',
    title: 'how long a refused sign-in takes does not tell whether the address has an account',
    isSerial: true,
    run: async ({ call, provision, send, expect, note }) => {
      const person = await provision.newcomer();
      const refusedIn = async (email: string): Promise<number> => {
        const refused = await send(call('signIn', { body: { email, password: provision.password() } }));
        requireRefusal(refused, { status: 401, code: 'invalid_credentials' });
        return refused.durationMilliseconds;
      };
      const measure = async (): Promise<{ readonly wrong: number; readonly nobody: number }> => {
        const known: number[] = [];
        const unknown: number[] = [];
        for (let pair = 1; pair <= pairs; pair += 1) {
          known.push(await refusedIn(person.email));
          unknown.push(await refusedIn(`${provision.uniqueName()}@conformance.example`));
          if (pair % failuresInARow === 0) await provision.signIn(person);
        }
        await provision.signIn(person);
        return { wrong: medianOf(known), nobody: medianOf(unknown) };
      };
      const told: string[] = [];
      const slower = new Set<string>();
      while (told.length < mostRounds) {
        const { wrong, nobody } = await measure();
        told.push(`${wrong.toFixed(1)} ms with an account, ${nobody.toFixed(1)} ms without`);
        slower.add(wrong > nobody ? 'with' : 'without');
        const isAlike = Math.abs(wrong - nobody) / Math.max(wrong, nobody) < largestShare;
        // A busy machine makes a difference now and then; a target that tells makes it again, in the same direction.
        if (isAlike || slower.size > 1) {
          note(told.join('; '));
          return;
        }
      }
      expect.that(false, `medians of ${pairs} pairs that differ by less than a quarter`, told.join('; '));
    },
  },
];
