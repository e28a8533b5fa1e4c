import type { Clock } from '../clock.ts';
import type { VerifyRequest, VerifyResult } from '../generated/types.gen.ts';
import { credentialDigest } from './credential-digest.ts';

export type Verify = (question: VerifyRequest) => Promise<VerifyResult>;

/** Remembers what the service said. What it has revoked since then is noticed `seconds` later at most. */
export interface CacheOptions {
  /** For what is allowed, 300 at most. Never beyond the credential's own end. */
  readonly seconds: number;
  /** For what is refused. Absent means 5, or `seconds` if that is less. */
  readonly refusedSeconds?: number;
  /** How many answers are remembered at most. Absent means 10,000. */
  readonly entries?: number;
}

interface Kept {
  readonly result: VerifyResult;
  /** Epoch milliseconds. A clock that was set back since then does not make the answer last longer. */
  readonly since: number;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** The questions about one credential that are on their way. */
interface Flight {
  count: number;
  /** The credential was refused meanwhile: an answer from before that is not to be remembered. */
  isVoid: boolean;
}

const longestSeconds = 300;

/**
 * Asks only what is not remembered. Answers are found by the digest of the credential and the whole question, the workspace
 * included; the credential itself is not kept. A refusal ends everything remembered of that credential, also what is still
 * on its way: a late answer cannot bring a revoked token back.
 */
export function rememberingVerify(verify: Verify, options: CacheOptions, clock: Pick<Clock, 'now'>): Verify {
  const { seconds, refusedSeconds = Math.min(seconds, 5), entries = 10_000 } = options;
  for (const value of [seconds, refusedSeconds])
    if (!(value >= 0 && value <= longestSeconds))
      throw new RangeError(`A guard remembers for 0 to ${longestSeconds} s.`);
  const allowed = createAnswers(entries);
  // Apart, so that a flood of made-up tokens does not drive out what is worth remembering.
  const refused = createAnswers(entries);
  const flights = new Map<string, Flight>();
  const digestOf = credentialDigest();

  return async (question) => {
    const { credential, ...asked } = question;
    const digest = await digestOf(credential);
    const key = keyOf(asked);
    const now = clock.now();
    const kept = allowed.find(digest, key, now) ?? refused.find(digest, key, now);
    if (kept !== undefined) return kept;

    const flight = flights.get(digest) ?? { count: 0, isVoid: false };
    flights.set(digest, flight);
    flight.count += 1;
    try {
      const result = await verify(question);
      if (isRefusedAltogether(result)) {
        allowed.forget(digest);
        flight.isVoid = true;
        flights.delete(digest);
        const since = clock.now();
        refused.keep(digest, key, { result, since, until: since + refusedSeconds * 1_000 });
      } else if (!flight.isVoid) {
        if (isAllowed(result)) allowed.keep(digest, key, { result, since: now, until: endOf(result, seconds, now) });
        else if (result.outcome === 'denied')
          refused.keep(digest, key, { result, since: now, until: now + refusedSeconds * 1_000 });
      }
      return result;
    } finally {
      flight.count -= 1;
      if (flight.count === 0 && flights.get(digest) === flight) flights.delete(digest);
    }
  };
}

type AllowedResult = Extract<VerifyResult, { readonly outcome: 'allowed' | 'authenticated' }>;

const isAllowed = (result: VerifyResult): result is AllowedResult =>
  result.outcome === 'allowed' || result.outcome === 'authenticated';

/** Refusals about the credential, or about all that it could do in the workspace. A used-up quota is over when it is over. */
function isRefusedAltogether(result: VerifyResult): boolean {
  if (result.outcome === 'invalid') return result.code !== 'rate_limit_exceeded';
  return (
    result.outcome === 'denied' && ['not_found', 'workspace_suspended', 'policy_forbids'].includes(result.decision.code)
  );
}

/** Counted from the question on: the answer was true then, and nobody knows for how long after. */
function endOf({ principal, cache_seconds }: AllowedResult, seconds: number, askedAt: number): number {
  const wanted = askedAt + (cache_seconds > 0 ? Math.min(seconds, cache_seconds) : seconds) * 1_000;
  return principal.expires_at === null ? wanted : Math.min(wanted, Date.parse(principal.expires_at));
}

const keyOf = ({ workspace, environment, action, resource, fields, attributes }: Omit<VerifyRequest, 'credential'>) =>
  JSON.stringify([workspace, environment, action, resource, fields, attributes]);

/** Answers by credential, then by question. When there are too many, those of the credential used longest ago go. */
function createAnswers(most: number) {
  const byDigest = new Map<string, Map<string, Kept>>();
  let count = 0;
  const forget = (digest: string): void => {
    count -= byDigest.get(digest)?.size ?? 0;
    byDigest.delete(digest);
  };
  const moveToEnd = (digest: string, answers: Map<string, Kept>): void => {
    byDigest.delete(digest);
    byDigest.set(digest, answers);
  };
  return {
    forget,
    find(digest: string, key: string, now: number): VerifyResult | undefined {
      const answers = byDigest.get(digest);
      const kept = answers?.get(key);
      // Written so that an end that is no number is over.
      if (answers === undefined || kept === undefined || !(kept.since <= now && now < kept.until)) return undefined;
      moveToEnd(digest, answers);
      return kept.result;
    },
    keep(digest: string, key: string, kept: Kept): void {
      const answers = byDigest.get(digest) ?? new Map<string, Kept>();
      count += answers.has(key) ? 0 : 1;
      answers.set(key, kept);
      moveToEnd(digest, answers);
      for (const oldest of byDigest.keys()) {
        if (count <= most) break;
        forget(oldest);
      }
    },
  };
}
