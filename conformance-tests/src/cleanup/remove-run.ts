import { bearer, buildCall, type Credential } from '../call.ts';
import type { Contract } from '../contract/contract.ts';
import { arrayOf, objectOf, stringOf } from '../contract/document.ts';
import type { Operator } from '../target/operator.ts';
import { bodyJson, type Exchange, type WireRequest } from '../wire/exchange.ts';
import type { Wire } from '../wire/send.ts';

export interface Made {
  readonly wire: Wire;
  readonly contract: Contract;
  readonly operator: Operator;
  readonly runId: string;
  /** Sessions that the run still has, by address; without one the person signs in with the derived password. */
  readonly sessions: ReadonlyMap<string, Credential>;
  readonly passwordOf: (name: string) => string;
}

export interface Removal {
  readonly removed: number;
  /** Addresses of those who could not be removed. */
  readonly left: readonly string[];
}

interface Account {
  readonly id: string;
  readonly email: string;
}

const atATime = 4;

/** Removes everybody a run has made, and with them what they own. What cannot be removed is told. */
export const removeRun = async (made: Made): Promise<Removal> => {
  const accounts = await accountsOf(made);
  const waiting = [...accounts];
  const left: string[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      if (!(await remove(made, next))) left.push(next.email);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return { removed: accounts.length - left.length, left };
};

const ask = (
  { wire, contract }: Made,
  operationId: string,
  input: Parameters<typeof buildCall>[2],
): Promise<Exchange> => wire.send(buildCall(contract, operationId, input));

const accountsOf = async (made: Made): Promise<readonly Account[]> => {
  const found: Account[] = [];
  let cursor = '';
  do {
    const query = { limit: 100, ...(cursor === '' ? {} : { cursor }) };
    const page = objectOf(bodyJson((await ask(made, 'listUsers', { as: made.operator.session, query })).answer));
    const accounts = arrayOf(page.data).map((node) => ({
      id: stringOf(objectOf(node).id),
      email: stringOf(objectOf(node).email),
    }));
    found.push(...accounts.filter(({ email }) => email.includes(`cf-${made.runId}-`)));
    cursor = stringOf(page.next_cursor);
  } while (cursor !== '');
  return found;
};

const isGone = ({ answer }: Exchange): boolean => answer.status === 204 || answer.status === 404;

const remove = async (made: Made, { id, email }: Account): Promise<boolean> => {
  const request: WireRequest = buildCall(made.contract, 'deleteUser', {
    as: made.operator.session,
    path: { user_id: id },
  });
  const refused = await made.wire.send(request);
  if (isGone(refused)) return true;
  if (refused.answer.status !== 409) return false;
  await ask(made, 'resumeUser', { as: made.operator.session, path: { user_id: id } });
  await leaveWorkspaces(made, email);
  return isGone(await made.wire.send(request));
};

/** An operator may not touch a workspace: its last owner has to delete it. */
const leaveWorkspaces = async (made: Made, email: string): Promise<void> => {
  const as = await sessionOf(made, email);
  const listed = objectOf(bodyJson((await ask(made, 'listWorkspaces', { as, query: { limit: 100 } })).answer));
  for (const node of arrayOf(listed.data)) {
    const workspace = stringOf(objectOf(node).id);
    await ask(made, 'resumeWorkspace', { as: made.operator.session, path: { workspace } });
    await ask(made, 'deleteWorkspace', { as, path: { workspace } });
  }
};

const sessionOf = async (made: Made, email: string): Promise<Credential> => {
  const known = made.sessions.get(email);
  if (known !== undefined && (await ask(made, 'getMe', { as: known })).answer.status === 200) return known;
  const password = made.passwordOf(email.split('@')[0] ?? email);
  const signedIn = await ask(made, 'signIn', { body: { email, password } });
  return bearer(stringOf(objectOf(bodyJson(signedIn.answer)).session_token));
};
