import { readFileSync } from 'node:fs';
import type { Contract } from '../contract.ts';

type Loose = { [member: string]: Loose };

const text = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8');

/** The committed contract. */
export const contract = (): Contract => JSON.parse(text) as Contract;

/** The committed contract after one change; `at` walks to the value that is changed, one step per argument. */
export function brokenContract(change: (at: (...steps: string[]) => Record<string, unknown>) => void): Contract {
  const copy = JSON.parse(text) as Loose;
  const at = (...steps: string[]): Record<string, unknown> => {
    let place: Loose | undefined = copy;
    for (const step of steps) place = place?.[step];
    if (place === undefined) throw new Error(`the contract has no ${steps.join(' ')}`);
    return place;
  };
  change(at);
  return copy as unknown as Contract;
}
