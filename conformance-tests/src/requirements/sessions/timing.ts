import type { Check } from '../../check.ts';
import { requireRefusal } from '../../expect.ts';

const pairs = 30;
/** Fewer than an account may fail in a row before it has to wait. */
const failuresInARow = 8;
const largestShare = 0.25;

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
      const known: number[] = [];
      const unknown: number[] = [];
      for (let pair = 1; pair <= pairs; pair += 1) {
        known.push(await refusedIn(person.email));
        unknown.push(await refusedIn(`${provision.uniqueName()}@conformance.example`));
        if (pair % failuresInARow === 0) await provision.signIn(person);
      }
      const [wrong, nobody] = [medianOf(known), medianOf(unknown)];
      const share = Math.abs(wrong - nobody) / Math.max(wrong, nobody);
      const medians = `${wrong.toFixed(1)} ms with an account, ${nobody.toFixed(1)} ms without`;
      expect.that(share < largestShare, `medians of ${pairs} pairs that differ by less than a quarter`, medians);
      note(medians);
    },
  },
];
