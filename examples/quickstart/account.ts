import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { send } from './conversation.ts';
import type { FoundServer } from './find-server.ts';

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** Whom the quickstart signs in as, and the setup token if that account has to be made first. */
export interface Entrance {
  readonly account: Account;
  readonly setupToken: string | undefined;
}

/** Somebody else has set the deployment up; the message says what to do. */
export class NoAccount extends Error {
  override readonly name = 'NoAccount';
}

/**
 * The account of LATCHKEY_EMAIL and LATCHKEY_PASSWORD, or else the quickstart's own, which it keeps in the data folder to be
 * able to run again.
 * @throws {NoAccount}
 */
export async function findEntrance(server: FoundServer, environment: NodeJS.ProcessEnv): Promise<Entrance> {
  const { LATCHKEY_EMAIL: email, LATCHKEY_PASSWORD: password } = environment;
  if (email && password) return { account: { email, password }, setupToken: undefined };

  const path = join(environment.DATA_DIR || './data', 'quickstart.json');
  const kept = server.isOurs ? undefined : await readAccount(path);
  if (kept !== undefined && (await canSignIn(server.url, kept))) return { account: kept, setupToken: undefined };
  if (server.setupToken === undefined || (await isSetUp(server))) throw new NoAccount(explanation(server));

  const account = kept ?? { email: 'quickstart@example.com', password: randomBytes(18).toString('base64url') };
  // Before it is used: an account whose password nobody knows could never be entered again.
  if (!server.isOurs) await keepAccount(path, account);
  return { account, setupToken: server.setupToken };
}

async function readAccount(path: string): Promise<Account | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Account);
}

async function keepAccount(path: string, account: Account): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, `${JSON.stringify(account, null, 2)}\n`, { mode: 0o600 });
}

async function canSignIn(url: string, account: Account): Promise<boolean> {
  const { status, body } = await send(url, { method: 'POST', path: '/v1/sessions', body: account });
  if (status !== 201) return false;
  const { session_token } = body as { session_token: string };
  await send(url, { method: 'DELETE', path: '/v1/sessions/current', bearer: session_token });
  return true;
}

/** A password that is too short is refused only where the setup token would be good: so this asks, and changes nothing. */
async function isSetUp({ url, setupToken }: FoundServer): Promise<boolean> {
  const body = {
    setup_token: setupToken,
    email: 'quickstart@example.com',
    password: 'aaaaaaaaaaaaaaa',
    name: 'Nobody',
  };
  const { status } = await send(url, { method: 'POST', path: '/v1/setup', body });
  return status !== 422;
}

const explanation = ({
  url,
}: FoundServer): string => `${url} cannot be entered by the quickstart: either it is set up already,
by somebody whose password the quickstart does not know, or its setup token is not known here.

  It is set up:      LATCHKEY_EMAIL=you@example.com LATCHKEY_PASSWORD='…' npm run quickstart   (an operator's account)
  It is not yet:     SETUP_TOKEN='the token that the server printed' npm run quickstart
  Leave it alone:    stop it, or run the quickstart where nothing listens on port 4000: it starts a server of its own`;
