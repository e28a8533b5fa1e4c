import { wireTime } from '../clock.ts';
import { type ApiTokenHead, isOverlapping } from './api-token.ts';

/** Whether two secrets of a token work now, and until when. */
export const presentOverlap = (
  head: ApiTokenHead | undefined,
  now: number,
): { readonly previous_valid_until: string } | null =>
  head !== undefined && isOverlapping(head, now)
    ? { previous_valid_until: wireTime(Number(head.previous_valid_until)) }
    : null;
