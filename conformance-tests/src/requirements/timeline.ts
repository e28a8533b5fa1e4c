import type { CheckContext } from '../check.ts';
import type { Variant } from '../expect.ts';

/**
 * Times counted from now, however long the requests in between take: on a busy machine, what still has to work just before a
 * limit must not be asked for just after it. What has to be over by then may be asked for later, and needs no timeline.
 */
export const startTimeline = ({ later }: Pick<CheckContext, 'later'>): ((seconds: number) => Variant) => {
  const startedAt = performance.now();
  return (seconds) => later(Math.max(0, Math.floor(seconds - (performance.now() - startedAt) / 1_000)));
};
