import { bearer, type CallInput, type Credential } from './call.ts';
import { arrayOf, isObject, type JsonObject, objectOf, stringOf } from './contract/document.ts';
import type { Control } from './expect.ts';
import { NotTestable, Violation } from './outcome.ts';
import type { SecretLedger } from './secret-ledger.ts';
import { bodyJson, type WireRequest } from './wire/exchange.ts';

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly session: Credential;
  readonly sessionToken: string;
  readonly sessionId: string;
}

export interface Workspace {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

export interface Key {
  readonly id: string;
  readonly secret: string;
  readonly resource: JsonObject;
}

/** Words of the target's own catalog that a key can be given and asked about. */
export interface Vocabulary {
  readonly granted: string;
  readonly withheld: string;
  readonly resource: string;
}

/** Makes everything a check needs through the documented API, and names it after the run. */
export interface Provision {
  uniqueName(): string;
  password(): string;
  /** Two people that live as long as the run; their sessions must not be ended by a check. */
  owner(): Promise<Person>;
  outsider(): Promise<Person>;
  /** A person of the check's own. Costs two password hashes of the target. */
  newcomer(): Promise<Person>;
  signIn(person: Person): Promise<{ readonly token: string; readonly id: string }>;
  workspace(of: Person): Promise<Workspace>;
  key(maker: Person, workspace: Workspace, body?: JsonObject): Promise<Key>;
  /** A key that may ask what other credentials of its workspace may do. */
  verifierKey(maker: Person, workspace: Workspace): Promise<Key>;
  /** A service key of the run. */
  serviceKey(): Promise<Key>;
  accessToken(credential: Credential, expirationSeconds?: number): Promise<string>;
  vocabulary(): Promise<Vocabulary>;
}

export interface ProvisionParts {
  readonly runId: string;
  readonly nextNumber: () => number;
  /** Shared by all checks of the run. */
  readonly pool: Map<string, Promise<unknown>>;
  readonly secrets: SecretLedger;
  readonly operator: Credential;
  readonly call: (operationId: string, input?: CallInput) => WireRequest;
  readonly succeeds: (request: WireRequest) => Promise<Control>;
}

/** The text at a member that everything after depends on. @throws {Violation} if there is none */
const textIn = (control: Control, body: JsonObject, member: string): string => {
  const text = stringOf(body[member]);
  if (text === '')
    throw new Violation(`text as ${member}`, JSON.stringify(body[member]) ?? 'nothing', control.exchange);
  return text;
};

export const bodyOf = (control: Control): JsonObject => {
  const body = bodyJson(control.exchange.answer);
  return isObject(body) ? body : {};
};

const namespaceOfOwnActions = /^latchkey\./;

const readVocabulary = (catalog: JsonObject): Vocabulary => {
  const usable = arrayOf(catalog.actions)
    .map(objectOf)
    .filter(
      ({ id, api_tokens: allowed, fields }) =>
        allowed !== 'never' && fields !== true && !namespaceOfOwnActions.test(stringOf(id)),
    )
    .map(({ id }) => stringOf(id));
  const [granted, withheld] = catalog.open === true ? ['reports.read', 'reports.delete'] : usable;
  if (granted === undefined || withheld === undefined)
    throw new NotTestable('the catalog has fewer than two actions for API tokens');
  const pattern = stringOf(objectOf(arrayOf(catalog.resource_formats)[0]).pattern);
  const resource = pattern === '' ? 'reports:monthly' : pattern.replaceAll(/\{\w+\}|\*/g, 'sample');
  return { granted, withheld, resource };
};

export const createProvision = (parts: ProvisionParts): Provision => {
  const { call, succeeds, secrets, pool } = parts;
  const pooled = <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const known = pool.get(name) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const made = make();
    pool.set(name, made);
    return made;
  };
  const uniqueName = (): string => `cf-${parts.runId}-${parts.nextNumber()}`;
  const password = (): string => {
    const value = `${crypto.randomUUID()} ${crypto.randomUUID().slice(0, 8)}`;
    secrets.remember(value, 'password');
    return value;
  };

  const newcomer = async (): Promise<Person> => {
    const name = uniqueName();
    const account = { email: `${name}@conformance.example`, password: password(), name };
    const signedUp = await succeeds(call('signUp', { body: account }));
    if (signedUp.exchange.answer.status === 202)
      throw new NotTestable('sign-up needs a mailed code, and the suite reads no mail');
    return signInAs(account.email, account.password);
  };
  const signInAs = async (email: string, secret: string): Promise<Person> => {
    const signedIn = await succeeds(call('signIn', { body: { email, password: secret } }));
    const session = objectOf(bodyOf(signedIn).session);
    const sessionToken = textIn(signedIn, bodyOf(signedIn), 'session_token');
    return {
      id: textIn(signedIn, session, 'user_id'),
      email,
      password: secret,
      session: bearer(sessionToken),
      sessionToken,
      sessionId: textIn(signedIn, session, 'id'),
    };
  };
  const vocabulary = (): Promise<Vocabulary> =>
    pooled('vocabulary', async () => readVocabulary(bodyOf(await succeeds(call('getCatalog')))));

  const keyOf = (created: Control): Key => {
    const { secret: _, ...resource } = bodyOf(created);
    return { id: textIn(created, resource, 'id'), secret: textIn(created, bodyOf(created), 'secret'), resource };
  };
  const key = async (maker: Person, workspace: Workspace, body: JsonObject = {}): Promise<Key> => {
    const { granted } = await vocabulary();
    const permission = { kind: 'grants', grants: [{ effect: 'allow', actions: [granted], resources: ['*'] }] };
    const wanted = { name: uniqueName(), environment: 'live', permission, ...body };
    return keyOf(
      await succeeds(
        call('createWorkspaceKey', { path: { workspace: workspace.id }, as: maker.session, body: wanted }),
      ),
    );
  };

  return {
    uniqueName,
    password,
    newcomer,
    vocabulary,
    key,
    owner: () => pooled('owner', newcomer),
    outsider: () => pooled('outsider', newcomer),
    signIn: async ({ email, password: secret }) => {
      const { sessionToken, sessionId } = await signInAs(email, secret);
      return { token: sessionToken, id: sessionId };
    },
    workspace: async (of) => {
      const name = uniqueName();
      const created = await succeeds(call('createWorkspace', { as: of.session, body: { name, slug: name } }));
      return { id: textIn(created, bodyOf(created), 'id'), slug: textIn(created, bodyOf(created), 'slug'), name };
    },
    verifierKey: (maker, workspace) =>
      key(maker, workspace, {
        permission: {
          kind: 'grants',
          grants: [{ effect: 'allow', actions: ['latchkey.credentials.verify'], resources: ['latchkey:*'] }],
        },
      }),
    serviceKey: () =>
      pooled('service key', async () =>
        keyOf(await succeeds(call('createServiceKey', { as: parts.operator, body: { name: uniqueName() } }))),
      ),
    accessToken: async (credential, expirationSeconds) => {
      const query = expirationSeconds === undefined ? {} : { expiration: expirationSeconds };
      const minted = await succeeds(call('mintAccessToken', { as: credential, query }));
      return textIn(minted, bodyOf(minted), 'token');
    },
  };
};
