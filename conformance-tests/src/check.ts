import type { CallInput, Credential } from './call.ts';
import type { Contract } from './contract/contract.ts';
import type { Finding } from './contract/finding.ts';
import type { SchemaValidation } from './contract/schema-validation.ts';
import type { Control, Expect } from './expect.ts';
import type { Provision } from './provision.ts';
import type { SecretLedger } from './secret-ledger.ts';
import type { Tour } from './tour.ts';
import type { Exchange, WireRequest } from './wire/exchange.ts';

/** Everything a check may touch. It talks to the target through this alone, and all it says and hears is kept as evidence. */
export interface CheckContext {
  readonly contract: Contract;
  readonly validation: SchemaValidation;
  readonly secrets: SecretLedger;
  /** The request of a documented operation. */
  call(operationId: string, input?: CallInput): WireRequest;
  /** Sends anything, valid or not, and waits out a 429. */
  send(request: WireRequest): Promise<Exchange>;
  readonly given: {
    /** Sends a request that must be valid by the contract and must succeed: the positive control. */
    succeeds(request: WireRequest): Promise<Control>;
  };
  readonly expect: Expect;
  readonly provision: Provision;
  readonly operator: { readonly session: Credential };
  /** One walk through every operation, made once a run: what most of the oracle's requirements are judged by. */
  tour(): Promise<Tour>;
  /** What the oracle has found so far in this run against one requirement. */
  findings(requirement: string): readonly ObservedFinding[];
  /** A number in [0, 1) from the run's seed. */
  random(): number;
  /** Waits this long; refuses waits that nobody would sit through. @throws {NotTestable} above 15 s */
  wait(milliseconds: number): Promise<void>;
}

export interface ObservedFinding extends Finding {
  readonly exchange: Exchange;
}

/** One way to find out whether a requirement is kept. `title` is a promise of the target. */
export interface Check {
  /** Requirement and a word: `SES-09/access-token`. Never reused. */
  readonly id: string;
  readonly title: string;
  /** Runs alone, after all others: for what the whole target would feel. */
  readonly isSerial?: true;
  run(context: CheckContext): Promise<void>;
}

export const requirementOf = (check: Pick<Check, 'id'>): string => check.id.split('/')[0] ?? check.id;
