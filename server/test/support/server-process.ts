import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface ServerProcess extends AsyncDisposable {
  /** Where it listens, for example `http://127.0.0.1:40123`. */
  readonly url: string;
  /** What it has printed so far, both streams in order of arrival. */
  readonly printed: () => string;
  /** Ends it as an operator would, and waits until it is gone. */
  readonly stop: () => Promise<void>;
}

/** A start that did not succeed. */
export class ServerDidNotStart extends Error {
  override readonly name = 'ServerDidNotStart';
  readonly exitCode: number | null;
  readonly printed: string;

  constructor(exitCode: number | null, printed: string) {
    super(`The server ended with exit code ${exitCode}:\n${printed}`);
    this.exitCode = exitCode;
    this.printed = printed;
  }
}

/**
 * The server as a process of its own. It sees the given environment and nothing of ours but the PATH; without HOST and PORT
 * it listens on a free port of the loopback address.
 * @throws {ServerDidNotStart}
 */
export async function startServerProcess(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ServerProcess> {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [main], {
    env: { PATH, HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const endChild = (): boolean => child.kill('SIGKILL');
  process.once('exit', endChild);
  // `close` and not `exit`: then everything that it printed has been read.
  const ended = once(child, 'close').finally(() => process.off('exit', endChild));

  let printed = '';
  const listening = new Promise<string>((resolve, reject) => {
    const read = (text: string): void => {
      printed += text;
      const address = /listens on (http:\S+)/.exec(printed)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    void ended.then(([exitCode]) => reject(new ServerDidNotStart(exitCode, printed)), reject);
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return { url: await listening, printed: () => printed, stop, [Symbol.asyncDispose]: stop };
}
