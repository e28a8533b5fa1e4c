import { MongoClient } from 'mongodb';

export interface OwnDatabase {
  /** Leads to a database of this run alone. */
  readonly uri: string;
  drop(): Promise<void>;
}

/** A database with a name of its own on the server of MONGODB_URI, or undefined without one. */
export async function ownDatabase(suffix = ''): Promise<OwnDatabase | undefined> {
  const given = process.env.MONGODB_URI;
  if (given === undefined || given === '') return undefined;
  const name = `latchkey_benchmark_${process.pid}_${Date.now()}${suffix === '' ? '' : `_${suffix}`}`;
  const uri = given.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*/, `$1/${name}`);
  return {
    uri,
    async drop() {
      const client = await new MongoClient(uri).connect();
      await client.db(name).dropDatabase();
      await client.close();
    },
  };
}
