#!/usr/bin/env node
import type { AddressInfo } from 'node:net';
import { cpus } from 'node:os';
import { PresetProblems } from './authorization/read-catalog.ts';
import { BackupNotAdmitted } from './backup/admit-backup.ts';
import { readConfig } from './config.ts';
import { drain } from './drain.ts';
import { createHttpServer } from './http/http-server.ts';
import { createLogger } from './logger.ts';
import { createMetricsServer } from './metrics.ts';
import { UnreadableFormat } from './migrations/upgrade-store.ts';
import { startService } from './start-service.ts';
import { welcome } from './welcome.ts';

// libuv's threads are shared by password hashing, signatures and files: with more of them than hashes at a time, a storm of
// sign-ins leaves some free. It is read when the pool is first used.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, cpus().length + 2));

const read = readConfig(process.env);
if ('problems' in read) {
  process.stderr.write(
    `Latchkey does not start with this configuration:\n${read.problems.map((problem) => `  - ${problem}\n`).join('')}`,
  );
  process.exit(2);
}

const { config } = read;
const logger = createLogger(config.logLevel);
const server = createHttpServer();
try {
  await new Promise<void>((listening, failed) =>
    server.once('error', failed).listen(config.port, config.host, listening),
  );
  const { port } = server.address() as AddressInfo;
  const service = await startService(config, { port, logger, afterRestore: process.argv.includes('--after-restore') });
  server.on('request', service.handle);
  server.on('clientError', service.refuseUnreadable);
  process.stdout.write(await welcome(service, config));

  const metricsServer = config.metricsPort === undefined ? undefined : createMetricsServer(service.services.metrics);
  metricsServer?.listen(config.metricsPort, '127.0.0.1');

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
} catch (error) {
  const isExpected =
    error instanceof PresetProblems ||
    error instanceof BackupNotAdmitted ||
    error instanceof UnreadableFormat ||
    (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE');
  process.stderr.write(`Latchkey could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  if (!isExpected) logger.fatal({ err: error }, 'start failed');
  process.exit(1);
}
