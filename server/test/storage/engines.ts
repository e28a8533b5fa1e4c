import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import { MongoClient } from 'mongodb';
import { collections, type Declarations } from '../../src/storage/collections.ts';
import { openEmbedded } from '../../src/storage/embedded/open-embedded.ts';
import { connectMongodb } from '../../src/storage/mongodb/connect-mongodb.ts';
import type { Store } from '../../src/storage/port.ts';

export type EngineName = Store['engine'];

/** Where one store keeps its data: a folder, or a database. It outlives the stores opened on it. */
export interface Place {
  readonly engine: EngineName;
  /** The folder, or the database's name. */
  readonly address: string;
  open(declarations?: Declarations): Promise<Store>;
  remove(): Promise<void>;
}

/** The server under test, or undefined: then only the embedded engine is. */
export const mongodbUri: string | undefined = process.env.MONGODB_URI || undefined;

/** Opens the store of a place from another process as well: `openPlace(engine, address)`. */
export function openPlace(
  engine: EngineName,
  address: string,
  declarations: Declarations = collections,
): Promise<Store> {
  return engine === 'embedded'
    ? openEmbedded({ folder: address, declarations })
    : connectMongodb({ uri: requireMongodbUri(), databaseName: address, declarations });
}

export function newPlace(engine: EngineName): Place {
  const address =
    engine === 'embedded'
      ? mkdtempSync(join(tmpdir(), 'latchkey-storage-'))
      : `latchkey_test_${randomBytes(6).toString('hex')}`;
  return {
    engine,
    address,
    open: (declarations) => openPlace(engine, address, declarations),
    remove: async () =>
      engine === 'embedded' ? rmSync(address, { recursive: true, force: true }) : dropDatabase(address),
  };
}

/** Runs a suite once per engine, each in a fresh place that is removed at the end. */
export function onEachEngine(title: string, suite: (place: Place) => void): void {
  const engines: EngineName[] = mongodbUri === undefined ? ['embedded'] : ['embedded', 'mongodb'];
  for (const engine of engines) {
    describe(`${title} (${engine})`, () => {
      const place = newPlace(engine);
      suite(place);
      after(place.remove);
    });
  }
}

/** The variables that lead a server process to the store of a place. */
export function environmentOf({ engine, address }: Place): Readonly<Record<string, string>> {
  if (engine === 'embedded') return { DATA_DIR: address };
  const uri = new URL(requireMongodbUri());
  uri.pathname = `/${address}`;
  return { MONGODB_URI: uri.href };
}

export function requireMongodbUri(): string {
  if (mongodbUri === undefined) throw new Error('MONGODB_URI is not set');
  return mongodbUri;
}

/** A command of an administrator, such as setParameter. */
export async function administer(command: Record<string, unknown>): Promise<Record<string, unknown>> {
  const client = new MongoClient(requireMongodbUri());
  try {
    return await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}

/**
 * A killed client leaves its transaction open, and its documents held, for a minute; three seconds will do in tests. It is
 * not put back: other test files that kill their clients may rely on it at the same time.
 */
export async function shortenTransactionLifetime(): Promise<void> {
  if (mongodbUri !== undefined) await administer({ setParameter: 1, transactionLifetimeLimitSeconds: 3 });
}

async function dropDatabase(name: string): Promise<void> {
  const client = new MongoClient(requireMongodbUri());
  try {
    await client.db(name).dropDatabase();
  } finally {
    await client.close();
  }
}
