import { seconds, wireTime } from '../clock.ts';
import { ServiceError } from '../errors/service-error.ts';
import { type ApiTokenHead, isOverlapping } from './api-token.ts';

/** What a token's head says after a rotation. */
export interface Rotation {
  readonly generation: number;
  /** Until when the secret before still works (epoch ms); null if it has ended. */
  readonly previousValidUntil: number | null;
}

export const defaultOverlapSeconds = 86_400;

/**
 * The next generation of a token's secret. Two secrets at most live at once: during an overlap only a rotation that ends
 * every old one is possible. An overlap never outlasts the token.
 * @throws {ServiceError} 409 `rotation_in_progress`
 */
export function nextRotation(
  head: ApiTokenHead,
  overlapSeconds: number = defaultOverlapSeconds,
  now: number,
): Rotation {
  if (isOverlapping(head, now) && overlapSeconds > 0) {
    throw new ServiceError('rotation_in_progress', {
      detail: `The previous secret works until ${wireTime(Number(head.previous_valid_until))}. End it, or rotate with overlap_seconds 0.`,
    });
  }
  const overlapEnd = overlapSeconds === 0 ? null : now + seconds(overlapSeconds);
  return {
    generation: head.generation + 1,
    previousValidUntil: overlapEnd === null ? null : Math.min(overlapEnd, head.expires_at ?? overlapEnd),
  };
}
