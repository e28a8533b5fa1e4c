import type { CollectionName } from '../storage/collections.ts';
import type { Change, Document } from '../storage/port.ts';

/**
 * One step from a store format to the next. While it runs, and until the last process of the release before has ended, both
 * releases work on the same store: a migration adds what the new release reads, and removes nothing that the old one needs.
 */
export interface Migration {
  /** The format of the store afterwards; it is one lower before. */
  readonly to: number;
  /** What it does, for the log. */
  readonly title: string;
  readonly collection: CollectionName;
  /** The changes of one document, guarded by what they rely on; none where the document has the new form already. */
  readonly changesOf: (document: Document) => readonly Change[];
}
