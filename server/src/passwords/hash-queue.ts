import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { ServiceError } from '../errors/service-error.ts';

/**
 * A place in the queue, held until it is disposed of. Whoever has one is not turned away any more, however often it hashes and
 * whatever it does first; until it has something to hash it stands in nobody's way.
 */
export interface HashPlace extends Disposable {
  /** Runs the work in its turn and answers what it answers. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** What keeps expensive work from taking the whole machine: a few at a time, a bounded number waiting, the rest turned away. */
export interface HashQueue {
  /** @throws {ServiceError} `unavailable` when all places are taken */
  takePlace(): HashPlace;
  /**
   * Takes a place for one piece of work.
   * @throws {ServiceError} `unavailable` at once, without doing the work, when all places are taken
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Works that have been started since the queue was made. */
  readonly started: number;
  readonly running: number;
  /** Places that are taken by others than the running. */
  readonly waiting: number;
}

export interface HashQueueOptions {
  /** Works at once. By default one core is left to the requests that need no hash. */
  readonly parallelism?: number;
  /** Works that may wait. By default about two seconds' worth at the default cost. */
  readonly waitingLimit?: number;
  /** The least of what those who are turned away are told to wait. */
  readonly retryAfterSeconds?: number;
}

/** Ratio of the longest to the shortest Retry-After; with one value, all would return at once. */
const spread = 3;

export function createHashQueue(options: HashQueueOptions = {}): HashQueue {
  const parallelism = options.parallelism ?? Math.max(1, availableParallelism() - 1);
  const places = parallelism + (options.waitingLimit ?? 60 * parallelism);
  const retryAfterSeconds = options.retryAfterSeconds ?? 2;
  const turns: (() => void)[] = [];
  let taken = 0;
  let running = 0;
  let started = 0;

  /** A turn that ends goes straight to the longest waiting, so that a newcomer cannot overtake. */
  const leave = (): void => {
    const next = turns.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  const enter = (): Promise<void> => {
    if (running < parallelism) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((admit) => turns.push(admit));
  };

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    await enter();
    started += 1;
    try {
      return await work();
    } finally {
      leave();
    }
  };

  const turnedAway = (): ServiceError =>
    new ServiceError('unavailable', {
      retryAfterSeconds: randomInt(retryAfterSeconds, spread * retryAfterSeconds + 1),
    });

  const takePlace = (): HashPlace => {
    if (taken >= places) throw turnedAway();
    taken += 1;
    let isHeld = true;
    return {
      run: inTurn,
      [Symbol.dispose]() {
        if (isHeld) taken -= 1;
        isHeld = false;
      },
    };
  };

  return {
    takePlace,
    async run(work) {
      using place = takePlace();
      return await place.run(work);
    },
    get started() {
      return started;
    },
    get running() {
      return running;
    },
    get waiting() {
      return taken - running;
    },
  };
}
