import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf, type Key, type Person, type Workspace } from '../../provision.ts';
import { grantOf } from '../../tour/visit.ts';
import { bodyText } from '../../wire/exchange.ts';
import { changePolicy } from '../change-policy.ts';
import { judging, type Outcome } from '../verifying.ts';

interface Joined {
  readonly owner: Person;
  readonly workspace: Workspace;
  readonly wide: { readonly id: string };
  readonly member: Person;
}

/** Somebody who has joined a workspace of the check's own, in a role that allows both actions of the vocabulary. */
const joined = async ({ provision }: CheckContext): Promise<Joined> => {
  const owner = await provision.owner();
  const workspace = await provision.workspace(owner);
  const { granted, withheld } = await provision.vocabulary();
  const wide = await provision.role(owner, workspace, [grantOf(granted), grantOf(withheld)]);
  return { owner, workspace, wide, member: await provision.member(owner, workspace, wide.id) };
};

type Reach = (outcome: Outcome, token: Key, workspace: Workspace, when: string, action?: string) => Promise<void>;

/** Asks whether a token may do in a workspace what it is granted. */
const reaching = async (context: CheckContext): Promise<Reach> => {
  const judge = await judging(context);
  const { granted, resource } = await context.provision.vocabulary();
  return async (outcome, token, workspace, when, action = granted) => {
    const question = { credential: token.secret, workspace: workspace.slug, action, resource };
    await judge(outcome, question, `${when} (${action} in ${workspace.slug})`);
  };
};

const bothActions = async ({ provision }: CheckContext): Promise<JsonObject> => {
  const { granted, withheld } = await provision.vocabulary();
  return { permission: { kind: 'grants', grants: [grantOf(granted), grantOf(withheld)] } };
};

const inviteAgain = async (context: CheckContext, { owner, workspace, wide, member }: Joined): Promise<void> => {
  const { call, given, provision } = context;
  const body = { email: member.email, role_id: wide.id };
  await given.succeeds(call('createInvitation', { as: owner.session, path: { workspace: workspace.slug }, body }));
  await provision.accept(member);
};

