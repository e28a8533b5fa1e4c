import { bearer, type CallInput, type Credential } from './call.ts';
import { arrayOf, isObject, type JsonObject, objectOf, stringOf } from './contract/document.ts';
import type { Control } from './expect.ts';
import { NotTestable, Violation } from './outcome.ts';
import type { SecretLedger } from './secret-ledger.ts';
import type { ActorAccess, ActorRole, ActorWorkspace } from './target/actors.ts';
import type { Operator } from './target/operator.ts';
import { bodyJson, type Exchange, header, type WireRequest } from './wire/exchange.ts';

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

/** What a sign-in for a renewable session gives. */
export interface Renewable {
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A workspace with somebody in each of the usual places. `member` and `viewer` are roles of the catalog, `viewer` the smaller one. */
export interface Team {
  readonly workspace: Workspace;
  readonly people: { readonly [role in ActorRole]: Person };
}

/** How people come to have an account at the target. */
export type SignUpMode = 'open' | 'mailed' | 'closed';

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
  /** Two people that other checks share; their sessions must not be ended by a check. The owner is the same within a check. */
  owner(): Promise<Person>;
  outsider(): Promise<Person>;
  /** A person of the check's own. Costs two password hashes of the target. */
  newcomer(): Promise<Person>;
  signIn(person: Pick<Person, 'email' | 'password'>): Promise<{ readonly token: string; readonly id: string }>;
  renewable(person: Person): Promise<Renewable>;
  signUpMode(): Promise<SignUpMode>;
  workspace(of: Person): Promise<Workspace>;
  /** A person of the check's own who joins the workspace by an invitation. @throws {NotTestable} without the outbox hook */
  member(inviter: Person, workspace: Workspace, roleId: string): Promise<Person>;
  /** The invited person takes the invitation that was mailed. */
  accept(person: Person): Promise<Control>;
  /** A team that lives as long as the run: nobody in it may be removed, changed or suspended. */
  team(): Promise<Team>;
  /** The ids of the catalog's roles below admin: what members usually get, and the smallest. */
  memberRoles(): Promise<{ readonly member: string; readonly viewer: string }>;
  role(maker: Person, workspace: Workspace, grants: readonly JsonObject[]): Promise<{ readonly id: string }>;
  /** A personal token for the workspaces; `all` reaches wherever the owner is. */
  personalToken(owner: Person, workspaces: readonly Workspace[] | 'all', body?: JsonObject): Promise<Key>;
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
  /** @throws {NotTestable} */
  readonly operator: () => Operator;
  readonly actors: readonly ActorWorkspace[];
  readonly passwordOf: (name: string) => string;
  readonly onSession: (email: string, session: Credential) => void;
  readonly call: (operationId: string, input?: CallInput) => WireRequest;
  readonly send: (request: WireRequest) => Promise<Exchange>;
  readonly succeeds: (request: WireRequest) => Promise<Control>;
  readonly mailedCode: (to: string, kind: string) => Promise<string>;
  readonly hasOutbox: boolean;
  readonly hasOperator: boolean;
}

/** A person has at most 100 workspaces and as many tokens. Whatever is made takes a name, so names tell how many there can be. */
const namesPerOwner = 40;

const onlyOperatorsMakeWorkspaces =
  'only operators make workspaces here, and handing one over takes an operator and the outbox hook: let anybody make them for the run';

