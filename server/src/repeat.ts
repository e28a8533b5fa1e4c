import type { Logger } from './logger.ts';

export interface Repeating {
  /** No further round begins; settles when the one under way has ended. */
  stop(): Promise<void>;
}

/**
 * Does a task again and again by the real clock, one round after the other. A round that fails is logged, and the next one
 * tries again; the process is not kept alive by waiting.
 * @param task gets a signal that is aborted when no more is wanted of it, for rounds that may be long
 */
export function repeat(
  name: string,
  task: (signal: AbortSignal) => Promise<unknown>,
  { firstAfter, every, logger }: { readonly firstAfter: number; readonly every: number; readonly logger: Logger },
): Repeating {
  const stopping = new AbortController();
  let underWay: Promise<void> = Promise.resolve();
  let timer = later(firstAfter);

  function later(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      underWay = round();
    }, milliseconds).unref();
  }

  async function round(): Promise<void> {
    try {
      await task(stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) logger.error({ err: error }, `a round of the worker ${name} failed`);
    }
    if (!stopping.signal.aborted) timer = later(every);
  }

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await underWay;
    },
  };
}
