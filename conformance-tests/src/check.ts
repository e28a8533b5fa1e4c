import type { CallInput } from './call.ts';
import type { Contract } from './contract/contract.ts';
import type { Finding } from './contract/finding.ts';
import type { SchemaValidation } from './contract/schema-validation.ts';
import type { Control, Expect, Variant } from './expect.ts';
import type { Mail } from './hooks/outbox.ts';
import type { Hooks } from './hooks/probe-hooks.ts';
import type { Provision } from './provision.ts';
import type { SecretLedger } from './secret-ledger.ts';
import type { Operator } from './target/operator.ts';
import type { Times } from './target/times.ts';
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
  /** Sends once: a 429 is an answer like any other. For checks of the limits themselves. */
  sendOnce(request: WireRequest): Promise<Exchange>;
  /** Sends all at the same moment, on connections that are open before: what sequential requests never meet. A limit that let none through is waited out. */
  together(requests: readonly WireRequest[], onOpen?: () => void): Promise<readonly Exchange[]>;
  readonly given: {
    /** Sends a request that must be valid by the contract and must succeed: the positive control. */
    succeeds(request: WireRequest): Promise<Control>;
  };
  readonly expect: Expect;
  readonly provision: Provision;
  /** Who the suite is when it works as an operator. @throws {NotTestable} with an actor pack alone */
  readonly operator: Operator;
  /** What has been found to work. */
  readonly hooks: Hooks;
  /** How many workspaces an actor pack has brought. */
  readonly actors: number;
  /** What the target has declared about time, or the contract's defaults. */
  readonly times: Times;
  /** How many processes answer, each of which may count requests by itself. */
  readonly processes: number;
  /** For checks of the hooks themselves. @throws {NotTestable} without any */
  hookSecret(): string;
  /** The same request, judged that many seconds later: nothing waits. @throws {NotTestable} without the clock hook */
  later(seconds: number): Variant;
  /** The mails to an address, newest first. @throws {NotTestable} without the outbox hook */
  mails(to: string): Promise<readonly Mail[]>;
  /** The code in the newest mail of this kind to an address, each code once; waits a moment for a new one. @throws {NotTestable} without the outbox hook */
  mailedCode(to: string, kind: string): Promise<string>;
  /** One walk through every operation, made once a run: what most of the oracle's requirements are judged by. */
  tour(): Promise<Tour>;
  /** What the oracle has found so far in this run against one requirement. */
  findings(requirement: string): readonly ObservedFinding[];
  /** Says in the reports what a pass has looked at, such as how many cells of a matrix. */
  note(text: string): void;
  /** A number in [0, 1) from the run's seed. */
  random(): number;
  /** The check's own seed, for generators that take one. */
  readonly seed: number;
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
  /** Belongs to the first ten seconds with a new target: `--profile smoke`. */
  readonly isSmoke?: true;
  run(context: CheckContext): Promise<void>;
}

export const requirementOf = (check: Pick<Check, 'id'>): string => check.id.split('/')[0] ?? check.id;
