/** Commands to MongoDB for one warm verification and one warm getMe, as the driver's command monitoring reports them. */
import type { SentCommand } from '../server/src/storage/mongodb/connect-mongodb.ts';
import { atMost, type Result, type Row } from './result.ts';
import { type CountedService, startCounted } from './support/counted-mongodb.ts';
import { answerTo, getMeRequest, verifyRequest } from './support/hot-requests.ts';
import { provision, withFolder } from './support/latchkey.ts';
import type { LoadRequest } from './support/load.ts';
import { ownDatabase } from './support/own-database.ts';

const requestCount = 100;
const reads: readonly string[] = ['find', 'aggregate', 'getMore', 'count', 'distinct'];

export const measure = (): Promise<Result> =>
  withFolder(async (folder) => {
    await using stack = new AsyncDisposableStack();
    const database = await ownDatabase();
    if (database === undefined) return { name: 'mongodb-commands', rows: [], notMeasured: 'MONGODB_URI is not set' };
    stack.defer(database.drop);
    const service = await startCounted(database.uri, folder);
    stack.defer(service.close);
    const credentials = await provision(service.address);

    const verification = await commandsOf(service, verifyRequest(credentials));
    const ofGetMe = await commandsOf(service, getMeRequest(credentials));
    return {
      name: 'mongodb-commands',
      rows: [
        {
          figure: 'reads per warm verification',
          value: verification.reads,
          unit: 'commands',
          ...atMost(1, verification.reads),
        },
        {
          figure: 'writes per warm verification',
          value: verification.writes,
          unit: 'commands',
          ...atMost(0, verification.writes),
        },
        { figure: 'reads per warm getMe', value: ofGetMe.reads, unit: 'commands' },
        { figure: 'writes per warm getMe', value: ofGetMe.writes, unit: 'commands' },
      ] satisfies Row[],
    };
  });

/** On average, once everything that is remembered has been seen. */
async function commandsOf(service: CountedService, request: LoadRequest): Promise<{ reads: number; writes: number }> {
  for (let warming = 0; warming < 3; warming += 1) await answerTo(service.address, request, '{');
  const before = service.commands.length;
  for (let sent = 0; sent < requestCount; sent += 1) await answerTo(service.address, request, '{');
  const sent = service.commands.slice(before);
  const isRead = ({ name }: SentCommand): boolean => reads.includes(name);
  return {
    reads: sent.filter(isRead).length / requestCount,
    writes: sent.filter((command) => !isRead(command)).length / requestCount,
  };
}
