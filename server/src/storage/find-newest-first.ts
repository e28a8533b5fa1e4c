import type { CollectionName } from './collections.ts';
import type { PagePosition } from './page-cursor.ts';
import type { Document, Filter, Store } from './port.ts';

export interface NewestFirst {
  /** The time a list is ordered by; documents of the same millisecond follow by id, so that none is skipped. */
  readonly by: 'created_at' | 'occurred_at';
  readonly limit: number;
  /** Where the previous page ended (see `next`). */
  readonly after?: PagePosition | undefined;
}

export interface Page<T> {
  readonly documents: T[];
  /** Present if there is more. */
  readonly next?: PagePosition;
}

/**
 * One page of a list, newest first. The filter should be equality on the leading paths of an index that ends in
 * `{ [by]: -1, _id: -1 }`; then every page costs the same, however deep.
 */
export async function findNewestFirst<T extends Document>(
  store: Pick<Store, 'find'>,
  collection: CollectionName,
  filter: Filter,
  { by, limit, after }: NewestFirst,
): Promise<Page<T>> {
  const found = await store.find<T>(collection, after === undefined ? filter : olderThan(filter, by, after), {
    sort: { [by]: -1, _id: -1 },
    limit: limit + 1,
  });
  if (found.length <= limit) return { documents: found };
  const documents = found.slice(0, limit);
  const last = documents.at(-1);
  return last === undefined ? { documents } : { documents, next: [Number(last[by]), last._id] };
}

function olderThan(filter: Filter, by: string, after: PagePosition): Filter {
  const [time, id] = after;
  if (typeof time !== 'number' || typeof id !== 'string') throw new TypeError('not a position of a newest-first list');
  return {
    $and: [
      filter,
      // Says nothing the alternatives do not; but a plain bound is what lets the index start there.
      { [by]: { $lte: time } },
      { $or: [{ [by]: { $lt: time } }, { [by]: time, _id: { $lt: id } }] },
    ],
  };
}
