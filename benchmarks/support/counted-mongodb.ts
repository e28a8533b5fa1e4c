import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadCatalog } from '../../server/src/authorization/preset-file.ts';
import { systemClock } from '../../server/src/clock.ts';
import { type Config, readConfig } from '../../server/src/config.ts';
import { createApp } from '../../server/src/http/app.ts';
import { createLogger } from '../../server/src/logger.ts';
import { createPasswordHasher } from '../../server/src/passwords/password-hasher.ts';
import { readContract } from '../../server/src/service/read-contract.ts';
import { createServices } from '../../server/src/service.ts';
import { startService } from '../../server/src/start-service.ts';
import { connectMongodb, type SentCommand } from '../../server/src/storage/mongodb/connect-mongodb.ts';
import { unmeasured } from '../../server/src/unmeasured.ts';
import { setupToken } from './latchkey.ts';

export interface CountedService {
  readonly address: string;
  /** Every command sent to the server so far. */
  readonly commands: readonly SentCommand[];
  close(): Promise<void>;
}

/**
 * The service in this process, over a MongoDB connection that is listened to. It is founded by the usual start, and then
 * composed once more, because only the composition can be handed a store.
 */
export async function startCounted(mongodbUri: string, folder: string): Promise<CountedService> {
  const logger = createLogger('error');
  const config = benchmarkConfig(mongodbUri, folder);
  await (await startService(config, { port: 0, logger })).close();

  const commands: SentCommand[] = [];
  const store = await connectMongodb({ uri: mongodbUri, onCommand: (command) => commands.push(command) });
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const services = createServices({
    config: { ...config, issuer: address, audience: address },
    clock: systemClock,
    logger,
    metrics: unmeasured,
    store,
    catalog: await loadCatalog(config.preset),
    readContract,
    hasher: createPasswordHasher(),
    secrets: { current: config.secretKey ?? '' },
    setupToken,
  });
  server.on('request', (await createApp(services)).callback());
  return {
    address,
    commands,
    async close() {
      await new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      });
      await services.lastUse.settled();
      await store.close();
    },
  };
}

function benchmarkConfig(mongodbUri: string, folder: string): Config {
  const read = readConfig({
    MONGODB_URI: mongodbUri,
    DATA_DIR: folder,
    SETUP_TOKEN: setupToken,
    SECRET_KEY: randomBytes(32).toString('base64url'),
    REQUESTS_PER_MINUTE: '100000000',
  });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.config;
}
