import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fault } from './fault.ts';
import { plantedNotice } from './plant-fault.ts';

export interface ReferenceServer extends AsyncDisposable {
  readonly url: URL;
  readonly setupToken: string;
  readonly hookSecret: string;
}

const programs = {
  true: fileURLToPath(new URL('../../../server/bin/latchkey.js', import.meta.url)),
  faulty: fileURLToPath(new URL('launch-faulty-server.ts', import.meta.url)),
};

/** False where the suite is installed without the server that it was written beside. */
export const hasReferenceServer = (): boolean => existsSync(programs.true);

export interface ReferenceServerOptions {
  readonly environment?: { readonly [name: string]: string } | undefined;
  /** What is to be wrong with it. */
  readonly fault?: Fault;
}

/** After this it is not asked any more. */
const longestStopMilliseconds = 3_000;

/**
 * The server of this project as its own process, on a free port and with a folder of its own.
 * @throws {Error} if it ends before it listens, or listens without ever having loaded what the fault changes
 */
export const startReferenceServer = async (options: ReferenceServerOptions = {}): Promise<ReferenceServer> => {
  const { environment, fault } = options;
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const setupToken = crypto.randomUUID() + crypto.randomUUID();
  const hookSecret = crypto.randomUUID() + crypto.randomUUID();
  const { PATH = '' } = process.env;
  const program = fault === undefined ? [programs.true] : [programs.faulty, JSON.stringify(fault)];
  const child = spawn(process.execPath, program, {
    env: {
      ...{ PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'error' },
      ...{ SETUP_TOKEN: setupToken, TEST_HOOKS_SECRET: hookSecret },
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const endChild = (): boolean => child.kill('SIGKILL');
  process.once('exit', endChild);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    const timer = setTimeout(endChild, longestStopMilliseconds);
    await ended;
    clearTimeout(timer);
    process.off('exit', endChild);
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
  try {
    const url = await listening;
    if (fault !== undefined && !printed.includes(plantedNotice))
      throw new Error(`the server runs without ever having loaded ${fault.file}`);
    return { url, setupToken, hookSecret, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
