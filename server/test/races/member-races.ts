import assert from 'node:assert/strict';
import { type Person, signUpPerson, unique, type Workspace } from '../support/actors.ts';
import { invite } from '../support/member-actors.ts';
import { readTrail } from '../support/read-trail.ts';
import type { CreatedToken } from '../support/token-actors.ts';
import { tokenBody } from '../support/token-actors.ts';
import { bringIn } from './bring-in.ts';
import { newScene, type Race, type Scene, statusesOf, successesOf, type Track } from './race.ts';

/** The members and their roles, as one of them sees it. */
async function rolesIn({ here }: Track, workspace: Workspace, as: string): Promise<Map<string, string>> {
  const { body } = await here.succeed('listMembers', { as, path: { workspace: workspace.id } });
  return new Map(body.data.map(({ user_id, role_id }) => [user_id, role_id]));
}

const member = (workspace: Workspace, person: Person) => ({
  path: { workspace: workspace.id, user_id: person.id },
});

/** How often an action happened in the workspace, whoever it happened to. */
const count = async ({ here }: Track, { owner, workspace }: Scene, action: string): Promise<number> =>
  (await readTrail(here, { as: owner.session, workspace: workspace.id }, { action })).length;

const ownersOf = (roles: ReadonlyMap<string, string>): string[] =>
  [...roles].filter(([, role]) => role === 'owner').map(([id]) => id);

async function twoOwners(track: Track) {
  const scene = await newScene(track);
  const other = await signUpPerson(track.here);
  await bringIn(track.here, scene, other, 'owner');
  return { ...scene, other };
}

