import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sealingStore } from '../../src/audit/sealing-store.ts';
import { days, hours } from '../../src/clock.ts';
import { createPurge } from '../../src/purge/purge.ts';
import type { CollectionName, Document, Store } from '../../src/storage/port.ts';
import {
  createKey,
  createWorkspace,
  mint,
  type Person,
  password,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
  unique,
  type Workspace,
} from '../support/actors.ts';
import { createRole, invite, inviteAndAccept } from '../support/member-actors.ts';
import { refresh, refuseRefresh, signUpRenewable } from '../support/renewable.ts';
import { dumpOf, onEachServer, type TestServer, trailOf } from '../support/test-server.ts';
import { createToken } from '../support/token-actors.ts';

const purge = (server: TestServer, store: Store = sealingStore(server.store)): Promise<void> =>
  createPurge({ ...server.services, store }).run(server.clock.now(), new AbortController().signal);

const all = (server: TestServer, from: CollectionName): Promise<Document[]> => server.store.find(from, {});
const countOf = async (server: TestServer, counter: string): Promise<unknown> =>
  (await server.store.findOne<Document>('counters', { _id: counter }))?.count;
const headsOf = async (server: TestServer, id: string): Promise<Document[]> =>
  (await all(server, 'heads')).filter((head) => JSON.stringify(head).includes(id));

/** A new sign-in of somebody whose session has ended by the time that passed. */
const again = (server: TestServer, person: Person): Promise<Person> => signInPerson(server, person.email);

async function deleteWorkspace(server: TestServer, owner: Person, workspace: Workspace): Promise<void> {
  await server.succeed('deleteWorkspace', { as: owner.session, path: { workspace: workspace.id } });
}

