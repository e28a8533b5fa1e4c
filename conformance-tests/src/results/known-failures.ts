import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { arrayOf, objectOf, stringOf } from '../contract/document.ts';
import type { Verdict } from '../outcome.ts';
import { UsageError } from '../usage-error.ts';

/** A failure that somebody has accepted for a time, with a reason. */
export interface AcceptedFailure {
  readonly check: string;
  readonly reason: string;
  /** A date, `2027-06-30`: from the next day on the failure counts again. */
  readonly expires: string;
}

export interface KnownFailures {
  readonly baseline: readonly AcceptedFailure[];
  readonly baselineDigest: string | undefined;
  readonly flaky: readonly AcceptedFailure[];
  /** The day of the run. */
  readonly today: string;
}

const readEntries = (file: string): readonly AcceptedFailure[] => {
  const text = readText(file);
  const entries = arrayOf(objectOf(parse(text)).failures).map((node) => {
    const entry = objectOf(node);
    return { check: stringOf(entry.check), reason: stringOf(entry.reason), expires: stringOf(entry.expires) };
  });
  const incomplete = entries.find(
    ({ check, reason, expires }) => check === '' || reason === '' || !/^\d{4}-\d{2}-\d{2}$/.test(expires),
  );
  if (incomplete !== undefined)
    throw new UsageError(
      `${file}: each failure needs check, reason and expires: "2027-06-30"; this one is ${JSON.stringify(incomplete)}`,
    );
  return entries;
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read`);
  }
};

/** What is known to fail, by the files of `--baseline` and `--flaky`. @throws {UsageError} for entries without reason or end */
export const readKnownFailures = (
  files: { readonly baselineFile: string | undefined; readonly flakyFile: string | undefined },
  now = new Date(),
): KnownFailures => ({
  baseline: files.baselineFile === undefined ? [] : readEntries(files.baselineFile),
  baselineDigest:
    files.baselineFile === undefined
      ? undefined
      : createHash('sha256').update(readText(files.baselineFile)).digest('hex'),
  flaky: files.flakyFile === undefined ? [] : readEntries(files.flakyFile),
  today: now.toISOString().slice(0, 10),
});

const canBeAccepted: readonly Verdict[] = ['fail', 'not-testable'];

/** What a reached verdict is called instead, when it was expected. An expired acceptance excuses nothing. */
export const isKnownToFail = (
  { baseline, flaky, today }: KnownFailures,
  check: string,
  verdict: Verdict,
): { readonly verdict: Verdict; readonly reason: string } | undefined => {
  const of = (entries: readonly AcceptedFailure[]): AcceptedFailure | undefined =>
    entries.find((entry) => entry.check === check && entry.expires >= today);
  const wobbles = of(flaky);
  if (wobbles !== undefined) return { verdict: 'known-flaky', reason: wobbles.reason };
  const accepted = of(baseline);
  if (accepted === undefined || !canBeAccepted.includes(verdict)) return undefined;
  return { verdict: 'known-fail', reason: accepted.reason };
};

/**
 * Entries that have to go: those that have expired, and those whose check ran and did not fail. A baseline that is longer than
 * the truth hides the next failure.
 */
export const staleEntries = (
  { baseline, today }: Pick<KnownFailures, 'baseline' | 'today'>,
  results: readonly { readonly check: string; readonly verdict: Verdict }[],
): readonly string[] =>
  baseline.flatMap(({ check, expires }) => {
    if (expires < today) return [`${check} expired on ${expires}`];
    const result = results.find((one) => one.check === check);
    const stillFails = result === undefined || ['known-fail', 'fail', 'not-testable'].includes(result.verdict);
    return stillFails ? [] : [`${check} came to ${result.verdict}`];
  });
