import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../server/bin/latchkey.js', import.meta.url));

export interface StartedServer {
  readonly url: string;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * The server as a process of its own on a free port of the loopback address, which keeps its data in a folder.
 * @throws {Error} it ended before it listened, with what it wrote
 */
export async function startServer(folder: string): Promise<StartedServer> {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [program], {
    env: { PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A run that is broken off leaves no process behind.
  const endWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const ended = once(child, 'close').finally(() => process.off('exit', endWithUs));

  let written = '';
  const url = await new Promise<string>((listening, failed) => {
    const read = (text: string): void => {
      written += text;
      const address = /listens on (http:\S+)\n/.exec(written)?.[1];
      if (address !== undefined) listening(address);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    ended.then(() => failed(new Error(`The server ended before it listened:\n${written}`)), failed);
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended;
  };
  return { url, stop };
}
