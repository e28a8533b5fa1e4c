import { bearer, type CallInput, type Credential } from './call.ts';
import { arrayOf, isObject, type JsonObject, objectOf, stringOf } from './contract/document.ts';
import type { Control } from './expect.ts';
import { NotTestable } from './outcome.ts';
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
    const answer = bodyOf(await succeeds(call('signIn', { body: { email, password: secret } })));
    const session = objectOf(answer.session);
    const sessionToken = stringOf(answer.session_token);
    return {
      id: stringOf(session.user_id),
      email,
      password: secret,
      session: bearer(sessionToken),
      sessionToken,
      sessionId: stringOf(session.id),
    };
  };
  const vocabulary = (): Promise<Vocabulary> =>
    pooled('vocabulary', async () => readVocabulary(bodyOf(await succeeds(call('getCatalog')))));

  const keyOf = (answer: JsonObject): Key => {
    const { secret, ...resource } = answer;
    return { id: stringOf(answer.id), secret: stringOf(secret), resource };
  };
  const key = async (maker: Person, workspace: Workspace, body: JsonObject = {}): Promise<Key> => {
    const { granted } = await vocabulary();
    const permission = { kind: 'grants', grants: [{ effect: 'allow', actions: [granted], resources: ['*'] }] };
    const wanted = { name: uniqueName(), environment: 'live', permission, ...body };
    return keyOf(
      bodyOf(
        await succeeds(
          call('createWorkspaceKey', { path: { workspace: workspace.id }, as: maker.session, body: wanted }),
        ),
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
      const created = bodyOf(await succeeds(call('createWorkspace', { as: of.session, body: { name, slug: name } })));
      return { id: stringOf(created.id), slug: stringOf(created.slug), name };
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
        keyOf(bodyOf(await succeeds(call('createServiceKey', { as: parts.operator, body: { name: uniqueName() } })))),
      ),
    accessToken: async (credential, expirationSeconds) => {
      const query = expirationSeconds === undefined ? {} : { expiration: expirationSeconds };
      return stringOf(bodyOf(await succeeds(call('mintAccessToken', { as: credential, query }))).token);
    },
  };
};
