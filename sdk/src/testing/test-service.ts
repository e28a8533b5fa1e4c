import { createHmac } from 'node:crypto';
import { type Client, createClient } from '../client.ts';
import type { Clock } from '../clock.ts';
import type { CreatedWorkspaceKey, Environment, Grant, SessionKind } from '../generated/types.gen.ts';
import type { ClientOptions } from '../options.ts';
import { randomHex } from '../random-hex.ts';
import { type Failure, type Route, startFaultyProxy } from './faulty-proxy.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';
import { createShiftedClock } from './shifted-clock.ts';

/** How the service is started. */
export interface TestServiceOptions {
  /** The vocabulary that the service starts with, as its `PRESET`. Absent means `default`. */
  readonly preset?: string;
  /** Further settings of the service, by their names in its environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What starts the service: a JavaScript file and its arguments. Absent: the installed package `@latchkey/server`. */
  readonly command?: readonly string[];
}

/** Somebody with an account. */
export interface Person {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/** Who signs in, and to which kind of session. */
export interface SignInOptions extends Partial<Person> {
  readonly kind?: SessionKind;
}

/** What a minted key is, and what has become of it. */
export interface MintTokenOptions {
  /** What it may do. Absent means everything that an API token can. */
  readonly grants?: Grant[];
  readonly environment?: Environment;
  /** Id or slug of a workspace of the operator. Absent means `test`, which is there from the start. */
  readonly workspace?: string;
  /** Absent means `active`. `expired` moves the clock by the two seconds that it takes. */
  readonly state?: 'active' | 'suspended' | 'revoked' | 'expired';
}

/** A service for tests: the real one, with an empty store, a clock that you move, and a wire that fails when you say so. */
export interface TestService {
  /** For whatever speaks to it, also browsers and other processes: the clock and the failures hold there too. */
  readonly url: string;
  /** The service's time. Give it to guards; the clients made here have it. */
  readonly clock: Clock;
  /** The first operator, signed in, and owner of the workspace `test`. */
  readonly operator: Client;
  /** A client with the service's address and clock. */
  client(options?: Omit<ClientOptions, 'baseUrl' | 'clock'>): Client;
  /** A person, new unless the address was signed in before, with a client that is signed in as them. */
  signIn(options?: SignInOptions): Promise<Person & { readonly client: Client }>;
  /** A workspace key with its secret, in the state that the test is about. */
  mintToken(options?: MintTokenOptions): Promise<CreatedWorkspaceKey>;
  /** A key for a guard: it may verify in every workspace and write to their audit trails. */
  mintServiceKey(): Promise<string>;
  /** Moves the service's clock, and that of the clients made here, forwards. Nobody sleeps for it. */
  advance(duration: {
    readonly seconds?: number;
    readonly minutes?: number;
    readonly hours?: number;
    readonly days?: number;
  }): void;
  /**
   * The next request of an operation, as the contract names it (`issueToken`, `verifyCredential`), fails on the wire.
   * @throws {TypeError} when the contract has no such operation
   */
  failNext(operationId: string, how: Failure, options?: { readonly times?: number }): void;
  /** Ends the process, and removes what it has stored. */
  stop(): Promise<void>;
}

const operatorPerson: Person = {
  email: 'operator@example.com',
  password: 'the operator of this test service',
  name: 'Operator',
};

/**
 * Starts a service for tests. It takes the package `@latchkey/server` beside this one, speaks HTTP with it and nothing else, and
 * shares nothing with other test services: start one for each worker.
 *
 * @example
 * import { startTestService } from '@latchkey/sdk/testing';
 *
 * const service = await startTestService();
 * const { client } = await service.signIn();
 * service.failNext('createWorkspace', 'lost_answer');
 * await client.workspaces.create({ body: { name: 'Acme' } });
 * service.advance({ days: 91 });
 * await service.stop();
 * @throws {Error} when the service does not start
 */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const clock = createShiftedClock();
  const testHooksSecret = randomHex(32);
  const proxy = await startFaultyProxy({
    now: clock.now,
    headers: () => signedClock(clock.offsetSeconds(), testHooksSecret),
  });
  const setupToken = randomHex(24);
  let service: ServiceProcess;
  try {
    service = await startServiceProcess({
      ...(options.command && { command: options.command }),
      environment: {
        EMAIL_VERIFICATION: 'off',
        LOG_LEVEL: 'silent',
        ...(options.preset !== undefined && { PRESET: options.preset }),
        ...options.environment,
        ISSUER: proxy.url,
        SETUP_TOKEN: setupToken,
        TEST_HOOKS_SECRET: testHooksSecret,
      },
    });
  } catch (error) {
    await proxy.close();
    throw error;
  }
  proxy.forwardTo(service.url);
  const stop = async (): Promise<void> => {
    await proxy.close();
    await service.stop();
  };

