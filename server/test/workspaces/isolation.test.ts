import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import type { CollectionName } from '../../src/storage/port.ts';
import {
  createKey,
  join,
  type Person,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
  unique,
  type Workspace,
} from '../support/actors.ts';
import { completeRequests } from '../support/complete-requests.ts';
import { queryParametersOf } from '../support/described-requests.ts';
import type { Answer } from '../support/http-client.ts';
import { createRole, invite } from '../support/member-actors.ts';
import { onEachServer } from '../support/test-server.ts';
import { createToken } from '../support/token-actors.ts';

/** What belongs to some workspace, all of them in one collection. */
const shared: ReadonlySet<CollectionName> = new Set<CollectionName>([
  'api_tokens',
  'audit_chain',
  'audit_checkpoints',
  'audit_events',
  'audit_unsealed',
  'invitations',
  'memberships',
  'roles',
  'workspaces',
]);

const inWorkspaces = (Object.keys(operationTable) as OperationId[]).filter(
  (id) => operationTable[id].path.includes('{workspace}') && operationTable[id].permission !== 'operator',
);
const lists = inWorkspaces.filter((id) => queryParametersOf(id).includes('cursor'));

onEachServer(
  'the data of a workspace',
  (at) => {
    let founder: Person;
    before(async () => {
      founder = await setUpOperator(at.server);
    });

    it('is never looked for without naming the workspace, or the one person that it is about', async () => {
      const { server } = at;
      const requests = completeRequests(server, founder);
      let seen = 0;
      for (const id of inWorkspaces) {
        const setting = await signUpOwner(server);
        const credentials: readonly string[] = operationTable[id].credentials;
        const asked = await requests[id](setting);
        const as = credentials.includes('session')
          ? setting.owner.session
          : (
              await createKey(server, setting, {
                permission: {
                  kind: 'grants',
                  grants: [{ effect: 'allow', actions: ['latchkey.audit.write'], resources: ['latchkey:audit'] }],
                },
              })
            ).body.secret;
        // A personal token is of a person, whoever drops it.
        const dropped = id === 'dropWorkspacePersonalToken' ? asked.path?.token_id : undefined;
        const bounds = [setting.workspace.id, setting.owner.id, asked.path?.user_id, dropped].filter(
          (bound) => bound !== undefined,
        );
        // The credential is found by its digest, before any workspace is known.
        await server.succeed('getMe', { as });
        server.watched.takeQueries();
        const { status, text } = await server.ask(id, { ...asked, as });
        assert.ok(status < 300, `${id}: ${text}`);
        for (const { collection, filter } of server.watched
          .takeQueries()
          .filter((query) => shared.has(query.collection))) {
          seen += 1;
          const words = JSON.stringify(filter);
          assert.ok(
            bounds.some((bound) => words.includes(`"${bound}`)),
            `${id} looked into ${collection} for ${words}`,
          );
          // What was found in the workspace once may be asked for by its id.
          if (typeof filter._id === 'string') bounds.push(filter._id);
        }
      }
      assert.ok(seen > 50);
    });

    /** A workspace in which everything that can be named has the mark in its name. */
    async function markedWorkspace(
      mark: string,
    ): Promise<{ owner: Person; workspace: Workspace; marks: readonly string[] }> {
      const { server } = at;
      const owner = await signUpPerson(server, `Owner ${mark}`);
      const { body } = await server.succeed('createWorkspace', {
        as: owner.session,
        body: { name: `Workspace ${mark}`, slug: unique(mark) },
      });
      const workspace = { id: body.id, slug: body.slug };
      const member = await signUpPerson(server, `Member ${mark}`);
      await join(server, member, workspace, 'viewer');
      for (const name of [`First ${mark}`, `Second ${mark}`]) {
        await createRole(server, owner, workspace, { name, grants: [] });
        await createKey(server, { owner, workspace }, { name });
        await createToken(server, owner, [workspace], { name });
      }
      for (const each of ['one', 'two'])
        await invite(server, owner, workspace, `${each}.${mark}@example.com`, 'viewer');
      return { owner, workspace, marks: [mark, workspace.id, workspace.slug, owner.id, member.id, owner.email] };
    }

    it('is in no list, export or document of another workspace, whoever reads it there', async () => {
      const { server } = at;
      const { marks } = await markedWorkspace('marked-a');
      const other = await markedWorkspace('marked-b');
      const key = (await createKey(server, other)).body.secret;
      const testKey = (await createKey(server, other, { environment: 'test' })).body.secret;
      const token = (await createToken(server, other.owner, 'all', { permission: { kind: 'role', role_id: 'owner' } }))
        .body.secret;
      const reading = (Object.keys(operationTable) as OperationId[]).filter(
        (id) => operationTable[id].method === 'GET',
      );
      let read = 0;
      for (const id of reading) {
        if (operationTable[id].permission === 'operator') continue;
        for (const as of [other.owner.session, key, testKey, token]) {
          const { status, text } = await server.ask(id, {
            as,
            path: { workspace: other.workspace.id, session_id: 'current', user_id: other.owner.id, role_id: 'owner' },
            query: id === 'getMyPermissions' ? { workspace: other.workspace.id } : {},
          });
          if (status === 200) read += 1;
          for (const mark of marks) assert.ok(!text.includes(mark), `${id} shows ${mark}`);
        }
      }
      assert.ok(read > 40);
    });

    it('does not open to a cursor of another workspace, list or person, nor to a changed one', async () => {
      const { server } = at;
      const first = await markedWorkspace('paged-a');
      const second = await markedWorkspace('paged-b');
      const page = (
        id: OperationId,
        { owner, workspace }: { owner: Person; workspace: Workspace },
        cursor?: string,
      ): Promise<Answer> =>
        server.ask(id, {
          as: owner.session,
          path: { workspace: workspace.id },
          query: { limit: 1, ...(cursor !== undefined && { cursor }) },
        });
      const cursors = new Map<OperationId, string>();
      for (const id of lists) {
        const { next_cursor } = JSON.parse((await page(id, first)).text) as { readonly next_cursor: string | null };
        if (next_cursor !== null) cursors.set(id, next_cursor);
      }
      assert.ok(cursors.size >= 6, [...cursors.keys()].join());
      for (const [id, cursor] of cursors) {
        assert.equal((await page(id, first, cursor)).status, 200, id);
        const changed = `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}`;
        const refused = [
          await page(id, second, cursor),
          await page(id, first, changed),
          await page(id, first, cursor.slice(1)),
          ...(await Promise.all(lists.filter((other) => other !== id).map((other) => page(other, first, cursor)))),
        ];
        for (const { status, text } of refused) {
          assert.equal(status, 400, id);
          assert.equal(JSON.parse(text).code, 'invalid_cursor', id);
        }
      }
    });

    it('is not inherited: a deleted workspace’s slug is never given again, and a person who returns finds nothing open', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const key = (await createKey(server, { owner, workspace })).body.secret;
      await server.succeed('deleteWorkspace', { as: owner.session, path: { workspace: workspace.id } });
      await server.refuse('createWorkspace', 'name_taken', {
        as: owner.session,
        body: { name: 'Again', slug: workspace.slug },
      });
      await server.refuse('getWorkspace', 'invalid_api_key', { as: key, path: { workspace: workspace.slug } });

      await server.succeed('deleteMe', { as: owner.session });
      await server.succeed('signUp', {
        body: { email: owner.email, password: 'rivers carry small stones', name: 'Other' },
      });
      const again = await signInPerson(server, owner.email);
      assert.notEqual(again.id, owner.id);
      assert.deepEqual((await server.succeed('listWorkspaces', { as: again.session })).body.data, []);
      assert.deepEqual((await server.succeed('listPersonalTokens', { as: again.session })).body.data, []);
      assert.equal((await server.succeed('listSessions', { as: again.session })).body.data.length, 1);
      const events = await server.succeed('listMyAuditEvents', { as: again.session });
      assert.ok(!events.text.includes(owner.id) && !events.text.includes(workspace.id));
    });
  },
  { environment: { REQUESTS_PER_MINUTE: '1000000' } },
);
