import fc, { type Arbitrary } from 'fast-check';
import { Violation } from '../outcome.ts';

export interface Trials {
  readonly seed: number;
  readonly runs?: number;
}

const runsOfEach = 25;
const timeLimitMilliseconds = 20_000;

/**
 * Tries the claim on many values, and on smaller ones once it has failed. The same seed tries the same values.
 * @throws {Violation} with the smallest value found, and how to find it again
 */
export const holdForAll = async <Value>(
  values: Arbitrary<Value>,
  claim: (value: Value) => Promise<void>,
  { seed, runs = runsOfEach }: Trials,
): Promise<void> => {
  const outcome = await fc.check(fc.asyncProperty(values, claim), {
    seed,
    numRuns: runs,
    interruptAfterTimeLimit: timeLimitMilliseconds,
    markInterruptAsFailure: false,
  });
  if (!outcome.failed) return;
  const reason = outcome.errorInstance;
  if (!(reason instanceof Violation)) throw reason;
  const found = `${reason.actual}\nfor ${fc.stringify(outcome.counterexample)}\n(seed ${outcome.seed}, path ${outcome.counterexamplePath})`;
  throw new Violation(reason.expected, found, reason.exchange);
};
