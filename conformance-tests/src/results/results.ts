import { readFileSync } from 'node:fs';
import type { Evidence } from '../evidence.ts';
import type { RunOptions } from '../options.ts';
import type { Level, Verdict } from '../outcome.ts';
import type { Requirement } from '../requirement.ts';
import type { RunResult } from '../run.ts';
import { isOfProfiles } from '../selection.ts';
import type { Target } from '../target/target.ts';
import { isKnownToFail, type KnownFailures } from './known-failures.ts';
import { worstVerdict } from './worst-verdict.ts';

/** One check in `results.json`. */
export interface ResultOfCheck {
  readonly check: string;
  readonly title: string;
  readonly requirement: string;
  readonly level: Level;
  readonly verdict: Verdict;
  /** False where the verdict says nothing about the outcome of the run: flaky ones, and what is not in the set. */
  readonly is_scored: boolean;
  readonly duration_ms: number;
  readonly requests: number;
  readonly notes: readonly string[];
  /** Why the verdict is not the one that was reached. */
  readonly known?: string;
  readonly evidence?: Evidence;
}

/** One requirement in `results.json`, looked at or not: what was not looked at says so. */
export interface ResultOfRequirement {
  readonly id: string;
  readonly level: Level;
  readonly sentence: string;
  readonly profile: string;
  readonly refs: readonly string[];
  readonly outcome: Verdict | 'excluded' | 'not-selected';
  readonly excluded?: string;
}

/** `results.json`: what all reports are made of, now or later. `format` rises when a member changes its meaning. */
export interface Results {
  readonly format: 2;
  readonly suite: { readonly name: string; readonly version: string };
  readonly run_id: string;
  readonly seed: number;
  readonly started_at: string;
  readonly url: string;
  readonly contract_sha256: string;
  readonly set: string | null;
  readonly selection: {
    readonly profiles: readonly string[];
    readonly only: readonly string[];
    readonly skip: readonly string[];
  };
  readonly settings: { readonly concurrency: number; readonly strict: boolean };
  readonly target: {
    readonly clock: boolean;
    readonly outbox: boolean;
    readonly operator: boolean;
    readonly actors: number;
    /** The operations of the contract that it does not offer. */
    readonly left_out: readonly string[];
  };
  readonly baseline_sha256: string | null;
  readonly request_count: number;
  readonly duration_ms: number;
  readonly requirements: readonly ResultOfRequirement[];
  readonly results: readonly ResultOfCheck[];
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

export interface Judgement {
  readonly options: RunOptions;
  readonly target: Target;
  readonly requirements: readonly Requirement[];
  /** Ids of the set that is scored; undefined = all. */
  readonly scored: ReadonlySet<string> | undefined;
  readonly known: KnownFailures;
}

/** The run as a document: verdicts with what is known before, and every requirement, also those nobody looked at. */
export const resultsOf = (run: RunResult, { options, target, requirements, scored, known }: Judgement): Results => {
  const results = run.results.map((result): ResultOfCheck => {
    const { check, title, requirement, durationMilliseconds, requestCount = 0, notes = [], evidence } = result;
    const excuse = isKnownToFail(known, check, result.verdict);
    return {
      check,
      title,
      requirement: requirement.id,
      level: requirement.level,
      verdict: excuse?.verdict ?? result.verdict,
      is_scored: excuse?.verdict !== 'known-flaky' && (scored === undefined || scored.has(requirement.id)),
      duration_ms: Math.round(durationMilliseconds),
      requests: requestCount,
      notes,
      ...(excuse === undefined ? {} : { known: excuse.reason }),
      ...(evidence === undefined ? {} : { evidence }),
    };
  });
  const { only, skip, profiles } = options;
  return {
    format: 2,
    suite: { name: '@latchkey/conformance', version },
    run_id: run.runId,
    seed: run.seed,
    started_at: run.startedAt,
    url: run.url,
    contract_sha256: run.contractDigest,
    set: options.set ?? null,
    selection: { profiles, only, skip },
    settings: { concurrency: options.concurrency, strict: options.isStrict },
    target: {
      clock: target.hooks.clock,
      outbox: target.hooks.outbox,
      operator: target.operator !== undefined,
      actors: target.actors.length,
      left_out: target.leftOut,
    },
    baseline_sha256: known.baselineDigest ?? null,
    request_count: run.requestCount,
    duration_ms: Math.round(run.durationMilliseconds),
    requirements: requirements.map((row) => outcomeOfRequirement(row, results, profiles)),
    results,
  };
};

const outcomeOfRequirement = (
  row: Requirement,
  results: readonly ResultOfCheck[],
  profiles: readonly string[],
): ResultOfRequirement => {
  const { id, level, sentence, profile, refs, excluded } = row;
  const own = results.filter(({ requirement }) => requirement === id).map(({ verdict }) => verdict);
  const unseen = excluded !== undefined && isOfProfiles(row, profiles) ? 'excluded' : 'not-selected';
  const outcome = own.length > 0 ? worstVerdict(own) : unseen;
  return { id, level, sentence, profile, refs, outcome, ...(excluded === undefined ? {} : { excluded }) };
};
