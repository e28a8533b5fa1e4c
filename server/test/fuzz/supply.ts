import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { minutes, seconds } from '../../src/clock.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import {
  createKey,
  createServiceKey,
  mint,
  type Person,
  signInPerson,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { completeRequests, type Setting } from '../support/complete-requests.ts';
import type { Asked } from '../support/test-client.ts';
import type { TestServer } from '../support/test-server.ts';
import { createToken } from '../support/token-actors.ts';
import type { CallerKind } from './callers.ts';

/** Everything that a fuzzer cannot make up: a credential, and ids, codes and secrets of what is there. */
interface Scene extends Setting {
  readonly requests: ReturnType<typeof completeRequests>;
  readonly credentials: Readonly<Record<CallerKind, string | undefined>>;
  readonly madeAt: number;
  given: number;
}

/** So that no scene runs into its limits (100 keys, tokens, sessions), nor out of its ten minutes of recent authentication. */
const mostGiven = 40;
const longest = minutes(5);

/**
 * Where one of these has been carried out, a person or a workspace is not what it was, or a mailbox has had its mails: it is done to
 * one that nobody needs.
 */
const endings: readonly OperationId[] = [
  'acceptInvitation',
  'changePassword',
  'completeEmailVerification',
  'completePasswordReset',
  'confirmEmailChange',
  'declineInvitation',
  'deleteMe',
  'deleteWorkspace',
  'previewInvitation',
  'reportLeakedCredentials',
  'requestEmailChange',
  'resumeWorkspace',
  'revokeSession',
  'revokeSessions',
  'setPolicy',
  'signIn',
  'suspendWorkspace',
  'updateMe',
];

/** What is asked for: a request of the operation that would succeed as it is, made for this kind of caller. */
export type Supply = (kind: CallerKind, id: OperationId) => Promise<Asked>;

/** The supply of a deployment that is set up. */
export function createSupply(server: TestServer): Supply {
  let scene: Scene | undefined;
  return async (kind, id) => {
    server.clock.advance(seconds(1));
    if (scene === undefined || scene.given >= mostGiven || server.clock.now() > scene.madeAt + longest)
      scene = await newScene(server);
    scene.given += 1;
    const isEnding = endings.includes(id);
    const setting = isEnding ? await newSetting(server, id, scene) : scene;
    const as = isEnding ? await credentialOf(server, kind, setting, scene) : scene.credentials[kind];
    return { ...(await scene.requests[id](setting)), ...(as !== undefined && { as }) };
  };
}

/** Somebody with a workspace; but who owns one cannot delete the account, so that is asked by somebody without. */
const newSetting = async (server: TestServer, id: OperationId, { workspace }: Setting): Promise<Setting> =>
  id === 'deleteMe' ? { owner: await signUpPerson(server), workspace } : signUpOwner(server);

async function credentialOf(server: TestServer, kind: CallerKind, { owner }: Setting, scene: Scene) {
  if (kind === 'session') return owner.session;
  return kind === 'access_token' ? mint(server, owner.session) : scene.credentials[kind];
}

/** Answers at `/<kind of caller>/<operationId>`, one at a time: what is made for one request does not depend on another. */
export async function serveSupply(supply: Supply): Promise<{ readonly url: string; readonly close: () => void }> {
  let last: Promise<unknown> = Promise.resolve();
  const http = createServer((request, response) => {
    const [, kind, id] = request.url?.split('/') ?? [];
    last = last
      .then(() => supply(kind as CallerKind, id as OperationId))
      .then(
        (asked) => response.end(JSON.stringify(asked)),
        (thrown) => response.writeHead(500).end(String(thrown instanceof Error ? thrown.stack : thrown)),
      );
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  };
}

async function newScene(server: TestServer): Promise<Scene> {
  const founder = await signInPerson(server, 'operator@example.com');
  await revokeServiceKeys(server, founder);
  const setting = await signUpOwner(server);
  const role = { permission: { kind: 'role', role_id: 'owner' } };
  const token = await createToken(server, setting.owner, [setting.workspace], role);
  return {
    ...setting,
    requests: completeRequests(server, founder),
    credentials: {
      none: undefined,
      session: setting.owner.session,
      access_token: await mint(server, setting.owner.session),
      personal_token: token.body.secret,
      workspace_key: (await createKey(server, setting)).body.secret,
      service_key: await createServiceKey(server, founder),
      operator: (await newOperator(server, founder)).session,
    },
    madeAt: server.clock.now(),
    given: 0,
  };
}

async function newOperator(server: TestServer, { session: as }: Person): Promise<Person> {
  const operator = await signUpPerson(server);
  await server.succeed('setOperator', { as, path: { user_id: operator.id }, body: { is_operator: true } });
  return operator;
}

/** The deployment has room for a hundred, and the keys of the last scene are not needed any more. */
async function revokeServiceKeys(server: TestServer, { session: as }: Person): Promise<void> {
  const { body } = await server.succeed('listServiceKeys', { as, query: { limit: 100 } });
  const ended = ['revoked', 'expired'];
  for (const { id } of body.data.filter(({ state }) => !ended.includes(state)))
    await server.succeed('revokeServiceKey', { as, path: { token_id: id } });
}
