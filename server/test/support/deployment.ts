import { type EngineName, environmentOf, newPlace } from '../storage/engines.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { createTestClient, type TestClient } from './test-client.ts';
import { setupToken } from './test-server.ts';

const testHooksSecret = 'kQ7rW2xN9bV4mZ1tY6pL3sD8fH5jC0aG';

/** What all processes of a deployment share, and what lets tests ask as much as they like and read the mails. */
const sharedEnvironment = {
  SETUP_TOKEN: setupToken,
  SECRET_KEY: 'rQ4vZ0mT8yKxW2nLb6HdGsE1uJcAoPfi',
  ISSUER: 'http://127.0.0.1:4000',
  TEST_HOOKS_SECRET: testHooksSecret,
  REQUESTS_PER_MINUTE: '100000000',
  LOG_LEVEL: 'warn',
};

/** One process of a deployment, and how to ask it. Every answer is held against the contract. */
export interface Member extends TestClient {
  readonly process: ServerProcess;
  /** The newest code that was mailed to an address. */
  mailedCode(address: string): Promise<string>;
  /** Ends the process, and the connections to it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Real processes of the server on one store. */
export interface Deployment extends AsyncDisposable {
  /** Starts one more process on the store. */
  start(environment?: Readonly<Record<string, string>>): Promise<Member>;
}

/** Where a deployment keeps its data: how its processes find it, and how it is removed. */
export interface DeploymentStore {
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export function newStore(engine: EngineName): DeploymentStore {
  const place = newPlace(engine);
  return { environment: environmentOf(place), remove: () => place.remove() };
}

/** A store that no process serves yet. At the end the processes are ended and the store is removed. */
export function newDeployment(store: DeploymentStore): Deployment {
  const members = new Set<Member>();
  return {
    start: async (environment = {}) => {
      const process = await startServerProcess({ ...sharedEnvironment, ...store.environment, ...environment });
      const member = memberOf(process, () => members.delete(member));
      members.add(member);
      return member;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...members].map((member) => member.end('SIGKILL')));
      await store.remove();
    },
  };
}

function memberOf(process: ServerProcess, forget: () => void): Member {
  const client = createHttpClient(process.port);
  return {
    ...createTestClient(client.send),
    process,
    mailedCode: (address) => mailedCode(client, address),
    end: async (signal) => {
      forget();
      const exitCode = await process.end(signal);
      client.close();
      return exitCode;
    },
  };
}

async function mailedCode(client: HttpClient, address: string): Promise<string> {
  const headers = { 'Latchkey-Test-Hooks': testHooksSecret };
  const { text } = await client.send({ method: 'GET', path: '/dev/outbox.json', headers });
  const { data } = JSON.parse(text) as { data: readonly { to: string; data: { code?: string } }[] };
  const code = data.find(({ to }) => to === address)?.data.code;
  if (code === undefined) throw new Error(`no code was mailed to ${address}`);
  return code;
}