export const personalTokenReach: readonly Check[] = [
  {
    id: 'PAT-13/role',
    title: 'a smaller role of its owner narrows a token at the next request, and the role back restores it',
    run: async (context) => {
      const { call, given, provision } = context;
      const { owner, workspace, wide, member } = await joined(context);
      const { granted, withheld } = await provision.vocabulary();
      const narrow = await provision.role(owner, workspace, [grantOf(granted)]);
      const token = await provision.personalToken(member, [workspace], await bothActions(context));
      const reach = await reaching(context);
      const path = { workspace: workspace.slug, user_id: member.id };
      const giveRole = (role: { readonly id: string }) =>
        given.succeeds(call('updateMember', { as: owner.session, path, body: { role_id: role.id } }));
      await reach('allowed', token, workspace, 'in the wide role', withheld);
      await giveRole(narrow);
      await reach('denied', token, workspace, 'in the narrow role', withheld);
      await reach('allowed', token, workspace, 'in the narrow role', granted);
      await giveRole(wide);
      await reach('allowed', token, workspace, 'in the wide role again', withheld);
    },
  },
  {
    id: 'PAT-18/dropped',
    title: "a workspace drops a member's token at once and for good, and the token goes on elsewhere",
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { owner, workspace, member } = await joined(context);
      const own = await provision.workspace(member);
      const [token, kept] = [
        await provision.personalToken(member, [workspace, own]),
        await provision.personalToken(member, [workspace]),
      ];
      const reach = await reaching(context);
      const path = { workspace: workspace.slug };
      const list = call('listWorkspacePersonalTokens', { as: owner.session, path });
      const before = bodyText((await given.succeeds(list)).exchange.answer);
      expect.that(before.includes(token.id) && before.includes(kept.id), 'both tokens listed', before);
      for (const place of [workspace, own]) await reach('allowed', token, place, 'before it is dropped');
      const drop = { as: owner.session, path: { ...path, token_id: token.id } };
      await given.succeeds(call('dropWorkspacePersonalToken', drop));
      await reach('denied', token, workspace, 'once it is dropped');
      await reach('allowed', token, own, 'once another workspace has dropped it');
      await reach('allowed', kept, workspace, 'once another token is dropped');
      const after = await given.succeeds(list);
      const ids = arrayOf(bodyOf(after).data).map((listed) => stringOf(objectOf(listed).id));
      expect.that(ids.includes(kept.id) && !ids.includes(token.id), `${kept.id} alone`, ids, after.exchange);
    },
  },
  {
    id: 'PAT-19/listed',
    title: 'a token reaches the workspaces it lists, and none that its owner is in besides or joins later',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const [listed, besides] = [await provision.workspace(owner), await provision.workspace(owner)];
      const [token, everywhere] = [
        await provision.personalToken(owner, [listed]),
        await provision.personalToken(owner, 'all'),
      ];
      const later = await provision.workspace(owner);
      const reach = await reaching(context);
      await reach('allowed', token, listed, 'where it is listed');
      for (const place of [besides, later]) {
        await reach('denied', token, place, 'where it is not listed');
        await reach('allowed', everywhere, place, 'for a token that reaches all');
      }
      const list = await given.succeeds(call('listWorkspaces', { as: bearer(token.secret) }));
      const ids = arrayOf(bodyOf(list).data).map((workspace) => stringOf(objectOf(workspace).id));
      expect.that(ids.join() === listed.id, `${listed.id} alone`, ids, list.exchange);
    },
  },
  {
    id: 'PAT-20/left',
    title: 'where its owner left, a token stays without access, also when the owner comes back',
    run: async (context) => {
      const { call, given, provision } = context;
      const scene = await joined(context);
      const { owner, workspace, member } = scene;
      const own = await provision.workspace(member);
      const tokens = [
        await provision.personalToken(member, 'all'),
        await provision.personalToken(member, [workspace, own]),
      ];
      const reach = await reaching(context);
      for (const token of tokens) await reach('allowed', token, workspace, 'while its owner is a member');
      const path = { workspace: workspace.slug, user_id: member.id };
      await given.succeeds(call('removeMember', { as: owner.session, path }));
      for (const token of tokens) await reach('denied', token, workspace, 'once its owner was removed');
      await inviteAgain(context, scene);
      for (const token of tokens) {
        await reach('denied', token, workspace, 'once its owner is back');
        await reach('allowed', token, own, 'where its owner never left');
      }
      const made = await provision.personalToken(member, 'all');
      await reach('allowed', made, workspace, 'for a token made since');
    },
  },
  {
    id: 'PAT-22/policy',
    title: 'a policy that forbids personal tokens stops those there are at the next request, and gives them back',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { owner, workspace, member } = await joined(context);
      const [theirs, ownersToken] = [
        await provision.personalToken(member, [workspace]),
        await provision.personalToken(owner, 'all'),
      ];
      const reach = await reaching(context);
      const create = () =>
        call('createPersonalToken', {
          as: member.session,
          body: {
            name: provision.uniqueName(),
            environment: 'live',
            workspaces: { kind: 'list', workspace_ids: [workspace.id] },
            permission: { kind: 'grants', grants: [] },
          },
        });
      const control = await given.succeeds(create());
      for (const [rule, forMember, forOwner] of [
        ['owners_and_admins', 'denied', 'allowed'],
        ['no_one', 'denied', 'denied'],
        ['all_members', 'allowed', 'allowed'],
      ] as const) {
        await changePolicy(context, owner, workspace, { personal_tokens: rule });
        await reach(forMember, theirs, workspace, `for the token of a member under ${rule}`);
        await reach(forOwner, ownersToken, workspace, `for the token of an owner under ${rule}`);
        if (forMember === 'denied') await expect.refused(control, { status: 403 }, create);
        else await given.succeeds(create());
      }
    },
  },
];
