import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from './conversation.ts';
import { startServer } from './start-server.ts';

export interface FoundServer extends AsyncDisposable {
  readonly url: string;
  readonly setupToken: string | undefined;
  /** Started for this run alone, with data that is removed at the end. */
  readonly isOurs: boolean;
}

/** There is no server to play against; the message says what to do. */
export class NoServer extends Error {
  override readonly name = 'NoServer';
}

const defaultUrl = 'http://127.0.0.1:4000';

/** The server at LATCHKEY_URL; without that name the one that `npm start` starts, or else one of our own. @throws {NoServer} */
export async function findServer(environment: NodeJS.ProcessEnv): Promise<FoundServer> {
  const named = environment.LATCHKEY_URL || undefined;
  const url = (named ?? defaultUrl).replace(/\/+$/, '');
  const state = await stateOf(url);
  if (state === 'ready') return runningServer(url, environment);
  if (state === 'other') {
    throw new NoServer(
      `Something listens on ${url}, but it is no Latchkey that is ready. LATCHKEY_URL names another address.`,
    );
  }
  if (named !== undefined) throw new NoServer(`Nothing listens on ${url}, which LATCHKEY_URL names.`);
  return ownServer();
}

async function stateOf(url: string): Promise<'ready' | 'other' | 'absent'> {
  try {
    const { status, body } = await send(url, { method: 'GET', path: '/health/ready' });
    return status === 200 && JSON.stringify(body) === '{"status":"ok"}' ? 'ready' : 'other';
  } catch (error) {
    return error instanceof TypeError ? 'absent' : 'other';
  }
}

/** The setup token that the server printed is also in its data folder, for programs of the same user. */
async function runningServer(url: string, environment: NodeJS.ProcessEnv): Promise<FoundServer> {
  const path = join(environment.DATA_DIR || './data', 'setup-token');
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  const setupToken = environment.SETUP_TOKEN || kept?.trim();
  return { url, setupToken, isOurs: false, [Symbol.asyncDispose]: async () => {} };
}

async function ownServer(): Promise<FoundServer> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-quickstart-'));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const server = await startServer(folder);
    const setupToken = (await readFile(join(folder, 'setup-token'), 'utf8')).trim();
    const stop = async (): Promise<void> => {
      await server.stop();
      await removeFolder();
    };
    return { url: server.url, setupToken, isOurs: true, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}
