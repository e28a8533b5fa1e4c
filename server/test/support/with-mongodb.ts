/**
 * `npm run with-mongodb -- <command…>`: runs a command with MONGODB_URI set. When it is set already, that server is used.
 * Otherwise a MongoDB-compatible replica set of one is started on a free loopback port, and stopped when the command ends.
 *
 * No package registry carries MongoDB itself, so this is `secantusd-rs`, which speaks the protocol of MongoDB 8. It is
 * built once with cargo and kept in the user's cache directory (or in SECANTUS_ROOT), outside the repository.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const version = '0.5.3-beta.196';
const startupDeadlineMilliseconds = 30_000;

export interface TestMongodb {
  readonly uri: string;
  /** Ends the process as an accident does. */
  kill(): Promise<void>;
  /** Starts it again after that, on the same store and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether the server can be started without building it first. */
export const hasMongodb = (): boolean => existsSync(binaryOf(root()));

/** Starts a server with an empty store. Call `stop` when done: it ends the process and removes the store. */
export async function startMongodb(): Promise<TestMongodb> {
  const binary = await ensureBinary(root());
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'latchkey-mongodb-'));
  let server = startBinary(binary, folder, '0');
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    const killer = setTimeout(() => server.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(killer);
  };
  const stop = async (): Promise<void> => {
    await end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const port = await listeningPort(server, folder);
    const restart = async (): Promise<void> => {
      server = startBinary(binary, folder, port);
      await listeningPort(server, folder);
    };
    return { uri: `mongodb://127.0.0.1:${port}/?replicaSet=secantus`, kill: () => end('SIGKILL'), restart, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startBinary(binary: string, folder: string, port: string): ChildProcess {
  const settings = join(folder, 'secantusd.toml');
  writeFileSync(settings, '[storage]\nttl_sweep_seconds = 0.5\n');
  const output = openSync(logOf(folder), 'w');
  const server = spawn(
    binary,
    [
      ['--config', settings],
      ['--host', '127.0.0.1'],
      ['--port', port],
      ['--storage-path', join(folder, 'data')],
      ['--log-level', 'WARNING'],
      ['--cache-size', '256M'],
      // Without it, acknowledged writes can be lost when the server is killed.
      ['--sync-on-commit'],
      // Allows setParameter and configureFailPoint.
      ['--enable-test-commands'],
    ].flat(),
    { stdio: ['ignore', output, output] },
  );
  closeSync(output);
  return server;
}

const root = (): string => process.env.SECANTUS_ROOT ?? join(homedir(), '.cache', `secantus-${version}`);
const binaryOf = (folder: string): string => join(folder, 'bin', 'secantusd-rs');
const logOf = (folder: string): string => join(folder, 'server.log');

async function listeningPort(server: ChildProcess, folder: string): Promise<string> {
  const deadline = performance.now() + startupDeadlineMilliseconds;
  while (performance.now() < deadline && server.exitCode === null) {
    const port = /listening on 127\.0\.0\.1:(\d+)/.exec(readFileSync(logOf(folder), 'utf8'))?.[1];
    if (port !== undefined) return port;
    await delay(50);
  }
  throw new Error(`The MongoDB-compatible server did not start:\n${readFileSync(logOf(folder), 'utf8')}`);
}

async function ensureBinary(root: string): Promise<string> {
  const binary = binaryOf(root);
  if (existsSync(binary)) return binary;

  process.stderr.write(`Building the MongoDB-compatible test server once, into ${root} (5 to 12 minutes).\n`);
  const targetFolder = join(root, 'target');
  const build = spawn(
    'cargo',
    [
      ['install', 'secantus-mdb', '--version', version],
      // Its stated minimum Rust is newer than what it needs.
      ['--locked', '--ignore-rust-version'],
      ['--root', root, '--target-dir', targetFolder],
    ].flat(),
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      // Halves the build; the tests do not need a fast server.
      env: {
        ...process.env,
        CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
        CARGO_PROFILE_RELEASE_LTO: 'off',
        CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
      },
    },
  );
  const [exitCode] = await once(build, 'exit').catch((error: unknown) => [error]);
  if (exitCode !== 0) throw new Error('The MongoDB-compatible test server could not be built. Is cargo installed?');
  rmSync(targetFolder, { recursive: true, force: true });
  return binary;
}

async function run(command: readonly string[], mongodbUri: string): Promise<number> {
  const [program, ...options] = command;
  if (program === undefined) throw new Error('Usage: npm run with-mongodb -- <command…>');
  const child = spawn(program, options, { stdio: 'inherit', env: { ...process.env, MONGODB_URI: mongodbUri } });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  return exitCode ?? 1;
}

if (import.meta.main) {
  const command = process.argv.slice(2);
  const given = process.env.MONGODB_URI;
  if (given === undefined || given === '') {
    const server = await startMongodb();
    try {
      process.exitCode = await run(command, server.uri);
    } finally {
      await server.stop();
    }
  } else {
    process.exitCode = await run(command, given);
  }
}
