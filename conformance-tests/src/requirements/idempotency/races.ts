import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf } from '../../contract/document.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { bodyText, type Exchange, header, type WireRequest } from '../../wire/exchange.ts';

const races = 5;
const racers = 4;

const creationOf = (
  { call, provision }: CheckContext,
  { session: as }: Pick<Person, 'session'>,
  { id }: Workspace,
): WireRequest => {
  const name = provision.uniqueName();
  const body = { name, environment: 'live', permission: { kind: 'grants', grants: [] } };
  const headers = [['Idempotency-Key', `${name}-${crypto.randomUUID()}`]] as const;
  return call('createWorkspaceKey', { as, path: { workspace: id }, body, headers });
};

const toldBy = ({ answer }: Exchange): string =>
  [answer.status, header(answer, 'location'), bodyText(answer)].join('\n');

const keyCount = async ({ call, given }: CheckContext, person: Person, { id }: Workspace): Promise<number> => {
  const list = call('listWorkspaceKeys', { as: person.session, path: { workspace: id }, query: { limit: 100 } });
  return arrayOf(bodyOf(await given.succeeds(list)).data).length;
};

export const idempotentRaces: readonly Check[] = [
  {
    id: 'IDM-03/at-once',
    title: 'of requests with one key at the same moment one takes effect, and all tell the same',
    run: async (context) => {
      const { provision, together, expect } = context;
      const person = await provision.owner();
      const workspace = await provision.workspace(person);
      for (let race = 1; race <= races; race += 1) {
        const create = creationOf(context, person, workspace);
        const answers = await together(Array.from({ length: racers }, () => create));
        const told = new Set(answers.map(toldBy));
        const statuses = answers.map(({ answer }) => answer.status);
        expect.that(
          statuses.every((status) => status === 201),
          '201 for each',
          statuses,
          answers.find(({ answer }) => answer.status !== 201),
        );
        expect.that(told.size === 1, 'one answer for all', `${told.size} different ones`, answers[0]);
        const made = await keyCount(context, person, workspace);
        expect.that(made === race, `${race} keys after ${race} races`, made);
      }
    },
  },
  {
    id: 'IDM-04/kept-as-declared',
    title: 'a key is known as long as declared, and free for something else afterwards',
    run: async (context) => {
      const { call, given, provision, send, later, times, expect } = context;
      const person = await provision.newcomer();
      const name = provision.uniqueName();
      const headers = [['Idempotency-Key', `${name}-${crypto.randomUUID()}`]] as const;
      const create = (as: Person['session'], body: { readonly name: string }) =>
        call('createWorkspace', { as, body, headers });
      const first = await given.succeeds(create(person.session, { name }));
      const { idempotencyKeySeconds: kept, marginSeconds: margin } = times;
      // The first session has ended by then: keys belong to people, not to their sessions.
      const { email, password } = person;
      const signedIn = await given.succeeds(later(kept - 2 * margin)(call('signIn', { body: { email, password } })));
      const as = bearer(String(bodyOf(signedIn).session_token));
      const again = await send(later(kept - margin)(create(as, { name })));
      expect.that(toldBy(again) === toldBy(first.exchange), toldBy(first.exchange), toldBy(again), again);
      const other = await send(later(kept - margin)(create(as, { name: `${name}-other` })));
      expect.that(
        other.answer.status === 422,
        '422 for another body while the key is kept',
        other.answer.status,
        other,
      );
      const free = await send(later(kept + margin)(create(as, { name: `${name}-other` })));
      expect.that(free.answer.status === 201, '201 once the key is free', free.answer.status, free);
    },
  },
  {
    id: 'IDM-09/right-lost',
    title: 'whoever has lost the right to a creation gets its answer no more',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { viewer } = await provision.memberRoles();
      const admin = await provision.member(owner, workspace, 'admin');
      const control = await given.succeeds(creationOf(context, admin, workspace));
      const replayed = await given.succeeds(control.request);
      expect.that(
        toldBy(replayed.exchange) === toldBy(control.exchange),
        'the same answer',
        'another one',
        replayed.exchange,
      );
      const path = { workspace: workspace.id, user_id: admin.id };
      await given.succeeds(call('updateMember', { as: owner.session, path, body: { role_id: viewer } }));
      await expect.refused(control, { status: 403, code: 'insufficient_permissions' });
      await given.succeeds(call('removeMember', { as: owner.session, path }));
      await expect.refused(control, { status: 404, code: 'not_found' });
    },
  },
];
