import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../bin/latchkey.js', import.meta.url));

export interface ServerProcess extends AsyncDisposable {
  /** Where it listens, for example `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  /** What it has printed so far, both streams in order of arrival. */
  readonly printed: () => string;
  /** Sends a signal that does not end it, such as SIGSTOP. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /**
   * Ends it and waits until it is gone; it may have ended by itself already. As a person at the keyboard does, unless another
   * signal is given: SIGTERM for a process that others balance to, SIGKILL for an accident.
   * @returns the exit code, or null if the signal ended it
   */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

export interface ServerProgram {
  /** The file to run and its arguments. Default: the server of this checkout. */
  readonly command?: readonly string[];
  /** The folder to run it in. */
  readonly folder?: string;
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
  { command = [main], folder }: ServerProgram = {},
): Promise<ServerProcess> {
  const { PATH } = process.env;
  const child = spawn(process.execPath, command, {
    env: { PATH, HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
  });
  const endChild = (): boolean => child.kill('SIGKILL');
  process.once('exit', endChild);
  // `close` and not `exit`: then everything that it printed has been read.
  const ended = once(child, 'close').finally(() => process.off('exit', endChild));

  let printed = '';
  const listening = new Promise<string>((resolve, reject) => {
    const read = (text: string): void => {
      printed += text;
      const address = /listens on (http:\S+)\n/.exec(printed)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    void ended.then(([exitCode]) => reject(new ServerDidNotStart(exitCode, printed)), reject);
  });
  const url = await listening;
  const end = async (signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> => {
    child.kill(signal);
    const [exitCode] = (await ended) as [number | null];
    return exitCode;
  };
  return {
    url,
    port: Number(new URL(url).port),
    printed: () => printed,
    signal: (signal) => void child.kill(signal),
    end,
    [Symbol.asyncDispose]: async () => void (await end()),
  };
}
