import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';

/** A server under measurement, in a process of its own. */
export interface MeasuredProcess {
  readonly address: string;
  /** User and system time of all its threads so far. */
  cpuSeconds(): number;
  residentMebibytes(): number;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  /** A program that prints `http://127.0.0.1:<port>` when it listens. */
  readonly entry: URL;
  readonly options?: readonly string[];
  readonly nodeOptions?: readonly string[];
  /** Otherwise it has one, and whoever sends the load has the other. */
  readonly hasAllCores?: boolean;
  /** The whole environment beside PATH and HOME: nothing of the caller's own changes what is measured. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The measured server has one core to itself and the load generator the other. */
export const serverCore = 0;
export const loadCore = 1;

const taskset = '/usr/bin/taskset';
const addressForm = /http:\/\/127\.0\.0\.1:\d+/;
/** USER_HZ is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** A command line that is bound to one core where the system can do that. */
export const pinned = (core: number, command: readonly string[]): [string, ...string[]] => {
  const [program, ...options] = existsSync(taskset) ? [taskset, '-c', String(core), ...command] : command;
  return [program as string, ...options];
};

/** @throws {Error} the process ended before it listened, with what it wrote */
export async function startMeasured(wanted: ProcessOptions): Promise<MeasuredProcess> {
  const { entry, options = [], nodeOptions = [], hasAllCores = false, environment = {} } = wanted;
  const command: [string, ...string[]] = [process.execPath, ...nodeOptions, entry.pathname, ...options];
  const [program, ...rest] = hasAllCores ? command : pinned(serverCore, command);
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, NODE_ENV: 'production', ...environment },
  });
  const ended = once(child, 'exit');
  // A benchmark that fails leaves no server behind.
  const endWithUs = (): void => void child.kill();
  process.once('exit', endWithUs);
  child.once('exit', () => process.removeListener('exit', endWithUs));

  const address = await new Promise<string>((listening, failed) => {
    let written = '';
    const read = (chunk: Buffer): void => {
      written += chunk;
      const found = addressForm.exec(written)?.[0];
      if (found !== undefined) listening(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', failed);
    child.once('exit', () => failed(new Error(`${entry.pathname} ended before it listened:\n${written}`)));
  });

  const ofProcess = (file: string): string => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    address,
    cpuSeconds() {
      // proc(5): the name in brackets may hold spaces; utime and stime are the 14th and 15th fields of the whole line.
      const fields = ofProcess('stat')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    },
    residentMebibytes: () => Number(/VmRSS:\s+(\d+) kB/.exec(ofProcess('status'))?.[1]) / 1024,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
