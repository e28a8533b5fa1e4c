import fc, { type AsyncCommand } from 'fast-check';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, objectOf, stringOf } from '../../contract/document.ts';
import { holdForAll } from '../../generated-input/hold-for-all.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';

/** The role of each person who belongs to the workspace, as whoever has followed the contract thinks of it. */
interface Model {
  readonly roles: Map<number, string>;
}

interface Place {
  readonly context: CheckContext;
  readonly owner: Person;
  readonly workspace: Workspace;
  readonly people: readonly Person[];
}

type MemberCommand = AsyncCommand<Model, Place>;

/** Who is in the list of members, and who may read the workspace, is who belongs to it. */
const agree = async ({ roles }: Model, { context, owner, workspace, people }: Place): Promise<void> => {
  const { call, given, send, expect } = context;
  const path = { workspace: workspace.id };
  const list = await given.succeeds(call('listMembers', { as: owner.session, path }));
  const listed = arrayOf(bodyOf(list).data)
    .map(objectOf)
    .map((member) => `${stringOf(member.user_id)} ${stringOf(member.role_id)}`);
  const wanted = people.flatMap(({ id }, index) => {
    const role = roles.get(index);
    return role === undefined ? [] : [`${id} ${role}`];
  });
  const all = [`${owner.id} owner`, ...wanted].sort().join(', ');
  expect.that(listed.sort().join(', ') === all, all, listed.join(', '), list.exchange);
  for (const [index, person] of people.entries()) {
    const read = await send(call('getWorkspace', { as: person.session, path }));
    const expected = roles.has(index) ? 200 : 404;
    expect.that(read.answer.status === expected, `${expected} for ${person.id}`, read.answer.status, read);
  }
};

const command = (
  name: string,
  index: number,
  run: (model: Model, place: Place, person: Person) => Promise<void>,
): MemberCommand => ({
  check: () => true,
  run: async (model, place) => {
    const person = place.people[index];
    if (person === undefined) return;
    await run(model, place, person);
    await agree(model, place);
  },
  toString: () => `${name} ${index}`,
});

/** Whoever belongs to the workspace already is not invited again. */
const join = (index: number, role: string): MemberCommand =>
  command(`join as ${role}`, index, async ({ roles }, { context, owner, workspace }, person) => {
    const { call, provision, send, expect } = context;
    const body = { email: person.email, role_id: role };
    const invited = await send(
      call('createInvitation', { as: owner.session, path: { workspace: workspace.id }, body }),
    );
    const expected = roles.has(index) ? 409 : 201;
    expect.that(invited.answer.status === expected, `${expected} for an invitation`, invited.answer.status, invited);
    if (roles.has(index)) return;
    await provision.accept(person);
    roles.set(index, role);
  });

const end = (name: string, index: number, isOwn: boolean): MemberCommand =>
  command(name, index, async ({ roles }, { context, owner, workspace }, person) => {
    const path = { workspace: workspace.id, user_id: person.id };
    const as = isOwn ? person.session : owner.session;
    const ended = await context.send(context.call('removeMember', { as, path }));
    const expected = roles.has(index) ? 204 : 404;
    context.expect.that(ended.answer.status === expected, `${expected} for an end`, ended.answer.status, ended);
    roles.delete(index);
  });

const change = (index: number, role: string): MemberCommand =>
  command(`becomes ${role}`, index, async ({ roles }, { context, owner, workspace }, person) => {
    const path = { workspace: workspace.id, user_id: person.id };
    const changed = await context.send(
      context.call('updateMember', { as: owner.session, path, body: { role_id: role } }),
    );
    const expected = roles.has(index) ? 200 : 404;
    context.expect.that(changed.answer.status === expected, `${expected} for a role`, changed.answer.status, changed);
    if (roles.has(index)) roles.set(index, role);
  });

const commandsOf = (roles: readonly string[]) => {
  const [indexes, role] = [fc.nat({ max: 1 }), fc.constantFrom(...roles)];
  return [
    fc.tuple(indexes, role).map(([index, one]) => join(index, one)),
    fc.tuple(indexes, role).map(([index, one]) => change(index, one)),
    indexes.map((index) => end('leaves', index, true)),
    indexes.map((index) => end('is removed', index, false)),
  ];
};

export const memberships: readonly Check[] = [
  {
    id: 'FUZ-04/members',
    title: 'whoever joins, changes and leaves in whatever order, those belong to a workspace whom a small model names',
    run: async (context) => {
      const { provision, seed } = context;
      const owner = await provision.owner();
      const people = [await provision.newcomer(), await provision.newcomer()];
      const { viewer } = await provision.memberRoles();
      let steps = 0;
      const play = async (sequence: Iterable<MemberCommand>): Promise<void> => {
        const workspace = await provision.workspace(owner);
        const real = { context, owner, workspace, people };
        await fc.asyncModelRun(() => ({ model: { roles: new Map<number, string>() }, real }), sequence);
        steps += [...sequence].length;
      };
      const lists = fc.commands(commandsOf(['admin', viewer]), { maxCommands: 14, size: 'max' });
      const sequences = await holdForAll(lists, play, { seed, runs: 4 });
      context.note(`${sequences} sequences, ${steps} commands`);
    },
  },
];