  try {
    const client: TestService['client'] = (more) => createClient({ ...more, baseUrl: proxy.url, clock });
    const routes = routesOf((await client().service.getOpenapi()) as Contract);
    const operator = client({ credentials: operatorPerson });
    await client().setup.complete({ body: { setup_token: setupToken, ...operatorPerson } });
    await operator.workspaces.create({ body: { name: 'Test', slug: 'test' } });
    const people = new Map([[operatorPerson.email, operatorPerson]]);

    return {
      url: proxy.url,
      clock,
      operator,
      client,
      stop,
      async signIn({ kind, ...wanted } = {}) {
        const unique = randomHex(6);
        const email = wanted.email ?? `person-${unique}@example.com`;
        const known = people.get(email);
        const person = known ?? { password: `the password of ${unique}`, name: 'Person', ...wanted, email };
        if (known === undefined) await client().users.signUp({ body: person });
        people.set(email, person);
        const { password } = person;
        const signedIn = client();
        await signedIn.sessions.signIn({ body: { email, password, ...(kind && { kind }) } });
        return { ...person, client: signedIn };
      },
      async mintToken({ grants, environment = 'live', workspace = 'test', state = 'active' } = {}) {
        const key = await operator.workspaceKeys.create({
          path: { workspace },
          body: {
            name: `Test key ${randomHex(6)}`,
            environment,
            permission: { kind: 'grants', grants: grants ?? [{ effect: 'allow', actions: ['*'], resources: ['*'] }] },
            ...(state === 'expired' && { expires_at: new Date(clock.now() + 1_000).toISOString() }),
          },
        });
        const path = { workspace, token_id: key.id };
        if (state === 'revoked') await operator.workspaceKeys.revoke({ path });
        if (state === 'suspended') await operator.workspaceKeys.suspend({ path });
        if (state === 'expired') clock.advance(2);
        return key;
      },
      mintServiceKey: async () =>
        (await operator.serviceKeys.create({ body: { name: `Test service key ${randomHex(6)}` } })).secret,
      advance({ seconds = 0, minutes = 0, hours = 0, days = 0 }) {
        clock.advance(seconds + 60 * (minutes + 60 * (hours + 24 * days)));
      },
      failNext(operationId, how, { times = 1 } = {}) {
        const route = routes.get(operationId);
        if (route === undefined) throw new TypeError(`The contract has no operation ${operationId}.`);
        proxy.fail(route, how, times);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The service moves its clock for whoever signs the wish with the secret that the two share. */
function signedClock(offsetSeconds: number, secret: string): Readonly<Record<string, string>> {
  const offset = String(offsetSeconds);
  return { 'latchkey-test-clock': `${offset}.${createHmac('sha256', secret).update(offset).digest('hex')}` };
}

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

function routesOf({ paths }: Contract): ReadonlyMap<string, Route> {
  const routes = Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, { operationId = '' }]) => {
      const pattern = template.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+');
      return [operationId, { method: method.toUpperCase(), path: new RegExp(`^${pattern}$`) }] as const;
    }),
  );
  return new Map(routes);
}
