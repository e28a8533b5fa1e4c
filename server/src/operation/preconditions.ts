import { hash } from 'node:crypto';
import { ServiceError } from '../errors/service-error.ts';
import { ok } from './answers.ts';
import type { AnswerHeaders } from './operation.ts';

/** A strong validator (RFC 9110 §8.8.3) of a representation: it changes exactly when what is shown changes. */
export const entityTagOf = (representation: object): string =>
  `"${hash('sha256', JSON.stringify(representation), 'base64url').slice(0, 27)}"`;

/** 200 with a representation and its version, to be sent back as `If-Match`. */
export const okWithTag = <Body extends object>(body: Body): { status: 200; body: Body; headers: AnswerHeaders } => ({
  ...ok(body),
  headers: { ETag: entityTagOf(body) },
});

/**
 * RFC 9110 §13.1.1: a change applies only to the version that its author has seen. Two changes of one version cannot both
 * win: the commit of the second is judged anew, and then finds another version.
 * @param current what a GET would show now
 * @throws {ServiceError} 428 `precondition_required` (RFC 6585 §3) · 412 `precondition_failed`
 */
export function requireCurrent(
  ifMatch: string | undefined,
  current: object,
  need: 'required' | 'optional' = 'optional',
): void {
  if (ifMatch === undefined) {
    if (need === 'optional') return;
    throw new ServiceError('precondition_required');
  }
  // Strong comparison: a weak validator never matches.
  const named = ifMatch.split(',').map((entry) => entry.trim());
  if (!named.includes('*') && !named.includes(entityTagOf(current))) throw new ServiceError('precondition_failed');
}
