/**
 * `node server/test/support/with-server.ts <command…>`: runs a command beside a fresh server of this checkout, which is
 * stopped, and its data removed, when the command ends. The store is MongoDB if MONGODB_URI is set (in a database of its
 * own), else embedded. The command finds the server through LATCHKEY_URL and SETUP_TOKEN, and the conformance suite through
 * its own names for them.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentOf, mongodbUri, newPlace } from '../storage/engines.ts';
import { startServerProcess } from './server-process.ts';

const [program, ...options] = process.argv.slice(2);
if (program === undefined) throw new Error('Usage: node server/test/support/with-server.ts <command…>');

const folder = mkdtempSync(join(tmpdir(), 'latchkey-'));
const database = mongodbUri === undefined ? undefined : newPlace('mongodb');
const setupToken = randomBytes(24).toString('base64url');
const hookSecret = randomBytes(24).toString('base64url');
try {
  await using server = await startServerProcess({
    DATA_DIR: folder,
    SETUP_TOKEN: setupToken,
    TEST_HOOKS_SECRET: hookSecret,
    LOG_LEVEL: 'warn',
    ...(database !== undefined && environmentOf(database)),
  });
  const command = spawn(program, options, {
    stdio: 'inherit',
    env: {
      ...process.env,
      LATCHKEY_URL: server.url,
      SETUP_TOKEN: setupToken,
      DATA_DIR: folder,
      CONFORMANCE_URL: server.url,
      CONFORMANCE_SETUP_TOKEN: setupToken,
      CONFORMANCE_HOOK_SECRET: hookSecret,
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => command.kill(signal));
  const [exitCode] = (await once(command, 'exit')) as [number | null];
  process.exitCode = exitCode ?? 1;
} finally {
  await database?.remove();
  rmSync(folder, { recursive: true, force: true });
}
