import { StoreUnavailable } from '../port.ts';

/** The part of a file handle that puts what was written to it on disk. */
export interface Flushable {
  datasync(): Promise<void>;
}

/**
 * Waits for the disk beside the thread, once for all who wait: who comes while it is busy shares the next turn, because what
 * they wrote may have missed this one.
 */
export class LogOnDisk {
  readonly #log: Flushable;
  #underWay: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #failure: StoreUnavailable | undefined;

  constructor(log: Flushable) {
    this.#log = log;
  }

  /**
   * Answers when all that was written before the call is on disk.
   * @throws {StoreUnavailable} it may never be
   */
  flushed(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    if (this.#underWay === undefined) return this.#flush();
    const inTurn = () => this.#flush();
    this.#next = this.#underWay.then(inTurn, inTurn);
    return this.#next;
  }

  /**
   * What one failed flush has lost, the next neither writes nor reports, so a log that failed once is not trusted again: only a
   * start finds out what is there.
   * @throws {StoreUnavailable}
   */
  requireSound(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #flush(): Promise<void> {
    this.#next = undefined;
    this.requireSound();
    this.#underWay = this.#log.datasync();
    try {
      await this.#underWay;
    } catch (error) {
      this.#failure = new StoreUnavailable(error);
      throw this.#failure;
    } finally {
      this.#underWay = undefined;
    }
  }
}
