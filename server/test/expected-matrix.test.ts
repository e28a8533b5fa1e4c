import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { minutes } from '../src/clock.ts';
import { operationTable } from '../src/generated/operations.gen.ts';
import type { OperationId } from '../src/operation/operation.ts';
import {
  createKey,
  createServiceKey,
  join,
  type Person,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
} from './support/actors.ts';
import { completeRequests, type Setting } from './support/complete-requests.ts';
import type { Answer } from './support/http-client.ts';
import { createRole } from './support/member-actors.ts';
import type { Asked } from './support/test-client.ts';
import { onEachServer } from './support/test-server.ts';
import { createToken } from './support/token-actors.ts';

/**
 * What every operation answers to every kind of credential: about what is the workspace's whose credentials these are, and
 * after the stroke, where it differs, about what is a foreign one's. Where the answers are meant to change:
 * `UPDATE_MATRIX=1 node --test server/test/expected-matrix.test.ts`, and review the rows.
 */
const file = new URL('./expected-matrix.json', import.meta.url);
type Row = Readonly<Record<string, string>>;
const expected: Readonly<Record<string, Row>> = JSON.parse(readFileSync(file, 'utf8'));
const isUpdating = process.env.UPDATE_MATRIX === '1';

interface World {
  readonly requests: ReturnType<typeof completeRequests>;
  readonly own: Setting;
  readonly foreign: Setting;
  readonly credentials: Readonly<Record<string, string | undefined>>;
  readonly madeAt: number;
}

/** The status, and what the body says in one word. */
function inShort({ status, headers, text }: Answer): string {
  const body = /[/+]json(?:;|$)/.test(headers['content-type'] ?? '') ? JSON.parse(text) : {};
  const word = status >= 400 ? body.code : (body.outcome ?? body.active ?? body.decision);
  return word === undefined ? `${status}` : `${status} ${word}`;
}

/** Once these were carried out, some of the credentials are no longer what they are called. */
const endings: readonly OperationId[] = [
  'changePassword',
  'deleteMe',
  'deleteWorkspace',
  'resumeWorkspace',
  'revokeSessions',
  'suspendWorkspace',
];

/** A role that a workspace has made for itself: who looks after the trail, and nothing else. */
const auditing = [
  {
    effect: 'allow',
    actions: ['latchkey.workspace.read', 'latchkey.members.read', 'latchkey.audit.read'],
    resources: ['latchkey:*'],
  },
];

/** To these it makes no difference whose the credential is: they are asked about somebody new, by a few of all kinds. */
const forEverybody: ReadonlySet<string> = new Set([
  'none',
  'garbage',
  'session',
  'live_key_of_owner_role',
  'service_key',
]);
const isPublic = (id: OperationId): boolean => operationTable[id].permission === 'public';

onEachServer(
  'who may do what',
  (at) => {
    const seen: Record<string, Row> = {};
    let world: World;

    before(async () => {
      await setUpOperator(at.server);
      world = await newWorld();
    });

    async function newWorld(): Promise<World> {
      const { server } = at;
      const founder = await signInPerson(server, 'operator@example.com');
      const [own, foreign, operator, member, admin, auditor] = await Promise.all([
        signUpOwner(server),
        signUpOwner(server),
        signUpPerson(server),
        signUpPerson(server),
        signUpPerson(server),
        signUpPerson(server),
      ]);
      const { owner, workspace } = own;
      const roleOfAuditors = async (): Promise<string> =>
        (await createRole(server, owner, workspace, { name: 'Auditor', grants: auditing })).body.id;
      await Promise.all([
        server.succeed('setOperator', {
          as: founder.session,
          path: { user_id: operator.id },
          body: { is_operator: true },
        }),
        join(server, member, workspace, 'viewer'),
        join(server, admin, workspace, 'admin'),
        roleOfAuditors().then((role) => join(server, auditor, workspace, role)),
      ]);
      const tokenOf = async (person: Person, role_id: string, environment = 'live'): Promise<string> =>
        (await createToken(server, person, [workspace], { environment, permission: { kind: 'role', role_id } })).body
          .secret;
      const keyOf = async (environment: string): Promise<string> =>
        (await createKey(server, own, { environment })).body.secret;
      const mintFor = async (as: string): Promise<string> =>
        (await server.succeed('mintAccessToken', { as, query: { expiration: 3600 } })).body.token;
      const [personalToken, testToken, viewersToken, liveKey, testKey, serviceKey] = await Promise.all([
        tokenOf(owner, 'owner'),
        tokenOf(owner, 'owner', 'test'),
        tokenOf(member, 'viewer'),
        keyOf('live'),
        keyOf('test'),
        createServiceKey(server, founder),
      ]);
      const [ofSession, ofPersonalToken, ofLiveKey] = await Promise.all(
        [owner.session, personalToken, liveKey].map(mintFor),
      );
      return {
        requests: completeRequests(server, founder),
        own,
        foreign,
        credentials: {
          none: undefined,
          garbage: `zs_${'0'.repeat(38)}`,
          session: owner.session,
          access_token: ofSession,
          session_of_admin: admin.session,
          session_of_viewer: member.session,
          session_of_custom_role: auditor.session,
          personal_token_of_owner_role: personalToken,
          access_token_of_personal_token: ofPersonalToken,
          personal_token_of_viewer: viewersToken,
          test_personal_token_of_owner_role: testToken,
          live_key_of_owner_role: liveKey,
          access_token_of_live_key: ofLiveKey,
          test_key_of_owner_role: testKey,
          service_key: serviceKey,
          operator_session: operator.session,
        },
        madeAt: server.clock.now(),
      };
    }

    /** A request is made once, and again when it was carried out and can have changed what it is about. */
    function askerOf(id: OperationId, place: 'own' | 'foreign'): (credential: string) => Promise<string> {
      let asked: Asked | undefined;
      return async (credential) => {
        asked ??= await world.requests[id](isPublic(id) ? await signUpOwner(at.server) : world[place]);
        const as = world.credentials[credential];
        const answer = await at.server.ask(id, { ...asked, ...(as !== undefined && { as }) });
        const { status } = answer;
        if (status < 400 && operationTable[id].method !== 'GET') asked = undefined;
        if (status < 400 && endings.includes(id)) world = await newWorld();
        return inShort(answer);
      };
    }

    for (const id of Object.keys(operationTable) as OperationId[]) {
      it(`${id}: every credential is answered as the matrix says`, async () => {
        if (endings.includes(id) || at.server.clock.now() > world.madeAt + minutes(5)) world = await newWorld();
        const [own, foreign] = [askerOf(id, 'own'), askerOf(id, 'foreign')];
        const row: Record<string, string> = {};
        for (const credential of Object.keys(world.credentials)) {
          if (isPublic(id) && !forEverybody.has(credential)) continue;
          const answers = isPublic(id) ? [await own(credential)] : [await own(credential), await foreign(credential)];
          row[credential] = [...new Set(answers)].join(' | ');
        }
        seen[id] = row;
        if (endings.includes(id)) world = await newWorld();
        if (!isUpdating) assert.deepEqual(row, expected[id]);
      });
    }

    after(() => {
      if (isUpdating) writeFileSync(file, `${JSON.stringify(seen, null, 2)}\n`);
    });
  },
  { environment: { REQUESTS_PER_MINUTE: '1000000' } },
);

it('the matrix has a row for every operation and no other', () => {
  if (!isUpdating) assert.deepEqual(Object.keys(expected).sort(), Object.keys(operationTable).sort());
});
