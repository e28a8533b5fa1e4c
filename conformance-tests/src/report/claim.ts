import type { Results } from '../results/results.ts';

/** What a run lets its target say of itself. */
export interface Claim {
  readonly level: 'full' | 'basic' | 'partial' | 'none';
  /** Why it is not more. */
  readonly because: string;
}

const everything = (profiles: readonly string[]): boolean => profiles.length === 0 || profiles.includes('full');

/**
 * `full` takes every profile, no failure, no baseline and nothing left out by hand; `basic` the same of what needs no hook
 * in core, refresh and tokens. A failure claims nothing.
 */
export const claimOf = ({ results, selection, baseline_sha256: baseline }: Results): Claim => {
  const scored = results.filter(({ is_scored: isScored }) => isScored);
  const failed = scored.filter(
    ({ verdict, level }) =>
      verdict === 'fail' || verdict.endsWith('-error') || (verdict === 'not-testable' && level === 'MUST'),
  );
  if (scored.length === 0) return { level: 'none', because: 'nothing was checked' };
  if (failed.length > 0)
    return { level: 'none', because: failed.length === 1 ? '1 check failed' : `${failed.length} checks failed` };
  if (baseline !== null) return { level: 'partial', because: 'failures are accepted by a baseline' };
  if (selection.only.length > 0 || selection.skip.length > 0)
    return { level: 'partial', because: 'only a part was checked' };
  if (everything(selection.profiles)) return { level: 'full', because: 'every requirement with a check was checked' };
  if (selection.profiles.includes('basic'))
    return { level: 'basic', because: 'what needs no hook in core, refresh and tokens was checked' };
  return { level: 'partial', because: `the profiles ${selection.profiles.join(', ')} were checked` };
};
