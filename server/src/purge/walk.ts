import { setImmediate as others } from 'node:timers/promises';
import type { CollectionName, Document } from '../storage/port.ts';
import type { Round } from './round.ts';

const pageSize = 500;

/**
 * Looks at every document of a collection, a few at a time and over many calls: so what is over is found without an index that
 * every write would have to keep. Where it has come to is not kept; after a start the walk begins anew.
 */
export class Walk<T extends Document> {
  readonly #collection: CollectionName;
  #position = '';

  constructor(collection: CollectionName) {
    this.#collection = collection;
  }

  /** Goes on for at most that many pages. @returns true once at the end: the next call begins at the start */
  async goOn({ store, signal }: Round, pages: number, look: (page: readonly T[]) => Promise<void>): Promise<boolean> {
    for (let page = 0; page < pages; page += 1) {
      signal.throwIfAborted();
      const documents = await store.find<T>(
        this.#collection,
        { _id: { $gt: this.#position } },
        { sort: { _id: 1 }, limit: pageSize },
      );
      await look(documents);
      this.#position = documents.length < pageSize ? '' : (documents.at(-1)?._id ?? '');
      if (this.#position === '') return true;
      // The embedded store answers at once: without this, requests would wait for the whole walk.
      await others();
    }
    return false;
  }
}
