import type { Verdict } from '../outcome.ts';

/** From bad to good: a requirement is as good as the worst of its checks. */
export const fromBadToGood: readonly Verdict[] = [
  'harness-error',
  'fail',
  'env-error',
  'not-testable',
  'warn',
  'known-fail',
  'known-flaky',
  'pass',
  'not-applicable',
];

export const worstVerdict = (verdicts: readonly Verdict[]): Verdict =>
  fromBadToGood.find((verdict) => verdicts.includes(verdict)) ?? 'not-applicable';
