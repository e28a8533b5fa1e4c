import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface TrueServer extends AsyncDisposable {
  readonly url: URL;
  readonly setupToken: string;
  readonly hookSecret: string;
}

const main = fileURLToPath(new URL('../../../server/bin/latchkey.js', import.meta.url));

/** The server of this project as its own process, on a free port and with a folder of its own. */
export const startTrueServer = async (environment: { readonly [name: string]: string } = {}): Promise<TrueServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const setupToken = crypto.randomUUID() + crypto.randomUUID();
  const hookSecret = crypto.randomUUID() + crypto.randomUUID();
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [main], {
    env: {
      ...{ PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'error' },
      ...{ SETUP_TOKEN: setupToken, TEST_HOOKS_SECRET: hookSecret },
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  let printed = '';
  const listening = new Promise<URL>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString('utf8');
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (address !== undefined) resolve(new URL(address));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${printed}`)));
  });
  return { url: await listening, setupToken, hookSecret, [Symbol.asyncDispose]: stop };
};