onEachServer('the purge', (at) => {
  it('takes nothing from a deployment that lives', async () => {
    const { server } = at;
    const operator = await setUpOperator(server);
    const world = await signUpOwner(server);
    await createKey(server, world, {}, { headers: { 'Idempotency-Key': unique('idempotency-key-') } });
    await createToken(server, world.owner, 'all');
    await createRole(server, world.owner, world.workspace, { name: 'Reader', grants: [] });
    await invite(server, world.owner, world.workspace, `${unique('new')}@example.com`, 'viewer');
    const renewable = await signUpRenewable(server);
    await refresh(server, renewable.refresh_token);
    await server.succeed('revokeToken', {
      as: operator.session,
      form: { token: await mint(server, operator.session) },
    });
    await server.ask('signIn', { body: { email: world.owner.email, password: 'mountains drop big boulders' } });
    const before = await dumpOf(server);
    await purge(server);
    assert.equal(await dumpOf(server), before);
  });

  it('removes a deleted workspace after thirty days, with all that was in it; its slug stays taken', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const [member, removed] = [await signUpPerson(server), await signUpPerson(server)];
    await inviteAndAccept(server, owner, workspace, member, 'viewer');
    await inviteAndAccept(server, owner, workspace, removed, 'viewer');
    await server.succeed('removeMember', {
      as: owner.session,
      path: { workspace: workspace.id, user_id: removed.id },
    });
    const invited = `${unique('invited')}@example.com`;
    await invite(server, owner, workspace, invited, 'viewer');
    await createRole(server, owner, workspace, { name: 'A role of their own', grants: [] });
    const key = (await createKey(server, { owner, workspace })).body;
    for (let number = 2; number <= 60; number += 1) await createKey(server, { owner, workspace });
    const kept = await createWorkspace(server, owner);
    await deleteWorkspace(server, owner, workspace);

    server.clock.advance(days(30) - 1);
    const mentions = async () => (await dumpOf(server)).split(workspace.id).length;
    await purge(server);
    assert.ok((await mentions()) > 60);
    assert.equal((await all(server, 'api_tokens')).filter((token) => token.workspace_id === workspace.id).length, 60);
    server.clock.advance(1);
    for (let round = 0; round < 2; round += 1) await purge(server);

    const trail: readonly CollectionName[] = ['audit_events', 'audit_pending', 'audit_personal', 'audit_chain'];
    for (const name of [
      'workspaces',
      'memberships',
      'roles',
      'invitations',
      'api_tokens',
      'counters',
      'idempotency',
    ] as const)
      assert.ok(!JSON.stringify(await all(server, name)).includes(workspace.id), name);
    assert.deepEqual(await headsOf(server, workspace.id), []);
    assert.deepEqual(
      (await all(server, 'names')).filter((name) => JSON.stringify(name).includes(workspace.id)),
      [{ _id: `slug:${workspace.slug}`, workspace_id: workspace.id }],
    );
    assert.ok(!JSON.stringify(await all(server, 'names')).includes(invited));
    assert.equal(await countOf(server, `workspaces:${owner.id}`), 1);
    assert.equal(await countOf(server, `workspaces:${member.id}`), 0);
    assert.equal(await countOf(server, `workspaces:${removed.id}`), 0);
    assert.ok(trail.length > 0 && (await trailOf(server, workspace.id)).length > 60, 'the trail is kept');
    const events = (await trailOf(server, 'deployment')).filter(({ action }) => action === 'workspace.purged');
    assert.deepEqual(
      events.map(({ target, actor }) => [target?.id, actor.kind]),
      [[workspace.id, 'system']],
    );

    const { session } = await again(server, owner);
    await server.refuse('getWorkspace', 'not_found', { as: session, path: { workspace: workspace.slug } });
    await server.refuse('createWorkspace', 'name_taken', { as: session, body: { name: 'x', slug: workspace.slug } });
    await server.refuse('getMe', 'invalid_api_key', { as: key.secret });
    const listed = (await server.succeed('listWorkspaces', { as: session })).body.data;
    assert.deepEqual(
      listed.map(({ id }) => id),
      [kept.id],
    );
    assert.equal((await server.succeed('getMe', { as: session })).body.workspaces.length, 1);
  });

  it('knows from the trail when a workspace was deleted by a release that did not note it', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    await deleteWorkspace(server, owner, workspace);
    const [event] = (await trailOf(server, workspace.id)).slice(-1);
    assert.equal(event?.action, 'workspace.deleted');
    await sealingStore(server.store).commit(
      [{ ...event, _id: `${event._id}x` }],
      [{ update: 'workspaces', where: { _id: workspace.id }, set: { $unset: { deleted_at: true } } }],
    );
    server.clock.advance(days(30) - hours(1));
    await purge(server);
    assert.equal((await headsOf(server, `w:${workspace.id}`)).length, 1);
    server.clock.advance(hours(1));
    await purge(server);
    await purge(server);
    assert.equal((await headsOf(server, `w:${workspace.id}`)).length, 0);
  });

  it('removes an API token ninety days after its end, and its secrets; the answer to them stays the same', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const inDays = (count: number) => new Date(server.clock.now() + days(count)).toISOString();
    const expired = (await createKey(server, { owner, workspace }, { expires_at: inDays(3) })).body;
    const [revoked, suspended, live] = await Promise.all(
      [{}, {}, {}].map(async () => (await createKey(server, { owner, workspace }, { expires_at: inDays(300) })).body),
    );
    assert.ok(revoked && suspended && live);
    const at_ = (token_id: string, as = owner.session) => ({ as, path: { workspace: workspace.id, token_id } });
    await server.succeed('rotateWorkspaceKey', { ...at_(revoked.id), body: {} });
    await server.succeed('suspendWorkspaceKey', at_(suspended.id));
    server.clock.advance(days(3));
    const now = await again(server, owner);
    await server.succeed('revokeWorkspaceKey', at_(revoked.id, now.session));
    const refusalOf = async (secret: string) =>
      (await server.ask('getMe', { as: secret })).text.replace(/"(trace_id|timestamp)":"[^"]+"/g, '');
    const refusals = await Promise.all([revoked, expired].map(({ secret }) => refusalOf(secret)));

    server.clock.advance(days(90) - 1);
    await purge(server);
    for (const { id } of [revoked, expired]) assert.ok((await headsOf(server, id)).length > 1);
    server.clock.advance(1);
    await purge(server);
    await purge(server);
    for (const { id } of [revoked, expired]) {
      assert.deepEqual(await headsOf(server, id), []);
      assert.equal(await server.store.findOne('api_tokens', { _id: id }), undefined);
      assert.ok(!JSON.stringify(await all(server, 'names')).includes(id));
    }
    assert.deepEqual(await Promise.all([revoked, expired].map(({ secret }) => refusalOf(secret))), refusals);
    await server.succeed('getMe', { as: live.secret });
    assert.equal(await countOf(server, `tokens:${workspace.id}`), 2);
    const { session } = await again(server, owner);
    const { body } = await server.succeed('getWorkspaceKey', at_(suspended.id, session));
    assert.equal(body.state, 'suspended');
  });

  it('keeps what names a session until its absolute limit, so that a used refresh token ends it to the last day', async () => {
    const { server } = at;
    const { email, refresh_token, session } = await signUpRenewable(server);
    let newest = await refresh(server, refresh_token);
    for (const _ of [1, 2, 3]) {
      server.clock.advance(days(29));
      newest = await refresh(server, newest.refresh_token);
    }
    await purge(server);
    await refuseRefresh(server, refresh_token);
    await refuseRefresh(server, newest.refresh_token);
    const reuse = (await trailOf(server, 'deployment')).filter(({ credential }) => credential?.id === session.id);
    assert.ok(reuse.some(({ outcome }) => outcome === 'denied'));
    server.clock.advance(days(3) + hours(1));
    await purge(server);
    await purge(server);
    assert.deepEqual(await headsOf(server, session.id), []);
    assert.equal(await server.store.findOne('sessions', { _id: session.id }), undefined);
    await refuseRefresh(server, refresh_token);
    assert.equal(await countOf(server, `sessions:${session.user_id}`), 0, email);
  });

  it('a session that nobody ended gives its place up when it is removed, one of an older epoch has none', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const elsewhere = await again(server, person);
    await server.succeed('changePassword', {
      as: elsewhere.session,
      body: { current_password: password, new_password: 'seven wooden boats at dawn' },
    });
    assert.equal(await countOf(server, `sessions:${person.id}`), 1);
    server.clock.advance(days(40));
    await purge(server);
    await purge(server);
    assert.equal(await countOf(server, `sessions:${person.id}`), 0);
    for (const { sessionId } of [person, elsewhere]) assert.deepEqual(await headsOf(server, sessionId), []);
  });

  it('forgets ended chains, codes, kept answers, counts, mails and invitations once their time is over', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const invited = `${unique('late')}@example.com`;
    const { id } = (await invite(server, owner, workspace, invited, 'viewer')).body;
    await createKey(server, { owner, workspace }, {}, { headers: { 'Idempotency-Key': unique('idempotency-key-') } });
    await server.succeed('requestPasswordReset', { body: { email: owner.email } });
    await server.ask('signIn', { body: { email: invited, password: 'mountains drop big boulders' } });
    await server.succeed('revokeToken', { as: owner.session, form: { token: await mint(server, owner.session) } });
    const left = async () =>
      Object.fromEntries(
        await Promise.all(
          (['codes', 'idempotency', 'attempts', 'outbox', 'invitations'] as const).map(
            async (name): Promise<[string, number]> => [name, (await all(server, name)).length],
          ),
        ),
      );
    const chains = async () => (await all(server, 'heads')).filter(({ _id }) => _id.startsWith('a:')).length;
    assert.ok(Object.values(await left()).every((count) => count > 0) && (await chains()) > 0);

    server.clock.advance(days(37) - hours(1));
    await purge(server);
    assert.deepEqual(await left(), { codes: 0, idempotency: 0, attempts: 0, outbox: 0, invitations: 1 });
    assert.equal(await chains(), 0);
    const { session } = await again(server, owner);
    const asked = { as: session, path: { workspace: workspace.id, invitation_id: id } };
    assert.equal((await server.succeed('getInvitation', asked)).body.state, 'expired');
    server.clock.advance(hours(1));
    await purge(server);
    await server.refuse('getInvitation', 'not_found', { ...asked, as: (await again(server, owner)).session });
    assert.ok(!JSON.stringify(await all(server, 'names')).includes(`invitation:${workspace.id}`));
  });

  it('of several processes at once, beside people who sign in, each thing goes once and every count is right', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const keys = [];
    for (let number = 1; number <= 20; number += 1) {
      keys.push(await createKey(server, { owner, workspace }));
      await again(server, owner);
    }
    const doomed = await createWorkspace(server, owner);
    await deleteWorkspace(server, owner, doomed);
    server.clock.advance(days(200));
    const signIns = 8;
    await Promise.all([
      ...Array.from({ length: 4 }, () => purge(server)),
      ...Array.from({ length: signIns }, () => again(server, owner)),
    ]);
    for (let round = 0; round < 3; round += 1) await purge(server);
    assert.equal(await countOf(server, `sessions:${owner.id}`), signIns);
    assert.equal((await server.store.find('sessions', { user_id: owner.id })).length, signIns);
    assert.equal(await countOf(server, `tokens:${workspace.id}`), 0);
    assert.equal(await countOf(server, `workspaces:${owner.id}`), 1);
    assert.deepEqual(await headsOf(server, doomed.id), []);
    for (const { body } of keys) assert.deepEqual(await headsOf(server, body.id), []);
  });

  it('once the process is to end, it makes no further commit', async () => {
    const { server } = at;
    await signUpPerson(server);
    server.clock.advance(days(40));
    const before = await dumpOf(server);
    const work = createPurge({ ...server.services, store: sealingStore(server.store) });
    await assert.rejects(work.run(server.clock.now(), AbortSignal.abort()), { name: 'AbortError' });
    assert.equal(await dumpOf(server), before);
  });

  it('what cannot be removed holds nothing else up', async () => {
    const { server } = at;
    const people = [await signUpPerson(server), await signUpPerson(server), await signUpPerson(server)] as const;
    const [, stuck] = people;
    const event = (await trailOf(server, 'deployment'))[0];
    assert.ok(event);
    await server.store.commit(
      [{ ...event, _id: `${event._id}y` }],
      [{ delete: 'counters', where: { _id: `sessions:${stuck.id}` } }],
    );
    server.clock.advance(days(40));
    await purge(server);
    const left = await Promise.all(people.map(({ sessionId }) => server.store.findOne('sessions', { _id: sessionId })));
    assert.deepEqual(
      left.map((record) => record !== undefined),
      [false, true, false],
    );
  });
});
