import { setTimeout as sleepFor } from 'node:timers/promises';
import { atATime } from './at-a-time.ts';
import type { Credential } from './call.ts';
import { type Check, type CheckContext, type ObservedFinding, requirementOf } from './check.ts';
import { createCheckContext, type Shared } from './check-context.ts';
import { cleanupKeyOf, passwordOf } from './cleanup/derived-password.ts';
import { createOracle } from './contract/oracle.ts';
import { type SchemaValidation, schemaValidation } from './contract/schema-validation.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import type { RunOptions } from './options.ts';
import { EnvironmentError, type Verdict, Violation, verdictOf } from './outcome.ts';
import { requireNeed } from './require-need.ts';
import type { Requirement } from './requirement.ts';
import type { SecretLedger } from './secret-ledger.ts';
import { seededRandom, seedFor, shuffled } from './seeded-random.ts';
import { isNamedBy, selectChecks } from './selection.ts';
import type { Target } from './target/target.ts';
import type { Exchange } from './wire/exchange.ts';
import type { Wire } from './wire/send.ts';

export interface CheckResult {
  readonly check: string;
  readonly title: string;
  readonly requirement: Requirement;
  readonly verdict: Verdict;
  readonly durationMilliseconds: number;
  readonly requestCount?: number;
  /** What the check has looked at, in its own words. */
  readonly notes?: readonly string[];
  /** Present unless the check passed. Redacted. */
  readonly evidence?: Evidence;
}

export interface RunResult {
  readonly runId: string;
  /** When the run began, in UTC. */
  readonly startedAt: string;
  readonly seed: number;
  readonly url: string;
  readonly contractDigest: string;
  readonly requestCount: number;
  readonly durationMilliseconds: number;
  readonly results: readonly CheckResult[];
}

export interface RunParts {
  readonly checks: readonly Check[];
  readonly requirements: readonly Requirement[];
  readonly target: Target;
  readonly wire: Wire;
  readonly secrets: SecretLedger;
  readonly options: RunOptions;
  /** Of the target's contract, where more runs than this one use it: it compiles what it is asked for, and keeps it. */
  readonly validation?: SchemaValidation;
  /** The name of the run, in everything it makes. */
  readonly runId?: string;
  /** Gets the newest session of everybody who signs in, for the clean-up. */
  readonly sessions?: Map<string, Credential>;
  /** Told of every result as it comes. */
  readonly onResult?: (result: CheckResult, progress: Progress) => void;
}

export const newRunId = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(4))).toString('hex');

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Runs the selected checks against a prepared target. Never throws for what a check or the target does. */
export const runChecks = async (parts: RunParts): Promise<RunResult> => {
  const { options, target, wire, secrets } = parts;
  const startedAt = performance.now();
  const startedAtTime = new Date().toISOString();
  const runId = parts.runId ?? newRunId();
  const rows = new Map(parts.requirements.map((row) => [row.id, row]));
  const selected = selectChecks(parts.checks, rows, options);
  const validation = parts.validation ?? schemaValidation(target.contract.document);
  const findings: ObservedFinding[] = [];
  const shared: Shared = {
    runId,
    target,
    profiles: options.profiles,
    processes: options.processes,
    wire,
    secrets,
    validation,
    oracle: createOracle(target.contract, validation, secrets),
    findings,
    pool: new Map(),
    takenCodes: new Set(),
    counters: { names: 0, requests: 0 },
    sleep: (milliseconds) => sleepFor(milliseconds),
    passwordOf: (name) => passwordOf(cleanupKeyOf(options), name),
    onSession: (email, session) => parts.sessions?.set(email, session),
  };
  const deadline = AbortSignal.timeout(options.maxDurationSeconds * 1_000);
  const results = new Map<string, CheckResult>();
  const record = (result: CheckResult): void => {
    results.set(result.check, result);
    parts.onResult?.(result, { done: results.size, total: Math.max(selected.length, results.size) });
  };

  const evidence = (thrown: unknown, exchanges: readonly Exchange[]): Evidence =>
    evidenceOf(thrown, exchanges, { baseUrl: options.url.href, secrets });

  const runOne = async (check: Check): Promise<void> => {
    const requirement = rows.get(requirementOf(check));
    if (requirement === undefined) throw new RangeError(`${check.id} belongs to no requirement`);
    const from = performance.now();
    const exchanges: Exchange[] = [];
    const seed = seedFor(options.seed, check.id);
    const notes: string[] = [];
    const context = createCheckContext(shared, exchanges, { seed, notes });
    const thrown = await outcomeOf(runIfPossible(check, requirement, context), deadline);
    record({
      check: check.id,
      title: check.title,
      requirement,
      verdict: thrown === undefined ? 'pass' : verdictOf(thrown.reason, requirement.level, options.isStrict),
      durationMilliseconds: performance.now() - from,
      requestCount: exchanges.length,
      notes,
      ...(thrown === undefined ? {} : { evidence: evidence(thrown.reason, exchanges) }),
    });
  };

  const inOrder = shuffled(selected, seededRandom(options.seed));
  const shouldStop = (): boolean =>
    options.isFailFast && [...results.values()].some(({ verdict }) => verdict === 'fail');
  await atATime(
    inOrder.filter(({ isSerial }) => isSerial !== true),
    options.concurrency,
    runOne,
    shouldStop,
  );
  await atATime(
    inOrder.filter(({ isSerial }) => isSerial === true),
    1,
    runOne,
    shouldStop,
  );

  for (const [id, observed] of firstFindings(findings)) {
    const requirement = rows.get(id);
    const check = `${id}/observed`;
    if (requirement === undefined || isNamedBy(options.skip, check)) continue;
    const known = results.get(check);
    if (known !== undefined && known.verdict !== 'pass') continue;
    const violation = new Violation(observed.expected, observed.actual, observed.exchange);
    record({
      check,
      title: requirement.sentence,
      requirement,
      verdict: verdictOf(violation, requirement.level, options.isStrict),
      durationMilliseconds: known?.durationMilliseconds ?? 0,
      evidence: evidence(violation, []),
    });
  }

  return {
    runId,
    startedAt: startedAtTime,
    seed: options.seed,
    url: options.url.href,
    contractDigest: target.contractDigest,
    requestCount: shared.counters.requests,
    durationMilliseconds: performance.now() - startedAt,
    results: [...results.values()].sort((left, right) => left.check.localeCompare(right.check)),
  };
};

/** Says first what the requirement needs and the target lacks, since a check that ran without would speak of something else. */
const runIfPossible = async (check: Check, { needs = [] }: Requirement, context: CheckContext): Promise<void> => {
  for (const need of needs) await requireNeed(need, context);
  await check.run(context);
};

/** The reason a check did not pass, or undefined. A check that outlives the run's time has no verdict. */
const outcomeOf = async (
  running: Promise<void>,
  deadline: AbortSignal,
): Promise<{ readonly reason: unknown } | undefined> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new EnvironmentError('the time of --max-duration was over'));
  if (deadline.aborted) stop();
  deadline.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([running, late]);
    return undefined;
  } catch (reason) {
    return { reason };
  } finally {
    deadline.removeEventListener('abort', stop);
  }
};

const firstFindings = (findings: readonly ObservedFinding[]): ReadonlyMap<string, ObservedFinding> => {
  const first = new Map<string, ObservedFinding>();
  for (const found of findings) if (!first.has(found.requirement)) first.set(found.requirement, found);
  return first;
};
