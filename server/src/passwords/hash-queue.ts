import { availableParallelism } from 'node:os';
import { ServiceError } from '../errors/service-error.ts';

/** What keeps expensive work from taking the whole machine: a few at a time, a bounded number waiting, the rest turned away. */
export interface HashQueue {
  /**
   * Runs the work in its turn and answers what it answers.
   * @throws {ServiceError} `unavailable` at once, without doing the work, when the waiting places are taken
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** @throws {ServiceError} `unavailable` if work that came now would be turned away */
  requireRoom(): void;
  /** Works that have been started since the queue was made. */
  readonly started: number;
  readonly running: number;
  readonly waiting: number;
}

export interface HashQueueOptions {
  /** Works at once. By default one core is left to the requests that need no hash. */
  readonly parallelism?: number;
  /** Works that may wait. By default about two seconds' worth at the default cost. */
  readonly waitingLimit?: number;
  readonly retryAfterSeconds?: number;
}

export function createHashQueue(options: HashQueueOptions = {}): HashQueue {
  const parallelism = options.parallelism ?? Math.max(1, availableParallelism() - 1);
  const waitingLimit = options.waitingLimit ?? 60 * parallelism;
  const retryAfterSeconds = options.retryAfterSeconds ?? 2;
  const waiting: (() => void)[] = [];
  let running = 0;
  let started = 0;

  /** A place that becomes free goes straight to the longest waiting, so that a newcomer cannot overtake. */
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  const enter = (): Promise<void> => {
    if (running < parallelism) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((admit) => waiting.push(admit));
  };

  const requireRoom = (): void => {
    if (running >= parallelism && waiting.length >= waitingLimit)
      throw new ServiceError('unavailable', { retryAfterSeconds });
  };

  return {
    requireRoom,
    async run(work) {
      requireRoom();
      await enter();
      started += 1;
      try {
        return await work();
      } finally {
        leave();
      }
    },
    get started() {
      return started;
    },
    get running() {
      return running;
    },
    get waiting() {
      return waiting.length;
    },
  };
}
