/** Called by the one in front, when it is done. */
export type Leave = () => void;

/** A queue for each name: who enters waits until all who entered before have left. */
export class Queues {
  readonly #last = new Map<string, Promise<void>>();

  async enter(name: string): Promise<Leave> {
    const before = this.#last.get(name);
    const { promise: left, resolve } = Promise.withResolvers<void>();
    this.#last.set(name, left);
    await before;
    return () => {
      if (this.#last.get(name) === left) this.#last.delete(name);
      resolve();
    };
  }

  /** How many of the queues have somebody in them. */
  get size(): number {
    return this.#last.size;
  }
}
