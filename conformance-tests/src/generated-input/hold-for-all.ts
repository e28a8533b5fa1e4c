import fc, { type Arbitrary } from 'fast-check';
import { NotTestable, Violation } from '../outcome.ts';

export interface Trials {
  readonly seed: number;
  readonly runs?: number;
  readonly timeLimitMilliseconds?: number;
}

const runsOfEach = 25;
const longestMilliseconds = 20_000;
/** With less than this nothing has been looked at. */
const leastShare = 0.25;

/**
 * Tries the claim on many values, and on smaller ones once it has failed. The same seed tries the same values. A slow target is
 * not asked to the end: the answer says how many values were tried.
 * @throws {Violation} with the smallest value found, and how to find it again
 * @throws {NotTestable} where the time was over before enough was tried
 */
export const holdForAll = async <Value>(
  values: Arbitrary<Value>,
  claim: (value: Value) => Promise<void>,
  { seed, runs = runsOfEach, timeLimitMilliseconds = longestMilliseconds }: Trials,
): Promise<number> => {
  const outcome = await fc.check(fc.asyncProperty(values, claim), {
    seed,
    numRuns: runs,
    interruptAfterTimeLimit: timeLimitMilliseconds,
    markInterruptAsFailure: false,
  });
  if (!outcome.failed || outcome.errorInstance === null) {
    const tried = outcome.numRuns;
    if (tried >= runs * leastShare) return tried;
    throw new NotTestable(
      `${tried} of ${runs} generated inputs in ${timeLimitMilliseconds / 1_000} s: the target is too slow`,
    );
  }
  const reason = outcome.errorInstance;
  if (!(reason instanceof Violation)) throw reason;
  const found = `${reason.actual}\nfor ${fc.stringify(outcome.counterexample)}\n(seed ${outcome.seed}, path ${outcome.counterexamplePath})`;
  throw new Violation(reason.expected, found, reason.exchange);
};
