import type { Document, Store } from './port.ts';

/**
 * The heads that one request has read. Asking for several at once costs one read for those not seen before; asking again
 * costs nothing, so that a request judges one picture of the world from its first step to its last.
 */
export class HeadReader {
  readonly #store: Store;
  readonly #seen = new Map<string, Document | undefined>();
  #expected: string[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Heads that will be needed later: the next read brings them along. */
  expect(ids: readonly string[]): void {
    this.#expected.push(...ids);
  }

  async read(ids: readonly string[]): Promise<void> {
    const unseen: string[] = [];
    this.#addUnseen(ids, unseen);
    if (unseen.length === 0) return;
    this.#addUnseen(this.#expected, unseen);
    this.#expected = [];
    const found = await this.#store.heads(unseen);
    for (const id of unseen) this.#seen.set(id, found.get(id));
  }

  /** A head that `read` has asked for; undefined if it does not exist. */
  get<T extends Document>(id: string): T | undefined {
    if (!this.#seen.has(id)) throw new TypeError(`the head ${id.slice(0, 2)}… was not read`);
    return this.#seen.get(id) as T | undefined;
  }

  /** The lists hold a handful of ids, where looking through them is cheaper than making a set. */
  #addUnseen(ids: readonly string[], unseen: string[]): void {
    for (const id of ids) if (!this.#seen.has(id) && !unseen.includes(id)) unseen.push(id);
  }

  async one<T extends Document>(id: string): Promise<T | undefined> {
    await this.read([id]);
    return this.get<T>(id);
  }
}
