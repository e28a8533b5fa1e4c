/** A page that signs a person in, calls, keeps its tokens fresh and signs out. Tabs share one session. */
import { createClient, isLatchkeyError, isSessionEndedError, webStorage } from '@latchkey/sdk';

function find<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
}

const client = createClient({
  baseUrl: find<HTMLMetaElement>('meta[name=latchkey]').content,
  storage: webStorage(),
  onSessionEnded: () => show('signed out', 'Your session has ended. Please sign in again.'),
});

const signIn = find<HTMLFormElement>('#sign-in');
const signedIn = find('#signed-in');
const create = find<HTMLFormElement>('#create');
const workspaces = find('#workspaces');
const status = find('[role=status]');

function show(state: 'signed in' | 'signed out', message = ''): void {
  signedIn.hidden = state !== 'signed in';
  signIn.hidden = state !== 'signed out';
  status.textContent = message;
}

/** Who is signed in, in this tab or in another one, and what they have. */
async function load(): Promise<void> {
  const token = await client.accessToken();
  if (token === undefined) return show('signed out');
  const me = await client.account.getMe();
  find('#name').textContent = me.user?.name ?? '';
  workspaces.replaceChildren(...me.workspaces.map(({ name, role }) => line(name, role ?? 'operator')));
  await showToken();
  show('signed in');
}

function line(name: string, role: string): HTMLElement {
  const item = document.createElement('li');
  const quiet = document.createElement('span');
  quiet.textContent = role;
  item.append(name, quiet);
  return item;
}

/** Its last characters are enough to tell one from the next: nobody needs to see a token. */
async function showToken(): Promise<void> {
  const token = (await client.accessToken()) ?? '';
  const { iat, exp } = JSON.parse(atob(token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''));
  find('#token').textContent = `…${token.slice(-6)}`;
  find('#life').textContent = `${(exp - iat) / 60} minutes`;
}

const messageOf = (error: unknown): string => {
  if (!isLatchkeyError(error)) return String(error);
  return error.code === 'invalid_credentials' ? 'E-mail address or password is wrong.' : error.message;
};

/** What a person does; what goes wrong is told, and the end of a session is told already. */
const on = (element: HTMLElement, event: 'click' | 'submit', act: () => Promise<void>): void =>
  element.addEventListener(event, async (happened) => {
    happened.preventDefault();
    status.textContent = '';
    try {
      await act();
    } catch (error) {
      if (!isSessionEndedError(error)) status.textContent = messageOf(error);
    }
  });

const given = (form: HTMLFormElement, name: string): string => String(new FormData(form).get(name));

on(signIn, 'submit', async () => {
  const body = { email: given(signIn, 'email'), password: given(signIn, 'password'), client_name: 'Example page' };
  await client.sessions.signIn({ body: { ...body, kind: 'renewable' } });
  signIn.reset();
  await load();
});
on(create, 'submit', async () => {
  await client.workspaces.create({ body: { name: given(create, 'name') } });
  create.reset();
  await load();
});
on(find('#renew'), 'click', async () => {
  await client.accessToken({ refused: (await client.accessToken()) ?? '' });
  await showToken();
});
on(find('#sign-out'), 'click', async () => {
  show('signed out');
  await client.signOut();
});

// Another tab has signed in or out, or has renewed: only the first two change what is to be seen.
addEventListener('storage', ({ key, oldValue, newValue }) => {
  if (key === null || oldValue === null || newValue === null) location.reload();
});

load().catch((error) => {
  if (!isSessionEndedError(error)) show('signed out', messageOf(error));
});
