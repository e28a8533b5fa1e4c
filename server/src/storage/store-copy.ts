import { createHash } from 'node:crypto';
import { type CollectionName, collections } from './collections.ts';
import type { Document, Store } from './port.ts';

/** Takes documents as they are, without events: only into a store that holds nothing yet. */
export interface ImportTarget {
  insertMany(collection: CollectionName, documents: readonly Document[]): Promise<void>;
}

export interface CopiedCollection {
  readonly name: CollectionName;
  readonly documents: number;
}

export class TargetNotEmpty extends Error {
  override readonly name = 'TargetNotEmpty';
  constructor(collection: CollectionName) {
    super(
      `The target holds documents already (${collection}). Only an empty database takes a copy; nothing was written.`,
    );
  }
}

const pageSize = 500;
/** The head of the deployment comes last, so that half a copy is never taken for a deployment. */
const names = (Object.keys(collections) as CollectionName[]).toSorted(
  (a, b) => Number(a === 'heads') - Number(b === 'heads'),
);

/**
 * Copies every document of one store into an empty one, and compares the two afterwards, by count and by content.
 * @throws {TargetNotEmpty} · {Error} the copy differs
 */
export async function copyStore(source: Store, target: Store, into: ImportTarget): Promise<CopiedCollection[]> {
  for (const name of names) if ((await target.count(name, {}, 1)) > 0) throw new TargetNotEmpty(name);
  for (const name of names) for await (const page of pagesOf(source, name)) await into.insertMany(name, page);
  const copied: CopiedCollection[] = [];
  for (const name of names) {
    const [expected, found] = [await summaryOf(source, name), await summaryOf(target, name)];
    if (expected.digest !== found.digest)
      throw new Error(`The copy of ${name} differs: ${expected.documents} documents there, ${found.documents} here.`);
    copied.push({ name, documents: found.documents });
  }
  return copied;
}

async function* pagesOf(store: Store, name: CollectionName): AsyncGenerator<Document[]> {
  for (let after = ''; ; ) {
    const page = await store.find<Document>(name, { _id: { $gt: after } }, { sort: { _id: 1 }, limit: pageSize });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last._id;
  }
}

/** How many documents, and one digest of all of them, however the engine orders their members. */
async function summaryOf(store: Store, name: CollectionName): Promise<{ documents: number; digest: string }> {
  const digest = createHash('sha256');
  let documents = 0;
  for await (const page of pagesOf(store, name))
    for (const document of page) {
      digest.update(`${JSON.stringify(sorted(document))}\n`);
      documents += 1;
    }
  return { documents, digest: digest.digest('hex') };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([member, inner]) => [member, sorted(inner)]),
  );
}
