import { type Db, MongoServerError } from 'mongodb';
import type { CollectionDeclaration, Declarations, IndexDeclaration } from '../collections.ts';
import { IndexMismatch } from '../index-mismatch.ts';

const namespaceExists = 48;

/** Creates what is missing of the declared collections and indexes, and checks what is there. */
export async function ensureCollections(database: Db, declarations: Declarations): Promise<void> {
  const listed = await database.listCollections({}, { nameOnly: true }).toArray();
  const existing = new Set(listed.map(({ name }) => name));
  for (const [name, declaration] of Object.entries(declarations)) {
    if (!existing.has(name)) await createCollection(database, name);
    await ensureIndexes(database, name, declaration);
  }
}

async function createCollection(database: Db, name: string): Promise<void> {
  try {
    await database.createCollection(name);
  } catch (error) {
    // Another process started at the same time.
    if (!(error instanceof MongoServerError && error.code === namespaceExists)) throw error;
  }
}

async function ensureIndexes(database: Db, name: string, { indexes }: CollectionDeclaration): Promise<void> {
  if (indexes.length === 0) return;
  const collection = database.collection(name);
  const existing = await collection.listIndexes().toArray();
  for (const declared of indexes) {
    const found = existing.find((index) => index.name === declared.name);
    if (found === undefined) await collection.createIndex(declared.keys, nameAndKind(declared));
    else requireSame(`${name}.${declared.name}`, found, declared);
  }
}

const nameAndKind = ({ name, unique }: IndexDeclaration): { name: string; unique: boolean } => ({
  name,
  unique: unique === true,
});

/** The order of keys is part of an index, so they are compared as text. */
function requireSame(name: string, found: Record<string, unknown>, declared: IndexDeclaration): void {
  const shapeOf = (keys: unknown, unique: unknown): string => JSON.stringify({ keys, unique: unique === true });
  const [is, ought] = [shapeOf(found.key, found.unique), shapeOf(declared.keys, declared.unique)];
  if (is !== ought) throw new IndexMismatch(name, is, ought);
}
