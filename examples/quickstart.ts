/**
 * `npm run quickstart`: the main job of the product from beginning to end, each request with its answer.
 * It plays against the server that runs (LATCHKEY_URL, else http://127.0.0.1:4000) or, if there is none, against one that it
 * starts for itself. It may be run again and again.
 */
import type {
  AuditEventList,
  Catalog,
  CreatedServiceKey,
  CreatedWorkspaceKey,
  SessionTokenSignIn,
  VerifyResult,
  Workspace,
  WorkspaceList,
} from '@latchkey/sdk';
import { findEntrance, NoAccount } from './quickstart/account.ts';
import { type Conversation, send, startConversation, UnexpectedAnswer } from './quickstart/conversation.ts';
import { type FoundServer, findServer, NoServer } from './quickstart/find-server.ts';
import { type Questions, questionsFor } from './quickstart/questions.ts';

const workspacesPerPerson = 100;

// Whoever reads the story through `less` or `head` may leave early; it plays on, so that it can tidy up.
process.stdout.on('error', () => {});
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function play(server: FoundServer): Promise<void> {
  const { account, setupToken } = await findEntrance(server, process.env);
  const talk = startConversation(server.url, print);
  print(
    server.isOurs
      ? `Nothing listens on port 4000, so this run has a server of its own: ${server.url} (its data is removed at the end).`
      : `Playing against ${server.url}.`,
  );

  if (setupToken === undefined) {
    print('It is set up already, so we go on with the account that there is.');
  } else {
    talk.chapter('Set up', 'The token that the server printed makes the first operator. It works once.');
    await talk.ask<SessionTokenSignIn>(
      { method: 'POST', path: '/v1/setup', body: { setup_token: setupToken, ...account, name: 'Quinn' } },
      signInExcerpt,
    );
  }

  talk.chapter('Sign in', 'A session is one person on one device. It slides: 30 minutes after the last use it ends.');
  const { session_token: bearer } = await talk.ask<SessionTokenSignIn>(
    { method: 'POST', path: '/v1/sessions', body: account },
    signInExcerpt,
  );

  talk.chapter(
    'Make a workspace',
    'One per customer, team or organization. Nobody outside can even tell that it exists.',
  );
  const workspace = await makeWorkspace(talk, server.url, bearer);

  const catalog = await fetch(`${server.url}/v1/catalog`).then((response) => response.json() as Promise<Catalog>);
  await playKey({ talk, bearer, workspace, questions: questionsFor(catalog) });

  talk.chapter('Sign out', 'Ends this session, and no other of the same person.');
  await talk.ask({ method: 'DELETE', path: '/v1/sessions/current', bearer });
  print('');
  print(
    `That was all of it. Every operation, with a form to try it: ${server.isOurs ? 'npm start, then /docs' : `${server.url}/docs`}`,
  );
}

/** A person has room for so many workspaces; once the story has filled it, it goes on with the newest. */
async function makeWorkspace(talk: Conversation, url: string, bearer: string): Promise<Workspace> {
  const { body } = await send(url, { method: 'GET', path: `/v1/workspaces?limit=${workspacesPerPerson}`, bearer });
  const { data } = body as WorkspaceList;
  const [newest] = data;
  if (newest !== undefined && data.length >= workspacesPerPerson) {
    talk.remark(`This account has its ${workspacesPerPerson} workspaces already, so we take ${newest.slug}.`);
    return newest;
  }
  return talk.ask<Workspace>({
    method: 'POST',
    path: '/v1/workspaces',
    bearer,
    body: { name: 'Acme', slug: `acme-${Date.now().toString(36)}` },
  });
}

interface Scene {
  readonly talk: Conversation;
  readonly bearer: string;
  readonly workspace: Workspace;
  readonly questions: Questions;
}

async function playKey({ talk, bearer, workspace, questions }: Scene): Promise<void> {
  const keys = `/v1/workspaces/${workspace.slug}/keys`;
  talk.chapter(
    'Make a key for a program',
    `It may do one thing: ${questions.granted}. This answer is the only one with the secret.`,
  );
  const key = await talk.ask<CreatedWorkspaceKey>({
    method: 'POST',
    path: keys,
    bearer,
    body: {
      name: 'Nightly export',
      environment: 'live',
      permission: {
        kind: 'grants',
        grants: [{ effect: 'allow', actions: [questions.granted], resources: [questions.resources] }],
      },
    },
  });

  talk.chapter(
    'Make a key for your API',
    'A service key can verify the credentials of every workspace, and nothing else.',
  );
  const serviceKey = await talk.ask<CreatedServiceKey>({
    method: 'POST',
    path: '/v1/operator/service-keys',
    bearer,
    body: { name: `Acme API of ${workspace.slug}` },
  });
  const verify = (action: string): Promise<VerifyResult> =>
    talk.ask<VerifyResult>({
      method: 'POST',
      path: '/v1/verify',
      apiKey: serviceKey.secret,
      body: {
        credential: key.secret,
        workspace: workspace.slug,
        environment: 'live',
        action,
        resource: questions.resource,
      },
    });

  talk.chapter(
    'Verify it',
    'Your API received a request with the key, and asks: who is it, and may it do this? It may.',
  );
  expectOutcome(await verify(questions.granted), 'allowed');
  talk.chapter(
    'The same key, another action',
    'Denied: `code` says why, and `layer` what refused: the grants of the token itself.',
  );
  expectOutcome(await verify(questions.withheld), 'denied');

  talk.chapter('Revoke the key', 'Final, and it counts from the next request on, in every process.');
  await talk.ask({ method: 'DELETE', path: `${keys}/${key.id}`, bearer });
  talk.chapter('Verify it again', 'The answer is the same as for a key that never existed.');
  expectOutcome(await verify(questions.granted), 'invalid');

  talk.chapter('Read the audit trail', 'Who did what, when, with which credential. Newest first.');
  await talk.ask<AuditEventList>(
    { method: 'GET', path: `/v1/workspaces/${workspace.slug}/audit-events`, bearer },
    eventsExcerpt,
  );

  talk.chapter('Tidy up', 'The API of this story is closed, and so is its key.');
  await talk.ask({ method: 'DELETE', path: `/v1/operator/service-keys/${serviceKey.id}`, bearer });
}

const signInExcerpt = ({ session, session_token }: SessionTokenSignIn): unknown => ({
  session: { id: session.id, idle_expires_at: session.idle_expires_at, expires_at: session.expires_at },
  session_token,
});

const eventsExcerpt = ({ data }: AuditEventList): unknown =>
  data.map(({ occurred_at, action, actor, target }) => ({
    occurred_at,
    action,
    actor: actor.name,
    target: target?.name,
  }));

function expectOutcome({ outcome }: VerifyResult, expected: VerifyResult['outcome']): void {
  if (outcome !== expected) throw new UnexpectedAnswer(`The outcome should have been ${expected}, and is ${outcome}.`);
}

try {
  await using server = await findServer(process.env);
  await play(server);
} catch (error) {
  const isExplained = error instanceof NoServer || error instanceof NoAccount || error instanceof UnexpectedAnswer;
  process.stderr.write(`\n${isExplained ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
