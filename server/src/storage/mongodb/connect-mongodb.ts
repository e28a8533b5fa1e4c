import { type Collection, type Filter as DriverFilter, MongoClient, MongoError } from 'mongodb';
import { StartRefused } from '../../errors/start-refused.ts';
import { type CollectionName, type Declarations, collections as declaredCollections } from '../collections.ts';
import { type Document, type Filter, type Find, type Store, StoreUnavailable } from '../port.ts';
import { requireFilter, requireLimit } from '../query-rules.ts';
import { batchHeads } from './batched-heads.ts';
import { type Collections, commitMongodb } from './commit-mongodb.ts';
import { countUp } from './count-up.ts';
import { type Deadlines, defaultDeadlines } from './deadlines.ts';
import { ensureCollections } from './ensure-collections.ts';
import { asStoreFailure, isSocketFailure } from './failures.ts';
import { Queues } from './queues.ts';
import { withinDeadline } from './within-deadline.ts';

/** A command as it was sent, for tests and benchmarks that count them. */
export interface SentCommand {
  readonly name: string;
  readonly collection: string | undefined;
}

export interface MongodbOptions {
  /** A replica set or a sharded cluster. */
  readonly uri: string;
  /** Default: the one in the uri, or `latchkey`. */
  readonly databaseName?: string;
  /** Connections, per process. Default 50. */
  readonly poolSize?: number;
  readonly deadlines?: Partial<Deadlines>;
  readonly declarations?: Declarations;
  readonly onCommand?: (command: SentCommand) => void;
}

/** A single server without a replica set cannot commit several documents at once. */
export class StandaloneRefused extends StartRefused {
  override readonly name = 'StandaloneRefused';
  constructor() {
    super(
      'MONGODB_URI leads to a standalone server, which has no transactions. Start it as a replica set (one member is enough: mongod --replSet rs0, then rs.initiate()).',
    );
  }
}

/**
 * The engine for any number of processes. Reads see what a majority has acknowledged, writes wait for a majority.
 * @throws {StoreUnavailable} the server cannot be reached; {StandaloneRefused}; {IndexMismatch}
 */
export async function connectMongodb(options: MongodbOptions): Promise<Store> {
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  const declarations = options.declarations ?? declaredCollections;
  const client = createClient(options, deadlines);
  try {
    await client.connect();
    const database = client.db(options.databaseName ?? databaseNameOf(options.uri));
    const hello = await database.command({ hello: 1 });
    if (hello.setName === undefined && hello.msg !== 'isdbgrid') throw new StandaloneRefused();
    await ensureCollections(database, declarations);
    const collections = Object.fromEntries(
      Object.keys(declarations).map((name) => [name, database.collection<Document>(name)]),
    ) as unknown as Collections;
    return storeOf(client, collections, declarations, deadlines);
  } catch (error) {
    await client.close();
    throw asStoreFailure(error);
  }
}

function createClient({ uri, poolSize = 50, onCommand }: MongodbOptions, deadlines: Deadlines): MongoClient {
  const client = new MongoClient(uri, {
    appName: 'latchkey',
    maxPoolSize: poolSize,
    waitQueueTimeoutMS: deadlines.queueMilliseconds,
    serverSelectionTimeoutMS: deadlines.selectionMilliseconds,
    connectTimeoutMS: deadlines.selectionMilliseconds,
    socketTimeoutMS: deadlines.socketMilliseconds,
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', wtimeoutMS: deadlines.commandMilliseconds },
    readPreference: 'primary',
    // As in JSON: a member that is undefined is absent.
    ignoreUndefined: true,
    monitorCommands: onCommand !== undefined,
  });
  if (onCommand !== undefined) {
    client.on('commandStarted', ({ commandName, command }) => {
      const target: unknown = command[commandName];
      onCommand({ name: commandName, collection: typeof target === 'string' ? target : undefined });
    });
  }
  return client;
}

/** The driver would fall back to `test`. */
const databaseNameOf = (uri: string): string => /^[^/]+\/\/[^/]+\/([^?]+)/.exec(uri)?.[1] ?? 'latchkey';

function storeOf(
  client: MongoClient,
  collections: Collections,
  declarations: Declarations,
  deadlines: Deadlines,
): Store {
  const maxTimeMS = deadlines.commandMilliseconds;
  const losers = new Queues();
  let isClosed = false;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      // Whatever the driver makes of a call that it was closed under: sessions, cursors and connections end in their own ways.
      throw isClosed && error instanceof MongoError ? new StoreUnavailable(error) : asStoreFailure(error);
    }
  };
  const bounded = <T>(work: () => Promise<T>): Promise<T> => guarded(() => withinDeadline(deadlines, work));
  const find = (name: CollectionName, filter: Filter, options: Find): Promise<Document[]> =>
    bounded(() => repeated(() => findDocuments(collections[name], filter, options, maxTimeMS)));
  const headsOf = batchHeads((ids) => find('heads', { _id: { $in: ids } }, { limit: ids.length }));
  return {
    engine: 'mongodb',
    findOne: async <T extends Document>(...[name, filter]: Parameters<Store['findOne']>) => {
      const [found] = await find(name, filter, { limit: 1 });
      return found as T | undefined;
    },
    find: async <T extends Document>(...[name, filter, options]: Parameters<Store['find']>) =>
      (await find(name, filter, options ?? {})) as T[],
    count: (name, filter, max) =>
      bounded(() => repeated(() => countDocuments(collections[name], filter, max, maxTimeMS))),
    heads: async <T extends Document>(ids: readonly string[]) =>
      ids.length === 0 ? new Map<string, T>() : ((await headsOf(ids)) as Map<string, T>),
    commit: (events, changes) =>
      guarded(() => commitMongodb({ client, collections, declarations, deadlines, losers }, events, changes)),
    countUp: (counter) => bounded(() => countUp(collections.attempts, counter, maxTimeMS)),
    ping: async () => void (await find('heads', { _id: 'd' }, { limit: 1 })),
    close: () => {
      isClosed = true;
      return client.close();
    },
  };
}

/** The driver repeats a read whose connection ended, but for this one kind of end. */
async function repeated<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isSocketFailure(error)) throw error;
    // Between two turns the process hears of all connections that are dead, and does not take the next one of them.
    for (let turn = 0; turn < 2; turn += 1) await new Promise((turnIsOver) => void setImmediate(turnIsOver));
    return read();
  }
}

async function findDocuments(
  collection: Collection<Document>,
  filter: Filter,
  { sort, limit, projection }: Find,
  maxTimeMS: number,
): Promise<Document[]> {
  requireFilter(filter);
  requireLimit(limit);
  return collection
    .find(filter as DriverFilter<Document>, {
      maxTimeMS,
      // One more than asked for: the server then answers in one batch and keeps no cursor.
      ...(limit !== undefined && { limit, batchSize: limit + 1 }),
      ...(sort !== undefined && { sort }),
      ...(projection !== undefined && {
        projection: Object.fromEntries(['_id', ...projection].map((path) => [path, 1])),
      }),
    })
    .toArray();
}

async function countDocuments(
  collection: Collection<Document>,
  filter: Filter,
  max: number,
  maxTimeMS: number,
): Promise<number> {
  requireFilter(filter);
  requireLimit(max);
  return collection.countDocuments(filter as DriverFilter<Document>, { limit: max, maxTimeMS });
}
