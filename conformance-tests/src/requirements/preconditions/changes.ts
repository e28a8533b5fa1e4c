import type { Check, CheckContext } from '../../check.ts';
import { type JsonObject, stringOf } from '../../contract/document.ts';
import { requireRefusal } from '../../expect.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { grantOf, idOf, ifStillAs } from '../../tour/visit.ts';
import type { WireRequest } from '../../wire/exchange.ts';
import { inOneOrder } from '../in-one-order.ts';
import { idsOf } from './versioned.ts';

/** Something that can be changed member by member. */
interface Changeable {
  readonly read: WireRequest;
  update(body: JsonObject): Promise<WireRequest>;
  /** Changes of one member each. */
  readonly changes: readonly JsonObject[];
  /** Members that may be cleared, and those that may not. */
  readonly clearable: readonly string[];
  readonly lasting: readonly string[];
}

const soon = (): string => new Date(Math.ceil(Date.now() / 86_400_000 + 7) * 86_400_000).toISOString();

const tokenChanges = (name: string): readonly JsonObject[] => [
  { name },
  { description: 'Reads the reports' },
  { resource_limit: ['reports:*'] },
  { expires_at: soon() },
];

const changeables = async (
  context: CheckContext,
  owner: Person,
  workspace: Workspace,
): Promise<readonly Changeable[]> => {
  const { call, given, provision } = context;
  const as = owner.session;
  const path = { workspace: workspace.id };
  const policy = await given.succeeds(call('getPolicy', { as, path }));
  const lasting = { ...bodyOf(policy), maximum_token_days: null };
  await given.succeeds(call('setPolicy', { as, path, headers: ifStillAs(policy), body: lasting }));
  const [key, token] = [await provision.key(owner, workspace), await provision.personalToken(owner, [workspace])];
  const { granted, withheld } = await provision.vocabulary();
  const body = { name: provision.uniqueName(), description: 'Before', grants: [grantOf(granted)] };
  const role = { ...path, role_id: idOf(await given.succeeds(call('createRole', { as, path, body }))) };
  const readRole = call('getRole', { as, path: role });
  const [keyPath, tokenPath] = [{ ...path, token_id: key.id }, { token_id: token.id }];
  const clearable = ['description', 'resource_limit', 'expires_at'];
  return [
    {
      read: call('getWorkspaceKey', { as, path: keyPath }),
      update: async (change) => call('updateWorkspaceKey', { as, path: keyPath, body: change }),
      changes: tokenChanges(provision.uniqueName()),
      clearable,
      lasting: ['name', 'permission'],
    },
    {
      read: call('getPersonalToken', { as, path: tokenPath }),
      update: async (change) => call('updatePersonalToken', { as, path: tokenPath, body: change }),
      changes: tokenChanges(provision.uniqueName()),
      clearable,
      lasting: ['name', 'permission'],
    },
    {
      read: readRole,
      update: async (change) => {
        const read = await given.succeeds(readRole);
        return call('updateRole', { as, path: role, body: change, headers: ifStillAs(read) });
      },
      changes: [{ name: provision.uniqueName() }, { description: 'After' }, { grants: [grantOf(withheld)] }],
      clearable: ['description'],
      lasting: ['name', 'grants'],
    },
  ];
};

/** What is empty may be absent, and a time is shown in one form, in which it need not have been sent. */
const same = (left: unknown, right: unknown): boolean =>
  inOneOrder(left) === inOneOrder(right) ||
  (typeof left === 'string' && typeof right === 'string' && Date.parse(left) === Date.parse(right));

/** The members that differ, without those that tell of use. */
const differing = (before: JsonObject, after: JsonObject): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => name !== 'last_used_at' && !same(before[name], after[name]),
  );

