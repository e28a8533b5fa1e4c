import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { readConfig } from './config.ts';
import { drain } from './drain.ts';
import { StartRefused } from './errors/start-refused.ts';
import { createHttpServer } from './http/http-server.ts';
import { createLogger } from './logger.ts';
import type { RunningService } from './start-service.ts';
import { welcome } from './welcome.ts';

// libuv's threads are shared by password hashing, signatures and files: with more of them than hashes at a time, a storm of
// sign-ins leaves some free. It is read when the pool is first used.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, availableParallelism() + 2));

const read = readConfig(process.env);
if ('problems' in read) {
  process.stderr.write(
    `Latchkey does not start with this configuration:\n${read.problems.map((problem) => `  - ${problem}\n`).join('')}`,
  );
  process.exit(2);
}

const { config } = read;
const logger = createLogger(config.logLevel);
const started = Promise.withResolvers<RunningService>();
const server = createHttpServer();
// The port is open before the store is, because the issuer's default is made of it: who asks that early is answered then.
const hold: RunningService['handle'] = (request, response) => {
  void started.promise.then((service) => service.handle(request, response));
};
server.on('request', hold);
try {
  await new Promise<void>((listening, failed) =>
    server.once('error', failed).listen(config.port, config.host, listening),
  );
  const { port } = server.address() as AddressInfo;
  const { startService } = await import('./start-service.ts');
  const afterRestore = process.argv.includes('--after-restore');
  const service = await startService(config, { port, logger, hasWorkers: true, afterRestore });
  server.on('clientError', service.refuseUnreadable);
  started.resolve(service);
  server.on('request', service.handle).off('request', hold);

  // On a port of its own that only this machine reaches.
  const metricsServer = service.services.metrics.server?.listen(config.metricsPort, '127.0.0.1');

  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) return;
    isStopping = true;
    metricsServer?.close();
    metricsServer?.closeAllConnections();
    drain(server, service, signal === 'SIGTERM').then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Last of all: who has read it may end it again at once.
  process.stdout.write(await welcome(service, config));
} catch (error) {
  const isExpected =
    error instanceof StartRefused || (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE');
  process.stderr.write(`Latchkey could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  if (!isExpected) logger.fatal({ err: error }, 'start failed');
  process.exit(1);
}
