import type { Document, Store } from './port.ts';

/**
 * The heads that one request has read. Asking for several at once costs one read for those not seen before; asking again
 * costs nothing, so that a request judges one picture of the world from its first step to its last.
 */
export class HeadReader {
  readonly #store: Store;
  #seen: Map<string, Document | undefined> | undefined;
  #expected: string[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Heads that will be needed later: the next read brings them along. */
  expect(ids: readonly string[]): void {
    this.#expected.push(...ids);
  }

  /** Undefined when nothing has to be read: most steps ask for what an earlier one has brought. */
  read(ids: readonly string[]): Promise<void> | undefined {
    const unseen: string[] = [];
    this.#addUnseen(ids, unseen);
    if (unseen.length === 0) return undefined;
    this.#addUnseen(this.#expected, unseen);
    this.#expected = [];
    return this.#fetch(unseen);
  }

  /** A head that `read` has asked for; undefined if it does not exist. */
  get<T extends Document>(id: string): T | undefined {
    const head = this.#seen?.get(id);
    if (head === undefined && this.#seen?.has(id) !== true)
      throw new TypeError(`the head ${id.slice(0, 2)}… was not read`);
    return head as T | undefined;
  }

  one<T extends Document>(id: string): T | undefined | Promise<T | undefined> {
    return this.#seen?.has(id) === true ? this.get<T>(id) : this.#fetchOne<T>(id);
  }

  async #fetchOne<T extends Document>(id: string): Promise<T | undefined> {
    await this.read([id]);
    return this.get<T>(id);
  }

  async #fetch(ids: readonly string[]): Promise<void> {
    const found: Map<string, Document | undefined> = await this.#store.heads(ids);
    // The first answer, mostly the only one, is kept as it is.
    this.#seen ??= found;
    for (const id of ids) if (this.#seen !== found || !found.has(id)) this.#seen.set(id, found.get(id));
  }

  /** The lists hold a handful of ids, where looking through them is cheaper than making a set. */
  #addUnseen(ids: readonly string[], unseen: string[]): void {
    for (const id of ids) if (this.#seen?.has(id) !== true && !unseen.includes(id)) unseen.push(id);
  }
}