/** By what a sign-up without invitation is answered with. */
const signUpModes: ReadonlyMap<number, SignUpMode> = new Map([
  [201, 'open'],
  [202, 'mailed'],
  [403, 'closed'],
]);

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
  let owner: Promise<Person> | undefined;
  const pooled = <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const known = pool.get(name) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const made = make();
    pool.set(name, made);
    return made;
  };
  // Of one width: a check that looks for a name must not find it at the beginning of another.
  const uniqueName = (): string => `cf-${parts.runId}-${String(parts.nextNumber()).padStart(5, '0')}`;
  const password = (): string => {
    const value = `${crypto.randomUUID()} ${crypto.randomUUID().slice(0, 8)}`;
    secrets.remember(value, 'password');
    return value;
  };

  /** Accounts that the run makes have passwords that the clean-up can derive again. */
  const newAccount = (): { readonly email: string; readonly password: string; readonly name: string } => {
    const name = uniqueName();
    const account = { email: `${name}@conformance.example`, password: parts.passwordOf(name), name };
    secrets.remember(account.password, 'password');
    return account;
  };
  const signUp = async (): Promise<{ readonly mode: SignUpMode; readonly account: ReturnType<typeof newAccount> }> => {
    const account = newAccount();
    const exchange = await parts.send(call('signUp', { body: account }));
    const mode = signUpModes.get(exchange.answer.status);
    if (mode === undefined) throw new Violation('success of a valid request', String(exchange.answer.status), exchange);
    return { mode, account };
  };
  /** Whoever is made to find out signs in once: the clean-up knows people by their sessions where there is no operator. */
  const signUpMode = (): Promise<SignUpMode> =>
    pooled('sign-up mode', async () => {
      const { mode, account } = await signUp();
      if (mode === 'open') await signInAs(account.email, account.password);
      return mode;
    });

  const newcomer = async (): Promise<Person> => {
    if (!(await canMakePeople()))
      throw new NotTestable('it takes a new person, and the target lets nobody sign up without a mail');
    const { mode, account } = await signUp();
    if (mode !== 'open') await proveAddress(mode, account);
    return signInAs(account.email, account.password);
  };
  const proveAddress = async (mode: 'mailed' | 'closed', account: ReturnType<typeof newAccount>): Promise<void> => {
    const { email, password: chosen, name } = account;
    if (mode === 'mailed') {
      const code = await parts.mailedCode(email, 'verify_email');
      await succeeds(call('completeEmailVerification', { body: { code, password: chosen } }));
      return;
    }
    await succeeds(call('createUser', { as: parts.operator().session, body: { email, name } }));
    const code = await parts.mailedCode(email, 'set_password');
    await succeeds(call('completePasswordReset', { body: { code, password: chosen } }));
  };

  const invite = async (
    inviter: Pick<Person, 'session'>,
    workspace: Pick<Workspace, 'id'>,
    email: string,
    roleId: string,
  ): Promise<void> => {
    const path = { workspace: workspace.id };
    await succeeds(call('createInvitation', { as: inviter.session, path, body: { email, role_id: roleId } }));
  };
  const accept = async (person: Person): Promise<Control> => {
    const code = await parts.mailedCode(person.email, 'invitation');
    return succeeds(call('acceptInvitation', { as: person.session, body: { code } }));
  };
  const member = async (inviter: Person, workspace: Workspace, roleId: string): Promise<Person> => {
    const person = await newcomer();
    await invite(inviter, workspace, person.email, roleId);
    await accept(person);
    return person;
  };
  const memberRoles = (): Promise<{ readonly member: string; readonly viewer: string }> =>
    pooled('member roles', async () => {
      const catalog = bodyOf(await succeeds(call('getCatalog')));
      const ids = arrayOf(catalog.roles).map((role) => stringOf(objectOf(role).id));
      const below = ids.filter((id) => id !== 'owner' && id !== 'admin');
      const [first] = below;
      if (first === undefined) throw new NotTestable('the catalog has no role below admin');
      return { member: first, viewer: below.at(-1) ?? first };
    });
  /** Checks of tokens take workspaces that let tokens in, whatever the catalog's default is. */
  const letTokensIn = async ({ session: as }: Person, { id }: Workspace): Promise<void> => {
    const { personal_tokens: personalTokens, environments } = await pooled('default policy', async () =>
      objectOf(bodyOf(await succeeds(call('getCatalog'))).default_policy),
    );
    if (personalTokens === 'all_members' && arrayOf(environments).length === 2) return;
    const at = { as, path: { workspace: id } };
    const policy = await succeeds(call('getPolicy', at));
    const body = { ...bodyOf(policy), personal_tokens: 'all_members', environments: ['live', 'test'] };
    const version = header(policy.exchange.answer, 'etag') ?? '';
    await succeeds(call('setPolicy', { ...at, headers: [['If-Match', version]], body }));
  };
  const actorTeam = async ({ workspace, people }: ActorWorkspace): Promise<Team> => {
    const signedIn = async ({ email, password: secret }: ActorAccess): Promise<Person> => signInAs(email, secret);
    const [owner, admin] = [await signedIn(people.owner), await signedIn(people.admin)];
    const [worker, viewer] = [await signedIn(people.member), await signedIn(people.viewer)];
    const read = bodyOf(await succeeds(call('getWorkspace', { as: owner.session, path: { workspace } })));
    const found = { id: stringOf(read.id), slug: stringOf(read.slug), name: stringOf(read.name) };
    return { workspace: found, people: { owner, admin, member: worker, viewer } };
  };
  const newTeam = async (): Promise<Team> => {
    const owner = await newcomer();
    const workspace = await newWorkspace(owner);
    const roles = await memberRoles();
    const [admin, worker, viewer] = await Promise.all([
      member(owner, workspace, 'admin'),
      member(owner, workspace, roles.member),
      member(owner, workspace, roles.viewer),
    ]);
    return { workspace, people: { owner, admin, member: worker, viewer } };
  };
  const teamOf = (index: number): Promise<Team> =>
    pooled(`team ${index}`, () => {
      const actors = parts.actors[index];
      return actors === undefined ? newTeam() : actorTeam(actors);
    });
  /** Beside a pack too, people of the run own what checks make, where it can have some. */
  const canMakePeople = async (): Promise<boolean> => {
    const mode = parts.actors.length === 0 ? 'open' : await signUpMode();
    return mode === 'open' || (parts.hasOutbox && (mode === 'mailed' || parts.hasOperator));
  };
  /** Everybody of the pack takes turns, but for the one who is the outsider of all checks. */
  const ownerOfPack = async (turn: number): Promise<Person> => {
    const [first, second] = [await teamOf(0), await teamOf(1)];
    const others = [first, second].flatMap(({ people }) => Object.values(people));
    const owners = others.filter(({ id }) => id !== second.people.owner.id);
    return owners[turn % owners.length] ?? first.people.owner;
  };
  const currentOwner = async (): Promise<Person> => {
    const turn = Math.floor(parts.nextNumber() / namesPerOwner);
    return (await canMakePeople()) ? pooled(`owner ${turn}`, newcomer) : ownerOfPack(turn);
  };
  const createWorkspace = async (of: Person, name: string): Promise<Control> => {
    const create = (as: Credential): Promise<Control> =>
      succeeds(call('createWorkspace', { as, body: { name, slug: name } }));
    try {
      return await create(of.session);
    } catch (error) {
      if (!(error instanceof Violation) || error.exchange?.answer.status !== 403) throw error;
    }
    if (!parts.hasOperator || !parts.hasOutbox) throw new NotTestable(onlyOperatorsMakeWorkspaces);
    return inTurn('hand-over', async () => handOver(await create(parts.operator().session), of));
  };
  /** One after another: two invitations of one person have the same kind of mail. */
  const inTurn = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const before = pool.get(name) ?? Promise.resolve();
    const after = before.then(work, work);
    pool.set(name, after);
    return after;
  };
  const handOver = async (created: Control, to: Person): Promise<Control> => {
    const { session: as, id } = parts.operator();
    const workspace = { id: textIn(created, bodyOf(created), 'id') };
    await invite({ session: as }, workspace, to.email, 'owner');
    await accept(to);
    await succeeds(call('removeMember', { as, path: { workspace: workspace.id, user_id: id } }));
    return created;
  };
  const newWorkspace = async (of: Person): Promise<Workspace> => {
    const name = uniqueName();
    const created = await createWorkspace(of, name);
    const workspace = {
      id: textIn(created, bodyOf(created), 'id'),
      slug: textIn(created, bodyOf(created), 'slug'),
      name,
    };
    await letTokensIn(of, workspace);
    return workspace;
  };
  const signInAs = async (email: string, secret: string): Promise<Person> => {
    const signedIn = await succeeds(call('signIn', { body: { email, password: secret } }));
    const session = objectOf(bodyOf(signedIn).session);
    const sessionToken = textIn(signedIn, bodyOf(signedIn), 'session_token');
    parts.onSession(email, bearer(sessionToken));
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
    signUpMode,
    member,
    accept,
    memberRoles,
    team: () => teamOf(0),
    owner: () => {
      owner ??= currentOwner();
      return owner;
    },
    outsider: () =>
      pooled('outsider', async () => ((await canMakePeople()) ? newcomer() : (await teamOf(1)).people.owner)),
    signIn: async ({ email, password: secret }) => {
      const { sessionToken, sessionId } = await signInAs(email, secret);
      return { token: sessionToken, id: sessionId };
    },
    renewable: async ({ email, password: secret }) => {
      const signedIn = await succeeds(call('signIn', { body: { email, password: secret, kind: 'renewable' } }));
      const body = bodyOf(signedIn);
      return {
        sessionId: textIn(signedIn, objectOf(body.session), 'id'),
        accessToken: textIn(signedIn, body, 'access_token'),
        refreshToken: textIn(signedIn, body, 'refresh_token'),
      };
    },
    workspace: newWorkspace,
    role: async (maker, workspace, grants) => {
      const body = { name: uniqueName(), grants };
      const path = { workspace: workspace.id };
      const created = await succeeds(call('createRole', { as: maker.session, path, body }));
      return { id: textIn(created, bodyOf(created), 'id') };
    },
    personalToken: async (owner, workspaces, body = {}) => {
      const { granted } = await vocabulary();
      const wanted = {
        name: uniqueName(),
        environment: 'live',
        workspaces:
          workspaces === 'all' ? { kind: 'all' } : { kind: 'list', workspace_ids: workspaces.map(({ id }) => id) },
        permission: { kind: 'grants', grants: [{ effect: 'allow', actions: [granted], resources: ['*'] }] },
        ...body,
      };
      return keyOf(await succeeds(call('createPersonalToken', { as: owner.session, body: wanted })));
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
        keyOf(await succeeds(call('createServiceKey', { as: parts.operator().session, body: { name: uniqueName() } }))),
      ),
    accessToken: async (credential, expirationSeconds) => {
      const query = expirationSeconds === undefined ? {} : { expiration: expirationSeconds };
      const minted = await succeeds(call('mintAccessToken', { as: credential, query }));
      return textIn(minted, bodyOf(minted), 'token');
    },
  };
};
