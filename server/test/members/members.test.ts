import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKey, type Person, signUpOwner, signUpPerson, unique, type Workspace } from '../support/actors.ts';
import { actionsOf, inviteAndAccept } from '../support/member-actors.ts';
import { problemOf } from '../support/test-client.ts';
import { onEachServer, type TestServer } from '../support/test-server.ts';

interface Team {
  readonly workspace: Workspace;
  readonly owner: Person;
  readonly admin: Person;
  readonly viewer: Person;
}

async function team(server: TestServer): Promise<Team> {
  const { owner, workspace } = await signUpOwner(server);
  const admin = await signUpPerson(server, 'Amy Admin');
  const viewer = await signUpPerson(server, 'Vic Viewer');
  await inviteAndAccept(server, owner, workspace, admin, 'admin');
  await inviteAndAccept(server, owner, workspace, viewer, 'viewer');
  return { workspace, owner, admin, viewer };
}

const place = (workspace: Workspace, person: Person) => ({ workspace: workspace.id, user_id: person.id });

async function ownersOf(server: TestServer, workspace: Workspace): Promise<number> {
  const memberships = await server.store.find('memberships', {
    workspace_id: workspace.id,
    state: 'active',
    role_id: 'owner',
  });
  const counter = await server.store.findOne<{ _id: string; count: number }>('counters', {
    _id: `owners:${workspace.id}`,
  });
  assert.equal(counter?.count, memberships.length);
  return memberships.length;
}

