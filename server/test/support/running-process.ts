import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly output: () => { readonly out: string; readonly error: string };
  /** Sends a signal and waits for the end. @returns the exit code */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

const entry = new URL('../../src/main.ts', import.meta.url).pathname;

/** The server as people start it: a process of its own, on a free port. */
export async function startServerProcess(
  environment: Readonly<Record<string, string>>,
  { command = [entry], cwd }: { readonly command?: readonly string[]; readonly cwd?: string } = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...command], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });
  let out = '';
  let error = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    error += chunk.toString();
  });
  const ended = once(child, 'exit');
  const port = await new Promise<number>((listening, failed) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const found = /listens on http:\/\/[^\s]+:(\d+)/.exec(out)?.[1];
      if (found !== undefined) listening(Number(found));
    });
    child.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${error}`)));
  });
  return {
    child,
    port,
    output: () => ({ out, error }),
    end: async (signal = 'SIGINT') => {
      child.kill(signal);
      return (await ended)[0] as number | null;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