const requireOnly = async ({ given, expect }: CheckContext, one: Changeable, change: JsonObject): Promise<void> => {
  const before = bodyOf(await given.succeeds(one.read));
  await given.succeeds(await one.update(change));
  const after = await given.succeeds(one.read);
  const [[name = '', value] = []] = Object.entries(change);
  expect.that(
    same(bodyOf(after)[name], value),
    `${name} ${JSON.stringify(value)}`,
    bodyOf(after)[name],
    after.exchange,
  );
  const others = differing(before, bodyOf(after)).filter((member) => member !== name);
  expect.that(others.length === 0, `a change of ${name} alone`, `changes of ${others.join(', ')} too`, after.exchange);
};

export const changes: readonly Check[] = [
  {
    id: 'ETG-05/only-what-was-sent',
    title: 'an update changes the members that it names and no other, and null clears what may be empty',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const person = await provision.newcomer();
      const workspace = await provision.workspace(person);
      for (const one of await changeables(context, person, workspace)) {
        for (const change of one.changes) await requireOnly(context, one, change);
        for (const name of one.clearable) await requireOnly(context, one, { [name]: null });
        const before = bodyOf(await given.succeeds(one.read));
        for (const name of one.lasting)
          requireRefusal(await send(await one.update({ [name]: null })), { status: 400, code: 'invalid_request' });
        const after = bodyOf(await given.succeeds(one.read));
        expect.that(differing(before, after).length === 0, 'no change by what was refused', differing(before, after));
      }
      const me = call('getMe', { as: person.session });
      const name = provision.uniqueName();
      const before = bodyOf(await given.succeeds(me)).user as JsonObject;
      await given.succeeds(call('updateMe', { as: person.session, body: { name } }));
      const after = bodyOf(await given.succeeds(me)).user as JsonObject;
      expect.that(differing(before, after).join() === 'name' && after.name === name, 'the name alone', after);
    },
  },
  {
    id: 'DEL-01/gone',
    title: 'what is deleted is gone from reads and lists, and a second deletion finds nothing',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const [as, workspace] = [owner.session, await provision.workspace(owner)];
      const path = { workspace: workspace.id, role_id: (await provision.role(owner, workspace, [])).id };
      const things = [
        ['deleteRole', 'getRole', 'listRoles', path.role_id],
        ['deleteWorkspace', 'getWorkspace', 'listWorkspaces', workspace.id],
      ] as const;
      for (const [deletion, reading, listing, id] of things) {
        const read = await given.succeeds(call(reading, { as, path }));
        const list = call(listing, { as, path });
        const listed = idsOf(bodyOf(await given.succeeds(list)));
        expect.that(listed.includes(id), `${id} in the list`, listed);
        await given.succeeds(call(deletion, { as, path }));
        const gone = { status: 404, code: 'not_found' };
        await expect.refused(read, gone);
        await expect.refused(read, gone, () => call(deletion, { as, path }));
        const left = idsOf(bodyOf(await given.succeeds(list)));
        expect.that(!left.includes(id), `no ${id} in the list`, left);
      }
    },
  },
  {
    id: 'DEL-01/ended',
    title: 'what is withdrawn shows as ended, and withdrawing it again changes nothing',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const [as, workspace] = [owner.session, await provision.workspace(owner)];
      const path = { workspace: workspace.id };
      const body = { email: `${provision.uniqueName()}@conformance.example`, role_id: 'admin' };
      const invitation = idOf(await given.succeeds(call('createInvitation', { as, path, body })));
      const key = await provision.key(owner, workspace);
      const things = [
        ['revokeInvitation', 'getInvitation', { ...path, invitation_id: invitation }],
        ['revokeWorkspaceKey', 'getWorkspaceKey', { ...path, token_id: key.id }],
      ] as const;
      for (const [ending, reading, at] of things) {
        await given.succeeds(call(ending, { as, path: at }));
        const ended = await given.succeeds(call(reading, { as, path: at }));
        expect.that(stringOf(bodyOf(ended).state) === 'revoked', 'state revoked', bodyOf(ended).state, ended.exchange);
        await given.succeeds(call(ending, { as, path: at }));
        const after = await given.succeeds(call(reading, { as, path: at }));
        expect.that(differing(bodyOf(ended), bodyOf(after)).length === 0, 'no change by the second', bodyOf(after));
      }
    },
  },
];
