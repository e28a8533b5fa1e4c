/**
 * How long a verification takes among ten thousand keys and among a million: of keys that are in use, and of keys that are met
 * for the first time. On the embedded engine, and on MongoDB if MONGODB_URI is set.
 */
import { join } from 'node:path';
import { openEmbedded } from '../server/src/storage/embedded/open-embedded.ts';
import { importIntoMongodb } from '../server/src/storage/mongodb/import-documents.ts';
import { atMost, type Effort, fullEffort, median, quickEffort, type Result, type Row } from './result.ts';
import { verifyRequest } from './support/hot-requests.ts';
import { type Credentials, type LatchkeyOptions, provision, startLatchkey, withFolder } from './support/latchkey.ts';
import { latencies } from './support/latencies.ts';
import { ownDatabase } from './support/own-database.ts';
import { insertByCommits, seedTokens } from './support/seeded-tokens.ts';
import { clientOf } from './support/sign-ins.ts';

const goal = 1.2;
const few = 10_000;
/** Each is met once in each round, and half of them once more when they are in use. */
const kept = 5_000;

export const measure = (effort: Effort = fullEffort): Promise<Result> =>
  withFolder(async (folder) => {
    const many = effort.rounds <= quickEffort.rounds ? 50_000 : 1_000_000;
    const rows = await rowsOf('embedded', many, effort, async (name) => ({ folder: join(folder, name) }));
    if (process.env.MONGODB_URI === undefined || process.env.MONGODB_URI === '')
      return { name: 'many-tokens', rows, notMeasured: 'on MongoDB, because MONGODB_URI is not set' };
    await using stack = new AsyncDisposableStack();
    const onMongodb = await rowsOf('MongoDB', many, effort, async (name) => {
      const database = await ownDatabase(name);
      if (database !== undefined) stack.defer(database.drop);
      return { folder: join(folder, `mongodb-${name}`), ...(database && { mongodbUri: database.uri }) };
    });
    return { name: 'many-tokens', rows: [...rows, ...onMongodb] };
  });

interface Deployment {
  readonly options: LatchkeyOptions;
  readonly credentials: Credentials;
  readonly secrets: readonly string[];
}

async function rowsOf(
  engine: string,
  many: number,
  { rounds }: Effort,
  place: (name: string) => Promise<LatchkeyOptions>,
): Promise<Row[]> {
  const small = await deploy(await place('few'), few);
  const large = await deploy(await place('many'), many);
  const samples: { few: Latency; many: Latency }[] = [];
  for (let round = 0; round < Math.min(rounds, 3); round += 1)
    samples.push({ few: await latencyOf(small), many: await latencyOf(large) });
  return (['first met', 'in use'] as const).flatMap((kind): Row[] => {
    const ratio = median(samples.map((sample) => sample.many[kind] / sample.few[kind]));
    const figure = `verification of keys ${kind}, ${engine}`;
    return [
      { figure: `${figure}, among ${few}`, value: median(samples.map((sample) => sample.few[kind])), unit: 'ms' },
      { figure: `${figure}, among ${many}`, value: median(samples.map((sample) => sample.many[kind])), unit: 'ms' },
      { figure: `${figure}, many to few`, value: ratio, unit: 'times', ...atMost(goal, ratio) },
    ];
  });
}

async function deploy(options: LatchkeyOptions, count: number): Promise<Deployment> {
  const latchkey = await startLatchkey(options);
  const credentials = await provision(latchkey.address);
  await latchkey.stop();
  const about = { count, kept, workspaceId: credentials.workspaceId };
  if (options.mongodbUri !== undefined) {
    const target = await importIntoMongodb(options.mongodbUri);
    const secrets = await seedTokens(target.insertMany, about);
    await target.close();
    return { options, credentials, secrets };
  }
  const store = await openEmbedded(options);
  const secrets = await seedTokens(insertByCommits(store), about);
  await store.close();
  return { options, credentials, secrets };
}

interface Latency {
  readonly 'first met': number;
  readonly 'in use': number;
}

/** Medians, in milliseconds, of a process that was just started. */
async function latencyOf({ options, credentials, secrets }: Deployment): Promise<Latency> {
  await using stack = new AsyncDisposableStack();
  const latchkey = await startLatchkey(options);
  stack.defer(latchkey.stop);
  const client = clientOf(latchkey);
  stack.defer(client.close);
  const verify = (some: readonly string[]) =>
    latencies(
      client,
      some.map((workspaceKey) => verifyRequest({ ...credentials, workspaceKey })),
      '"outcome":"allowed"',
    );
  // What the process learns about itself, it learns from the key that is not measured.
  await verify(Array.from({ length: 3_000 }, () => credentials.workspaceKey));
  const met = secrets.slice(0, kept / 2);
  const firstMet = await verify(met);
  await verify(met);
  return { 'first met': median(firstMet), 'in use': median(await verify(met)) };
}
