import type { Results } from '../results/results.ts';
import { claimOf } from './claim.ts';

/** A self-declaration that can be published: what was claimed, of which contract, and how it can be repeated. */
export const statementReport = (results: Results): string => {
  const { level, because } = claimOf(results);
  const count = (verdict: string): number => results.results.filter((result) => result.verdict === verdict).length;
  const statement = {
    format: 1,
    suite: results.suite,
    contract_sha256: results.contract_sha256,
    set: results.set,
    profiles: results.selection.profiles.length === 0 ? ['full'] : results.selection.profiles,
    claim: level,
    because,
    checked_at: results.started_at,
    seed: results.seed,
    counts: {
      pass: count('pass'),
      warn: count('warn'),
      fail: count('fail'),
      not_testable: count('not-testable'),
      not_applicable: count('not-applicable'),
      known_fail: count('known-fail'),
    },
    baseline_sha256: results.baseline_sha256,
  };
  return `${JSON.stringify(statement, null, 2)}\n`;
};
