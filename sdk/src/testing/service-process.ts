import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface ServiceProcess {
  readonly url: string;
  /** Ends the process, and removes what it has stored. */
  stop(): Promise<void>;
}

export interface ServiceProcessOptions {
  /** A JavaScript file and its arguments. Absent: the bin of the installed `@latchkey/server`. */
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The service as a process of its own, on a free port of the loopback address, with an empty store. It sees the given
 * environment and nothing of ours but the PATH.
 * @throws {Error} it ended before it listened, with what it wrote
 */
export async function startServiceProcess({
  command = [installedServer()],
  environment,
}: ServiceProcessOptions): Promise<ServiceProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-test-'));
  const { PATH } = process.env;
  const child = spawn(process.execPath, [...command], {
    env: { PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
  });
  // A test run that is broken off leaves no process behind.
  const endWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const ended = once(child, 'close').finally(() => process.off('exit', endWithUs));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };

  try {
    let written = '';
    const url = await new Promise<string>((listening, failed) => {
      const read = (text: string): void => {
        written += text;
        const address = /listens on (http:\S+)\n/.exec(written)?.[1];
        if (address !== undefined) listening(address);
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      ended.then(() => failed(new Error(`The service ended before it listened:\n${written}`)), failed);
    });
    return { url, stop };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** @throws {Error} the package `@latchkey/server` is not installed */
function installedServer(): string {
  const manifest = createRequire(import.meta.url).resolve('@latchkey/server/package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: { readonly latchkey: string } };
  return join(dirname(manifest), bin.latchkey);
}
