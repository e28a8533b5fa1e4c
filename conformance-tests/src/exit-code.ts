import type { Level, Verdict } from './outcome.ts';

export const exitCodes = {
  allRequiredPassed: 0,
  requirementFailed: 1,
  usage: 2,
  targetNotReady: 3,
  harnessFault: 4,
  nothingRan: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

interface Counted {
  readonly verdict: Verdict;
  readonly level: Level;
  readonly isScored?: boolean;
}

const isFailure = ({ verdict, level }: Counted): boolean =>
  verdict === 'fail' || (verdict === 'not-testable' && level === 'MUST');

/**
 * The process's answer to a whole run. A harness fault outranks failures, since its verdicts cannot be trusted; an
 * environment error outranks a pass only; a run in which no check reached a verdict is never a success.
 */
export const exitCodeOf = (results: readonly Counted[], hasStaleBaseline = false): ExitCode => {
  const scored = results.filter(({ isScored }) => isScored !== false);
  if (scored.some(({ verdict }) => verdict === 'harness-error')) return exitCodes.harnessFault;
  if (scored.some(isFailure) || hasStaleBaseline) return exitCodes.requirementFailed;
  if (scored.some(({ verdict }) => verdict === 'env-error')) return exitCodes.targetNotReady;
  const reachedVerdict = scored.some(({ verdict }) => ['pass', 'warn', 'known-fail'].includes(verdict));
  return reachedVerdict ? exitCodes.allRequiredPassed : exitCodes.nothingRan;
};
