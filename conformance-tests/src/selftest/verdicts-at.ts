import { readRunOptions } from '../options.ts';
import type { Verdict } from '../outcome.ts';
import { type RunParts, runChecks } from '../run.ts';
import { createSecretLedger } from '../secret-ledger.ts';
import { prepareTarget } from '../target/target.ts';
import { openWire } from '../wire/send.ts';
import type { ReferenceServer } from './reference-server.ts';

/** What one check came to, and why. */
export interface CheckVerdict {
  readonly check: string;
  readonly requirement: string;
  readonly verdict: Verdict;
  readonly message: string;
}

export interface Question extends Pick<RunParts, 'checks' | 'requirements'> {
  /** Requirements or checks to look at; none means all. */
  readonly only: readonly string[];
  readonly seed: number;
}

/** Runs checks against a fresh server. A SHOULD counts like a MUST. @throws {TargetNotReady} if it cannot even be prepared */
export const verdictsAt = async (
  { url, setupToken, hookSecret }: ReferenceServer,
  { checks, requirements, only, seed }: Question,
): Promise<readonly CheckVerdict[]> => {
  const options = readRunOptions(
    {
      values: { url: url.href, only, seed: String(seed), strict: true, 'request-timeout': '10', 'max-duration': '120' },
    },
    { CONFORMANCE_SETUP_TOKEN: setupToken, CONFORMANCE_HOOK_SECRET: hookSecret },
  );
  const wire = openWire(options.url, options.requestTimeoutSeconds * 1_000);
  const secrets = createSecretLedger();
  try {
    const target = await prepareTarget(wire, options, secrets);
    const { results } = await runChecks({ checks, requirements, target, wire, secrets, options });
    return results.map(({ check, requirement, verdict, evidence }) => ({
      check,
      requirement: requirement.id,
      verdict,
      message: evidence?.message ?? '',
    }));
  } finally {
    wire.close();
  }
};
