import { type Connection, createConnection, ownTokenSource } from './connection.ts';
import { groups } from './groups.gen.ts';
import type { ClientOptions } from './options.ts';

type Bound<Function> = Function extends (connection: Connection, ...input: infer Input) => infer Answer
  ? (...input: Input) => Answer
  : never;

/** Every operation of the contract under its tag. */
export type Operations = {
  readonly [Tag in keyof typeof groups]: {
    readonly [Name in keyof (typeof groups)[Tag]]: Bound<(typeof groups)[Tag][Name]>;
  };
};

/** All operations of the contract, grouped by tag, and the connection that they use. */
export interface Client extends Operations, Connection {}

/**
 * A client of one service, for one caller. Make one per signed-in person: nothing is shared between clients.
 *
 * `client.sessions.signIn` and `client.setup.complete` go on with the session they started; revoking the session
 * `current` is the same as `signOut`, except where every call carries a token of your own.
 *
 * @example
 * const client = createClient({ baseUrl: 'https://auth.example.com', credentials: { email, password } });
 * const workspace = await client.workspaces.create({ body: { name: 'Acme', slug: 'acme' } });
 * const key = await client.workspaceKeys.create({
 *   path: { workspace: workspace.slug },
 *   body: { name: 'Importer', environment: 'live' },
 * });
 * @throws {TypeError} when `baseUrl` is not an absolute http or https URL
 */
export function createClient(options: ClientOptions): Client {
  const connection = createConnection(options);
  const operations = boundTo(connection);
  const { sessions } = operations;
  const revoke: typeof sessions.revoke = (input) =>
    input.path.session_id === 'current' && !ownTokenSource(options.credentials)
      ? connection.signOut()
      : sessions.revoke(input);
  return { ...connection, ...operations, sessions: { ...sessions, revoke } };
}

/** Any operation, as the loop below sees it. */
type AnyOperation = (connection: Connection, input: never) => unknown;

function boundTo(connection: Connection): Operations {
  const bind = (group: Readonly<Record<string, AnyOperation>>) =>
    mapValues(group, (operation) => (input: never) => operation(connection, input));
  return mapValues(
    groups as Readonly<Record<string, Readonly<Record<string, AnyOperation>>>>,
    bind,
  ) as unknown as Operations;
}

const mapValues = <From, To>(values: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
