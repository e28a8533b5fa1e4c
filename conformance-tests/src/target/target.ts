import { type Contract, readContract } from '../contract/contract.ts';
import { normalisedText } from '../contract/document.ts';
import { leftOutOf } from '../contract/part-of-contract.ts';
import { type Hooks, probeHooks } from '../hooks/probe-hooks.ts';
import type { RunOptions } from '../options.ts';
import type { SecretLedger } from '../secret-ledger.ts';
import type { WireRequest } from '../wire/exchange.ts';
import type { Wire } from '../wire/send.ts';
import { type ActorWorkspace, readActors, signActorsIn } from './actors.ts';
import { ask } from './ask.ts';
import { readClaimedContract, readDocument } from './claimed-contract.ts';
import { becomeOperator, type Operator } from './operator.ts';
import { TargetNotReady } from './target-not-ready.ts';
import type { Times } from './times.ts';

export interface Target {
  /** The contract as the target serves it: the whole of it, or the part that it offers. */
  readonly contract: Contract;
  /** SHA-256 of the whole contract, normalised, in hex: what the results are about. */
  readonly contractDigest: string;
  /** The operations of the contract that the target does not offer. */
  readonly leftOut: readonly string[];
  /** Undefined where an actor pack takes the operator's place. */
  readonly operator: Operator | undefined;
  readonly actors: readonly ActorWorkspace[];
  readonly times: Times;
  readonly hooks: Hooks;
}

export type TargetOptions = Pick<RunOptions, 'spec' | 'operator' | 'hookSecret' | 'actorsFile' | 'times'>;

const get = (path: string): WireRequest => ({ method: 'GET', path, headers: [['Accept', 'application/json']] });

const digestOf = async (text: string): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex');

/** The contract that the target serves, if it is the one it is held to or a part of it. @throws {TargetNotReady} */
export const readTargetContract = async (
  wire: Wire,
  spec: string | undefined,
): Promise<Pick<Target, 'contract' | 'contractDigest' | 'leftOut'>> => {
  const alive = await ask(wire, get('/health/live'), 'the server cannot be reached');
  if (alive.answer.status !== 200)
    throw new TargetNotReady(`GET /health/live was answered with ${alive.answer.status}, not 200`);
  const served = await ask(wire, get('/openapi.json'), 'the contract cannot be read');
  if (served.answer.status !== 200)
    throw new TargetNotReady(`GET /openapi.json was answered with ${served.answer.status}, not 200`);
  const document = readDocument(
    Buffer.from(served.answer.body).toString('utf8'),
    'what the server serves at /openapi.json',
  );
  const claimed = await readClaimedContract(spec, document);
  const leftOut = leftOutOf(claimed, document);
  if (leftOut === undefined) {
    throw new TargetNotReady(
      'the server serves another contract than the one it is held to, or a part of it that says something else: name its own with --spec',
    );
  }
  return { contract: readContract(document), contractDigest: await digestOf(normalisedText(claimed)), leftOut };
};

/**
 * Finds out, before any check, whether the target can be checked: it answers, it serves the contract it is held to, and it
 * lets the suite in as an operator or as the people of an actor pack. Its hooks are tried out.
 * @throws {TargetNotReady}
 */
export const prepareTarget = async (wire: Wire, options: TargetOptions, secrets: SecretLedger): Promise<Target> => {
  const { contract, contractDigest, leftOut } = await readTargetContract(wire, options.spec);
  const actors = options.actorsFile === undefined ? [] : readActors(options.actorsFile);
  for (const { people } of actors)
    for (const [role, { password }] of Object.entries(people)) secrets.remember(password, `${role}'s password`);
  if (options.hookSecret !== undefined) secrets.remember(options.hookSecret, 'hook secret');
  const isOperatorKnown = options.operator.setupToken !== undefined || options.operator.email !== undefined;
  const operator =
    actors.length > 0 && !isOperatorKnown ? undefined : await becomeOperator(wire, contract, options.operator, secrets);
  await signActorsIn(wire, contract, actors);
  return {
    contract,
    contractDigest,
    leftOut,
    operator,
    actors,
    times: options.times,
    hooks: await probeHooks(wire, options.hookSecret),
  };
};
