import type { Logger } from './logger.ts';

export interface Repeating {
  /** No further round begins; settles when the one under way has ended. */
  stop(): Promise<void>;
}

/**
 * Does a task again and again by the real clock, one round after the other. A round that fails is logged, and the next one
 * tries again; the process is not kept alive by waiting.
 */
export function repeat(
  name: string,
  task: () => Promise<unknown>,
  { firstAfter, every, logger }: { readonly firstAfter: number; readonly every: number; readonly logger: Logger },
): Repeating {
  let isStopped = false;
  let underWay: Promise<void> = Promise.resolve();
  let timer = later(firstAfter);

  function later(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      underWay = round();
    }, milliseconds).unref();
  }

  async function round(): Promise<void> {
    try {
      await task();
    } catch (error) {
      logger.error({ err: error }, `${name} failed`);
    }
    if (!isStopped) timer = later(every);
  }

  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
