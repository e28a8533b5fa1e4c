import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface RealServer {
  readonly url: string;
  readonly setupToken: string;
  /** Ends the process and waits until it is gone. */
  end(): Promise<void>;
  /** Removes what it has stored. */
  remove(): Promise<void>;
}

const main = fileURLToPath(new URL('../../../server/bin/latchkey.js', import.meta.url));
const setupToken = 'setup-token-of-this-test';

/** The service itself, as a process of its own with an empty store. */
export async function startRealServer(environment: Readonly<Record<string, string>> = {}): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-sdk-'));
  const { MONGODB_URI: _, ...inherited } = process.env;
  const server = spawn(process.execPath, [main], {
    env: {
      ...inherited,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: folder,
      SETUP_TOKEN: setupToken,
      EMAIL_VERIFICATION: 'off',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const end = async (): Promise<void> => {
    server.kill('SIGTERM');
    await ended;
  };

  for await (const line of createInterface(server.stdout)) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url === undefined) continue;
    server.stdout.resume();
    return { url, setupToken, end, remove: () => rm(folder, { recursive: true }) };
  }
  throw new Error('The server ended before it listened.');
}
