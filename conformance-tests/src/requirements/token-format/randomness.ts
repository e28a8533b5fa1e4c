import type { Check } from '../../check.ts';
import { estimatedBits, orderIn } from '../randomness.ts';

const sampleSize = 30;
/** The random part has 190 bits; so few samples show about 140 of them. */
const leastBits = 96;
/** Chance lets about half of the neighbours rise; this is more than six standard deviations from it. */
const mostOrder = 0.7;

export const keyRandomness: readonly Check[] = [
  {
    id: 'TOK-04/without-order',
    title: 'the random parts of keys made one after the other are all different, full of chance, and in no order',
    run: async ({ provision, expect, note }) => {
      const owner = await provision.outsider();
      const workspace = await provision.workspace(owner);
      const parts: string[] = [];
      for (let made = 0; made < sampleSize; made += 1) {
        const { secret } = await provision.key(owner, workspace);
        parts.push(secret.slice(secret.lastIndexOf('_') + 1));
      }
      expect.that(new Set(parts).size === sampleSize, `${sampleSize} different keys`, new Set(parts).size);
      for (const [name, part] of [
        ['first half', (text: string) => text.slice(0, 16)],
        ['second half', (text: string) => text.slice(16, 32)],
      ] as const) {
        const order = orderIn(parts.map(part));
        expect.that(order < mostOrder, `no order in the ${name}`, 'rising or falling throughout');
      }
      const bits = estimatedBits(parts.map((part) => part.slice(0, 32)));
      expect.that(bits >= leastBits, `at least ${leastBits} bits of chance`, `about ${Math.floor(bits)} bits`);
      note(`${sampleSize} keys, about ${Math.floor(bits)} bits seen`);
    },
  },
];
