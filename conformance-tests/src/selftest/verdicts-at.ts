import type { Contract } from '../contract/contract.ts';
import { type SchemaValidation, schemaValidation } from '../contract/schema-validation.ts';
import { readRunOptions } from '../options.ts';
import type { Verdict } from '../outcome.ts';
import { type RunParts, runChecks } from '../run.ts';
import { createSecretLedger } from '../secret-ledger.ts';
import { prepareTarget, type Target } from '../target/target.ts';
import { openWire, type Wire } from '../wire/send.ts';
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
  /** Listens in, or spoils what is heard. */
  readonly over?: (wire: Wire) => Wire;
}

interface KnownContract {
  readonly contract: Contract;
  readonly validation: SchemaValidation;
}

/** By digest: all servers of one repository serve the same contract, whose schemas need compiling once. */
const contracts = new Map<string, KnownContract>();

const knownContract = ({ contract, contractDigest }: Target): KnownContract => {
  const known = contracts.get(contractDigest) ?? { contract, validation: schemaValidation(contract.document) };
  contracts.set(contractDigest, known);
  return known;
};

/** Runs checks against a fresh server. A SHOULD counts like a MUST. @throws {TargetNotReady} if it cannot even be prepared */
export const verdictsAt = async (
  { url, setupToken, hookSecret }: ReferenceServer,
  { checks, requirements, only, seed, over = (wire) => wire }: Question,
): Promise<readonly CheckVerdict[]> => {
  const options = readRunOptions(
    {
      values: { url: url.href, only, seed: String(seed), strict: true, 'request-timeout': '10', 'max-duration': '120' },
    },
    { CONFORMANCE_SETUP_TOKEN: setupToken, CONFORMANCE_HOOK_SECRET: hookSecret },
  );
  const wire = over(openWire(options.url, options.requestTimeoutSeconds * 1_000));
  const secrets = createSecretLedger();
  try {
    const prepared = await prepareTarget(wire, options, secrets);
    const { contract, validation } = knownContract(prepared);
    const target = { ...prepared, contract };
    const { results } = await runChecks({ checks, requirements, target, wire, secrets, options, validation });
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
