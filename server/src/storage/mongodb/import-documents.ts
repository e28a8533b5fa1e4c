import { MongoClient } from 'mongodb';
import type { Document } from '../port.ts';
import type { ImportTarget } from '../store-copy.ts';

export interface MongodbImport extends ImportTarget {
  close(): Promise<void>;
}

/** Writes documents as they are into the database of the uri, each page acknowledged by a majority. */
export async function importIntoMongodb(uri: string, databaseName?: string): Promise<MongodbImport> {
  const client = new MongoClient(uri, { appName: 'latchkey-migrate', writeConcern: { w: 'majority' } });
  await client.connect();
  const database = client.db(databaseName ?? (/^[^/]+\/\/[^/]+\/([^?]+)/.exec(uri)?.[1] || 'latchkey'));
  return {
    insertMany: async (name, documents) => {
      await database.collection<Document>(name).insertMany([...documents], { ordered: true });
    },
    close: () => client.close(),
  };
}
