import type { Exchange } from './wire/exchange.ts';

/** The target broke a promise. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly expected: string;
  readonly actual: string;
  readonly exchange: Exchange | undefined;
  constructor(expected: string, actual: string, exchange?: Exchange) {
    super(`expected ${expected}, got ${actual}`);
    this.expected = expected;
    this.actual = actual;
    this.exchange = exchange;
  }
}

/** The target offers no way to find out. For a MUST this counts as a failure, or silence would look like success. */
export class NotTestable extends Error {
  override readonly name = 'NotTestable';
}

/** The target does not have what the requirement is about, and does not have to. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** Something between the suite and the target, or a limit of the target, kept the check from a verdict. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** The suite itself is wrong, for example it sent an invalid request where a valid one was meant. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
}

export const verdicts = [
  'pass',
  'fail',
  'warn',
  'not-testable',
  'not-applicable',
  'known-fail',
  'known-flaky',
  'harness-error',
  'env-error',
] as const;
export type Verdict = (typeof verdicts)[number];

export type Level = 'MUST' | 'SHOULD';

/** What a thrown value means for a check of this level. Strict runs treat a SHOULD like a MUST. */
export const verdictOf = (thrown: unknown, level: Level, isStrict: boolean): Verdict => {
  if (thrown instanceof Violation) return level === 'MUST' || isStrict ? 'fail' : 'warn';
  if (thrown instanceof NotTestable) return 'not-testable';
  if (thrown instanceof NotApplicable) return 'not-applicable';
  if (thrown instanceof EnvironmentError) return 'env-error';
  return 'harness-error';
};
