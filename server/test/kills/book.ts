import type { OperationId } from '../../src/operation/operation.ts';
import type { Answer } from '../support/http-client.ts';
import type { Asked } from '../support/test-client.ts';

/** One request for a change, and what its success teaches. */
export interface Step {
  readonly id: OperationId;
  readonly asked: Asked;
  /** Whether it carries an Idempotency-Key, so that its answer can be had again. */
  readonly isKept: boolean;
  /** The event of its effect. */
  readonly action: string;
  /** Writes down what was made or changed. */
  learn(answer: Answer): void;
}

export interface KnownKey {
  readonly id: string;
  isRevoked: boolean;
  isRotated: boolean;
  readonly secrets: string[];
}

export interface KnownSession {
  readonly id: string;
  isEnded: boolean;
  readonly accessTokens: string[];
  /** In their order: the last one is current. */
  readonly refreshTokens: string[];
}

export interface KnownInvitation {
  readonly id: string;
  isRevoked: boolean;
}

/** What was acknowledged to a client, and nothing else. */
export interface Book {
  readonly keys: KnownKey[];
  readonly sessions: KnownSession[];
  readonly invitations: KnownInvitation[];
  /** `action target` of each event that there has to be. */
  readonly events: string[];
  /** Steps with an Idempotency-Key, and the bytes that they were answered with. */
  readonly answers: { readonly step: Step; readonly text: string }[];
  /** Attempts whose outcome nobody told: each may have had its effect. */
  readonly doubts: Step[];
}

export const emptyBook = (): Book => ({
  keys: [],
  sessions: [],
  invitations: [],
  events: [],
  answers: [],
  doubts: [],
});

/**
 * Writes down a success. Of an attempt in doubt that was made again nothing is in doubt any more, unless it is a sign-in: each
 * attempt at one may have opened a session of its own.
 */
export function takeIn({ answers, doubts }: Book, step: Step, answer: Answer): void {
  step.learn(answer);
  if (step.isKept) answers.push({ step, text: answer.text });
  if (step.action === 'session.created') return;
  for (let at = doubts.indexOf(step); at !== -1; at = doubts.indexOf(step)) doubts.splice(at, 1);
}
