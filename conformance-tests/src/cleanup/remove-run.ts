import { bearer, buildCall, type Credential } from '../call.ts';
import type { Contract } from '../contract/contract.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../contract/document.ts';
import { type Sleep, sendPolitely } from '../polite-sending.ts';
import type { ActorAccess, ActorWorkspace } from '../target/actors.ts';
import type { Operator } from '../target/operator.ts';
import { bodyJson, type Exchange } from '../wire/exchange.ts';
import type { Wire } from '../wire/send.ts';

export interface Made {
  readonly wire: Wire;
  readonly contract: Contract;
  readonly sleep: Sleep;
  /** Undefined where an actor pack takes the operator's place. */
  readonly operator: Operator | undefined;
  readonly actors: readonly ActorWorkspace[];
  readonly runId: string;
  /** Sessions that the run still has, by address; without one the person signs in with the derived password. */
  readonly sessions: ReadonlyMap<string, Credential>;
  readonly passwordOf: (name: string) => string;
}

export interface Removal {
  /** How many people are gone, and with them what was theirs. */
  readonly removed: number;
  /** Addresses of those who could not be removed. */
  readonly left: readonly string[];
}

interface Account {
  readonly id: string;
  readonly email: string;
}

const atATime = 4;

/**
 * Removes everybody a run has made and what they own, its service keys, and what the people of an actor pack have made in it.
 * What cannot be removed is told.
 */
export const removeRun = async (made: Made): Promise<Removal> => {
  for (const { people } of made.actors) for (const person of Object.values(people)) await clearActor(made, person);
  const operator = made.operator === undefined ? undefined : await sessionOfOperator(made, made.operator);
  if (operator === undefined) {
    const people = peopleOfSessions(made).map((email) => ({ email }));
    return removeEach(people, ({ email }) => removeOneself(made, email));
  }
  await revokeServiceKeys(made, operator);
  return removeEach(await accountsOf(made, operator), (account) => remove(made, operator, account));
};

const removeEach = async <Removed extends { readonly email: string }>(
  people: readonly Removed[],
  removeOne: (person: Removed) => Promise<boolean>,
): Promise<Removal> => {
  const waiting = [...people];
  const left: string[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      if (!(await removeOne(next))) left.push(next.email);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return { removed: people.length - left.length, left };
};

const ask = (
  { wire, contract, sleep }: Made,
  operationId: string,
  input: Parameters<typeof buildCall>[2],
): Promise<Exchange> => sendPolitely(wire, sleep, buildCall(contract, operationId, input));

/** All items of a list, or none where the target does not offer it. */
const itemsOf = async (made: Made, operationId: string, as: Credential): Promise<readonly JsonObject[]> => {
  if (!made.contract.has(operationId)) return [];
  const found: JsonObject[] = [];
  let cursor = '';
  do {
    const query = { limit: 100, ...(cursor === '' ? {} : { cursor }) };
    const page = objectOf(bodyJson((await ask(made, operationId, { as, query })).answer));
    found.push(...arrayOf(page.data).map(objectOf));
    cursor = stringOf(page.next_cursor);
  } while (cursor !== '');
  return found;
};

const isOfRun = ({ runId }: Made, text: unknown): boolean => stringOf(text).includes(`cf-${runId}-`);

/** What removes people takes a password of the last minutes, and a run may have lasted longer than that. */
const sessionOfOperator = async (made: Made, { email, password, session }: Operator): Promise<Credential> =>
  (await signIn(made, { email, password })) ?? session;

const signIn = async (made: Made, { email, password }: ActorAccess): Promise<Credential | undefined> => {
  const token = stringOf(
    objectOf(bodyJson((await ask(made, 'signIn', { body: { email, password } })).answer)).session_token,
  );
  return token === '' ? undefined : bearer(token);
};

const accountsOf = async (made: Made, as: Credential): Promise<readonly Account[]> =>
  (await itemsOf(made, 'listUsers', as))
    .map(({ id, email }) => ({ id: stringOf(id), email: stringOf(email) }))
    .filter(({ email }) => isOfRun(made, email));

/** A deployment has room for a hundred of them. */
const revokeServiceKeys = async (made: Made, as: Credential): Promise<void> => {
  for (const { id, name, state } of await itemsOf(made, 'listServiceKeys', as))
    if (isOfRun(made, name) && state !== 'revoked')
      await ask(made, 'revokeServiceKey', { as, path: { token_id: stringOf(id) } });
};

const isGone = ({ answer }: Exchange): boolean => answer.status === 204 || answer.status === 404;

const remove = async (made: Made, operator: Credential, { id, email }: Account): Promise<boolean> => {
  const call = { as: operator, path: { user_id: id } };
  const refused = await ask(made, 'deleteUser', call);
  if (isGone(refused)) return true;
  if (refused.answer.status !== 409) return false;
  await ask(made, 'resumeUser', call);
  await leaveWorkspaces(made, email, operator);
  return isGone(await ask(made, 'deleteUser', call));
};

const peopleOfSessions = (made: Made): readonly string[] =>
  [...made.sessions.keys()].filter((email) => isOfRun(made, email));

/** Without an operator people can still end their own accounts. */
const removeOneself = async (made: Made, email: string): Promise<boolean> => {
  await leaveWorkspaces(made, email);
  return withSessionOf(made, email, async (as) => isGone(await ask(made, 'deleteMe', { as })));
};

/** An operator may not touch a workspace: its last owner has to delete it. */
const leaveWorkspaces = (made: Made, email: string, operator?: Credential): Promise<boolean> =>
  withSessionOf(made, email, async (as) => {
    let isDone = true;
    for (const { id } of await itemsOf(made, 'listWorkspaces', as)) {
      const path = { workspace: stringOf(id) };
      if (operator !== undefined) await ask(made, 'resumeWorkspace', { as: operator, path });
      const { answer } = await ask(made, 'deleteWorkspace', { as, path });
      isDone &&= objectOf(bodyJson(answer)).code !== 'recent_authentication_required';
    }
    return isDone;
  });

/** Acts with the session that the run has left; where that does not do, with a new one, whose password is recent. */
const withSessionOf = async (
  made: Made,
  email: string,
  act: (as: Credential) => Promise<boolean>,
): Promise<boolean> => {
  const known = made.sessions.get(email);
  if (known !== undefined && (await ask(made, 'getMe', { as: known })).answer.status === 200 && (await act(known)))
    return true;
  const renewed = await signIn(made, { email, password: made.passwordOf(email.split('@')[0] ?? email) });
  return renewed !== undefined && (await act(renewed));
};

/** The people of a pack stay, with their own workspaces; what the run has made in their name goes. */
const clearActor = async (made: Made, person: ActorAccess): Promise<void> => {
  if (!made.contract.has('signIn')) return;
  const as = await signIn(made, person);
  if (as === undefined) return;
  for (const { id, name } of await itemsOf(made, 'listWorkspaces', as))
    if (isOfRun(made, name)) await ask(made, 'deleteWorkspace', { as, path: { workspace: stringOf(id) } });
  for (const { id, name, state } of await itemsOf(made, 'listPersonalTokens', as))
    if (isOfRun(made, name) && state !== 'revoked')
      await ask(made, 'revokePersonalToken', { as, path: { token_id: stringOf(id) } });
};