export const memberRaces: readonly Race[] = [
  {
    title: 'two owners take the role from each other: one owner is left, and one event',
    setUp: async (track) => {
      const { owner: first, other: second, workspace } = await twoOwners(track);
      let events = 0;
      return async () => {
        const { here, there } = track;
        const body = { role_id: 'member' };
        const answers = await track.together(
          () => here.ask('updateMember', { as: first.session, ...member(workspace, second), body }),
          () => there.ask('updateMember', { as: second.session, ...member(workspace, first), body }),
        );
        const [byFirst] = answers;
        assert.equal(successesOf(answers).length, 1, statusesOf(answers));
        const [left, gone] = byFirst.status === 200 ? [first, second] : [second, first];
        const roles = await rolesIn(track, workspace, left.session);
        assert.deepEqual(ownersOf(roles), [left.id]);
        events += 1;
        assert.equal(await count(track, { owner: left, workspace }, 'member.role_changed'), events);
        await here.succeed('updateMember', {
          as: left.session,
          ...member(workspace, gone),
          body: { role_id: 'owner' },
        });
        events += 1;
        return statusesOf(answers);
      };
    },
  },
  {
    title: 'two owners leave at once, one by the door and one by stepping down: one owner is left',
    setUp: async (track) => {
      const { owner: first, other: second, workspace } = await twoOwners(track);
      return async () => {
        const { here, there } = track;
        const answers = await track.together(
          () => here.ask('removeMember', { as: first.session, ...member(workspace, first) }),
          () =>
            there.ask('updateMember', {
              as: second.session,
              ...member(workspace, second),
              body: { role_id: 'viewer' },
            }),
        );
        const [leaving, steppingDown] = answers;
        assert.equal(successesOf(answers).length, 1, statusesOf(answers));
        const left = leaving.status === 204 ? second : first;
        assert.deepEqual(ownersOf(await rolesIn(track, workspace, left.session)), [left.id]);
        if (leaving.status === 204) await bringIn(track.here, { owner: second, workspace }, first, 'owner');
        else
          await here.succeed('updateMember', {
            as: first.session,
            ...member(workspace, second),
            body: { role_id: 'owner' },
          });
        return leaving.status === 204
          ? `leaves; step down ${steppingDown.status}`
          : `leave ${leaving.status}; steps down`;
      };
    },
  },
  {
    title: 'one invitation accepted by the invited person twice and by a stranger: one membership',
    setUp: async (track) => {
      const scene = await newScene(track);
      const { owner, workspace } = scene;
      const invited = await signUpPerson(track.here);
      const stranger = await signUpPerson(track.here);
      let accepted = 0;
      return async () => {
        const { here, there } = track;
        await invite(here, owner, workspace, invited.email, 'member');
        const code = await here.mailedCode(invited.email);
        const [once, twice, stolen] = await track.together(
          () => here.ask('acceptInvitation', { as: invited.session, body: { code } }),
          () => there.ask('acceptInvitation', { as: invited.session, body: { code } }),
          () => there.ask('acceptInvitation', { as: stranger.session, body: { code } }),
        );
        assert.equal(successesOf([once, twice]).length, 1, statusesOf([once, twice]));
        for (const { status, text } of [once, twice]) assert.ok([201, 409, 410].includes(status), text);
        assert.ok([403, 410].includes(stolen.status), stolen.text);
        const roles = await rolesIn(track, workspace, owner.session);
        assert.deepEqual(new Set(roles.keys()), new Set([owner.id, invited.id]));
        accepted += 1;
        assert.equal(await count(track, scene, 'invitation.accepted'), accepted);
        const again = await there.ask('acceptInvitation', { as: invited.session, body: { code } });
        assert.equal(again.status, 410, again.text);
        await here.succeed('removeMember', { as: owner.session, ...member(workspace, invited) });
        return `invited ${statusesOf([once, twice])}, stranger ${stolen.status}`;
      };
    },
  },
  {
    title: 'an invitation accepted × withdrawn: a member, or nobody',
    setUp: async (track) => {
      const scene = await newScene(track);
      const { owner, workspace } = scene;
      let accepted = 0;
      let revoked = 0;
      return async () => {
        const { here, there } = track;
        // Somebody else each time: withdrawn again and again, it would be stopped as mail that nobody wants.
        const invited = await signUpPerson(here);
        const { body } = await invite(here, owner, workspace, invited.email, 'member');
        const code = await here.mailedCode(invited.email);
        const path = { workspace: workspace.id, invitation_id: body.id };
        const [acceptance, withdrawal] = await track.together(
          () => here.ask('acceptInvitation', { as: invited.session, body: { code } }),
          () => there.ask('revokeInvitation', { as: owner.session, path }),
        );
        assert.ok([201, 410].includes(acceptance.status), acceptance.text);
        assert.ok([204, 409].includes(withdrawal.status), withdrawal.text);
        const isMember = (await rolesIn(track, workspace, owner.session)).has(invited.id);
        assert.equal(isMember, acceptance.status === 201);
        accepted += isMember ? 1 : 0;
        revoked += isMember ? 0 : 1;
        assert.equal(await count(track, scene, 'invitation.accepted'), accepted);
        assert.equal(await count(track, scene, 'invitation.revoked'), revoked);
        if (isMember) await here.succeed('removeMember', { as: owner.session, ...member(workspace, invited) });
        return `accept ${acceptance.status}, withdraw ${withdrawal.status}`;
      };
    },
  },
  {
    title: 'member removed × personal token made: it never reaches the workspace, not even when its owner is back',
    setUp: async (track) => {
      const scene = await newScene(track);
      const { owner, workspace } = scene;
      const person = await signUpPerson(track.here);
      let removals = 0;
      return async () => {
        const { here, there } = track;
        await bringIn(track.here, scene, person, 'member');
        const body = tokenBody(track.dice.chance(0.5) ? [workspace] : 'all');
        const [creation, removal] = await track.together(
          () => here.ask('createPersonalToken', { as: person.session, body }),
          () => there.ask('removeMember', { as: owner.session, ...member(workspace, person) }),
        );
        assert.equal(removal.status, 204, removal.text);
        assert.ok([201, 409, 422].includes(creation.status), creation.text);
        const question = { workspace: workspace.id, action: 'invoices.read', resource: 'invoices:1' };
        const tokens = successesOf([creation]).map(({ text }) => JSON.parse(text) as CreatedToken);
        const reaches = async (): Promise<boolean> =>
          (await Promise.all(tokens.map(({ secret }) => track.verdicts(secret, question)))).flat().includes('allowed');
        assert.equal(await reaches(), false, 'it reaches a workspace that its owner has left');
        const removed = await readTrail(
          here,
          { as: owner.session, workspace: workspace.id },
          { action: 'member.removed' },
        );
        removals += 1;
        assert.equal(removed.length, removals);
        await bringIn(track.here, scene, person, 'member');
        const isBack = await reaches();
        // Only a token of all workspaces can be made after the leaving, and then rightly comes back with its owner.
        const isNewer = tokens.some(({ created_at }) => created_at > (removed[0]?.occurred_at ?? ''));
        assert.ok(!isBack || (isAll(body) && isNewer), 'it came back with its owner');
        for (const { id } of tokens)
          await here.ask('revokePersonalToken', { as: person.session, path: { token_id: id } });
        await here.succeed('removeMember', { as: owner.session, ...member(workspace, person) });
        removals += 1;
        return `${isAll(body) ? 'all' : 'list'} ${creation.status}${isBack ? ', made after the leaving' : ''}`;
      };
    },
  },
  {
    title: 'one slug taken twice: one workspace',
    setUp: async (track) => {
      const people = [await signUpPerson(track.here), await signUpPerson(track.here)] as const;
      return async () => {
        const { here, there } = track;
        const body = { name: 'Workspace', slug: unique('slug') };
        const answers = await track.together(
          () => here.ask('createWorkspace', { as: people[0].session, body }),
          () => there.ask('createWorkspace', { as: people[1].session, body }),
        );
        assert.equal(statusesOf(answers), '201 409');
        const path = { workspace: body.slug };
        const looks = await Promise.all(people.map(({ session }) => there.ask('getWorkspace', { as: session, path })));
        assert.deepEqual(
          looks.map(({ status }) => status),
          answers.map(({ status }) => (status === 201 ? 200 : 404)),
        );
        const winner = people[answers[0].status === 201 ? 0 : 1];
        const created = await readTrail(here, { as: winner.session, workspace: body.slug });
        assert.deepEqual(
          created.map(({ action }) => action),
          ['workspace.created'],
        );
        return statusesOf(answers);
      };
    },
  },
];

const isAll = (body: Readonly<Record<string, unknown>>): boolean =>
  (body.workspaces as { readonly kind: string }).kind === 'all';