onEachServer('members', (current) => {
  const setRole = (by: Person, workspace: Workspace, person: Person, role_id: string, headers = {}) => ({
    as: by.session,
    path: place(workspace, person),
    body: { role_id },
    headers,
  });

  describe('the members of a workspace', () => {
    it('are listed who joined last first, page by page', async () => {
      const { server } = current;
      const { workspace, owner, admin, viewer } = await team(server);
      const path = { workspace: workspace.slug };
      const { body: first } = await server.succeed('listMembers', { as: owner.session, path, query: { limit: 2 } });
      const { body: second } = await server.succeed('listMembers', {
        as: owner.session,
        path,
        query: { limit: 2, cursor: first.next_cursor ?? '' },
      });
      assert.deepEqual(
        [...first.data, ...second.data].map(({ user_id, role_id }) => [user_id, role_id]),
        [
          [viewer.id, 'viewer'],
          [admin.id, 'admin'],
          [owner.id, 'owner'],
        ],
      );
      assert.equal(second.next_cursor, null);
      await server.refuse('listMembers', 'insufficient_permissions', { as: viewer.session, path });
    });

    it('have a new role from the next request on', async () => {
      const { server } = current;
      const { workspace, owner, viewer } = await team(server);
      const path = { workspace: workspace.id };
      await server.refuse('listMembers', 'insufficient_permissions', { as: viewer.session, path });
      const { body } = await server.succeed('updateMember', setRole(owner, workspace, viewer, 'admin'));
      assert.equal(body.role_id, 'admin');
      await server.succeed('listMembers', { as: viewer.session, path });
      await server.succeed('updateMember', setRole(owner, workspace, viewer, 'viewer'));
      await server.refuse('listMembers', 'insufficient_permissions', { as: viewer.session, path });
      const events = await actionsOf(server, workspace.id);
      assert.equal(events.filter((action) => action === 'member.role_changed').length, 2);
    });

    it('are given no role that allows more than the giver may do', async () => {
      const { server } = current;
      const { workspace, owner, admin, viewer } = await team(server);
      await server.refuse('updateMember', 'permission_exceeds_yours', setRole(admin, workspace, viewer, 'owner'));
      await server.refuse('updateMember', 'insufficient_permissions', setRole(viewer, workspace, admin, 'viewer'));
      await server.refuse('updateMember', 'semantic_error', setRole(owner, workspace, viewer, 'nobody'));
      await server.refuse('updateMember', 'not_found', setRole(owner, workspace, await signUpPerson(server), 'viewer'));
      await server.refuse('updateMember', 'not_found', setRole(admin, workspace, await signUpPerson(server), 'viewer'));
    });

    it('are not touched by an admin where they are owners', async () => {
      const { server } = current;
      const { workspace, owner, admin } = await team(server);
      await server.refuse('updateMember', 'insufficient_permissions', setRole(admin, workspace, owner, 'viewer'));
      await server.refuse('removeMember', 'insufficient_permissions', {
        as: admin.session,
        path: place(workspace, owner),
      });
      assert.equal(await ownersOf(server, workspace), 1);
    });

    it('change their own role only to step down', async () => {
      const { server } = current;
      const { workspace, owner, admin, viewer } = await team(server);
      await server.refuse('updateMember', 'permission_exceeds_yours', setRole(viewer, workspace, viewer, 'admin'));
      await server.refuse('updateMember', 'permission_exceeds_yours', setRole(admin, workspace, admin, 'owner'));
      await server.succeed('updateMember', setRole(admin, workspace, admin, 'viewer'));
      await server.refuse('updateMember', 'last_owner', setRole(owner, workspace, owner, 'admin'));
      await server.succeed('updateMember', setRole(owner, workspace, viewer, 'owner'));
      await server.succeed('updateMember', setRole(owner, workspace, owner, 'viewer'));
      assert.equal(await ownersOf(server, workspace), 1);
    });

    it('are changed only in the version that was seen, where one is named', async () => {
      const { server } = current;
      const { workspace, owner, viewer } = await team(server);
      const seen = await server.succeed('getMember', { as: owner.session, path: place(workspace, viewer) });
      const ifMatch = { 'If-Match': seen.headers.etag ?? '' };
      const changed = await server.succeed('updateMember', setRole(owner, workspace, viewer, 'member', ifMatch));
      assert.notEqual(changed.headers.etag, seen.headers.etag);
      await server.refuse('updateMember', 'precondition_failed', setRole(owner, workspace, viewer, 'viewer', ifMatch));
      await server.refuse('removeMember', 'precondition_failed', {
        as: owner.session,
        path: place(workspace, viewer),
        headers: ifMatch,
      });
      const answers = await Promise.all(
        ['viewer', 'admin'].map((role) =>
          server.ask(
            'updateMember',
            setRole(owner, workspace, viewer, role, { 'If-Match': changed.headers.etag ?? '' }),
          ),
        ),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412]);
    });
  });

  describe('a membership that has ended', () => {
    it('leaves nothing: the former member is answered as a stranger everywhere', async () => {
      const { server } = current;
      const { workspace, owner, admin, viewer } = await team(server);
      await server.succeed('removeMember', { as: admin.session, path: place(workspace, viewer) });
      await server.refuse('getWorkspace', 'not_found', { as: viewer.session, path: { workspace: workspace.id } });
      await server.refuse('getMember', 'not_found', { as: viewer.session, path: place(workspace, viewer) });
      await server.refuse('getMember', 'not_found', { as: owner.session, path: place(workspace, viewer) });
      const { body: me } = await server.succeed('getMe', { as: viewer.session });
      assert.deepEqual(me.workspaces, []);
      const { body: mine } = await server.succeed('listWorkspaces', { as: viewer.session });
      assert.deepEqual(mine.data, []);
      await server.refuse('removeMember', 'not_found', { as: owner.session, path: place(workspace, viewer) });
      assert.equal((await actionsOf(server, workspace.id)).at(-1), 'member.removed');
    });

    it('keeps the mark of when it ended, also when the person comes back', async () => {
      const { server } = current;
      const { workspace, owner, viewer } = await team(server);
      server.clock.advance(5);
      await server.succeed('removeMember', { as: viewer.session, path: place(workspace, viewer) });
      assert.equal((await actionsOf(server, workspace.id)).at(-1), 'member.left');
      const leftAt = server.clock.now();
      server.clock.advance(5);
      await inviteAndAccept(server, owner, workspace, viewer, 'member');
      const membership = await server.store.findOne('memberships', { _id: `${workspace.id}:${viewer.id}` });
      assert.equal(membership?.left_at, leftAt);
      assert.equal(membership?.state, 'active');
      const { body: member } = await server.succeed('getMember', {
        as: viewer.session,
        path: place(workspace, viewer),
      });
      assert.equal(member.role_id, 'member');
      const counter = await server.store.findOne('counters', { _id: `workspaces:${viewer.id}` });
      assert.equal(counter?.count, 1);
    });

    it("is never the last owner's", async () => {
      const { server } = current;
      const { workspace, owner } = await team(server);
      await server.refuse('removeMember', 'last_owner', { as: owner.session, path: place(workspace, owner) });
      assert.equal(await ownersOf(server, workspace), 1);
    });

    it("V3 leaves the workspace's keys as they are", async () => {
      const { server } = current;
      const { workspace, owner, admin } = await team(server);
      const { body: key } = await createKey(
        server,
        { owner: admin, workspace },
        { permission: { kind: 'role', role_id: 'admin' } },
      );
      await server.succeed('removeMember', { as: owner.session, path: place(workspace, admin) });
      await server.succeed('getWorkspace', { as: key.secret, path: { workspace: workspace.id } });
    });
  });

  describe('at the same moment', () => {
    it('two owners who demote each other sixteen times leave one owner', async () => {
      const { server } = current;
      for (let round = 0; round < 3; round += 1) {
        const { owner: one, workspace } = await signUpOwner(server);
        const two = await signUpPerson(server);
        await inviteAndAccept(server, one, workspace, two, 'owner');
        const answers = await Promise.all(
          Array.from({ length: 16 }, (_, at) => {
            const [by, other] = at % 2 === 0 ? [one, two] : [two, one];
            return at % 4 < 2
              ? server.ask('updateMember', setRole(by, workspace, other, 'viewer'))
              : server.ask('removeMember', { as: by.session, path: place(workspace, other) });
          }),
        );
        assert.ok(answers.every(({ status }) => [200, 204, 403, 404, 409].includes(status)));
        assert.equal(await ownersOf(server, workspace), 1);
      }
    });

    it('sixteen owners who leave together leave one', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const people = [owner];
      for (let at = 0; at < 5; at += 1) {
        const person = await signUpPerson(server);
        await inviteAndAccept(server, owner, workspace, person, 'owner');
        people.push(person);
      }
      for (let wave = 0; wave < 4; wave += 1) {
        const answers = await Promise.all(
          people.map((person) => server.ask('removeMember', { as: person.session, path: place(workspace, person) })),
        );
        assert.ok(answers.every(({ status }) => [204, 404, 409].includes(status)));
        assert.ok((await ownersOf(server, workspace)) >= 1);
      }
    });

    it('whoever is removed makes no key afterwards', async () => {
      const { server } = current;
      for (let round = 0; round < 3; round += 1) {
        const { workspace, owner, admin } = await team(server);
        const creation = () =>
          server.ask('createWorkspaceKey', {
            as: admin.session,
            path: { workspace: workspace.id },
            body: { name: unique('key'), environment: 'live', permission: { kind: 'role', role_id: 'viewer' } },
          });
        const removal = () => server.ask('removeMember', { as: owner.session, path: place(workspace, admin) });
        const answers = await Promise.all(Array.from({ length: 16 }, (_, at) => (at === 7 ? removal() : creation())));
        assert.ok(answers.every(({ status }) => [201, 204, 404, 409].includes(status)));
        const after = await creation();
        if (answers[7]?.status === 204) assert.equal(problemOf(after).code, 'not_found');
        const events = await actionsOf(server, workspace.id);
        const removed = events.indexOf('member.removed');
        const made = answers.filter(({ status }) => status === 201).length;
        assert.equal(
          events.filter((action) => action === 'workspace_key.created').length,
          made + (after.status === 201 ? 1 : 0),
        );
        assert.ok(removed === -1 || answers[7]?.status === 204);
      }
    });
  });
});
