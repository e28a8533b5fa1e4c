import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, objectOf } from '../../contract/document.ts';
import { longestMailSeconds } from '../../hooks/outbox.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { type WireRequest, withBody } from '../../wire/exchange.ts';
import { lookUntil } from '../audit/trail.ts';
import { completeReset, newAddress, resetCode } from '../lifecycle/mailed-codes.ts';
import { oneWins, shuffled, times, told, winnersOf } from './outcomes.ts';

const inviteAs = ({ call, given }: CheckContext, inviter: Person, workspace: Workspace, email: string, role: string) =>
  given.succeeds(
    call('createInvitation', {
      as: inviter.session,
      path: { workspace: workspace.id },
      body: { email, role_id: role },
    }),
  );

/** Their role in the workspace now; nothing for somebody who is no member. */
const roleOf = async ({ call, send }: CheckContext, { session }: Person, { id }: Workspace): Promise<unknown> =>
  told(await send(call('getMyPermissions', { as: session, query: { workspace: id } }))).role;

export const racesOfPeople: readonly Check[] = [
  {
    id: 'RAC-03/last-owner',
    title: 'however two owners leave, step down or remove each other at the same moment, one stays',
    run: async (context) => {
      const { call, together, provision, expect } = context;
      const [first, second] = [await provision.outsider(), await provision.newcomer()];
      const { member } = await provision.memberRoles();
      const at = (workspace: Workspace, person: Person) => ({ workspace: workspace.id, user_id: person.id });
      const stepsDown = (by: Person, who: Person, workspace: Workspace): WireRequest =>
        call('updateMember', { as: by.session, path: at(workspace, who), body: { role_id: member } });
      const leaves = (by: Person, who: Person, workspace: Workspace): WireRequest =>
        call('removeMember', { as: by.session, path: at(workspace, who) });
      for (const [one, other, target] of [
        [stepsDown, stepsDown, 'self'],
        [leaves, leaves, 'self'],
        [stepsDown, leaves, 'each other'],
      ] as const) {
        const workspace = await provision.workspace(first);
        await inviteAs(context, first, workspace, second.email, 'owner');
        await provision.accept(second);
        const [ofFirst, ofSecond] = target === 'self' ? [first, second] : [second, first];
        const requests = [one(first, ofFirst, workspace), other(second, ofSecond, workspace)];
        const answers = await together(shuffled(context, requests));
        const roles = [await roleOf(context, first, workspace), await roleOf(context, second, workspace)];
        expect.that(roles.includes('owner'), 'an owner who stays', roles, answers[0]);
      }
    },
  },
  {
    id: 'RAC-05/invitation',
    title: 'an invitation that is accepted many times at the same moment makes one membership',
    run: async (context) => {
      const { call, given, mailedCode, provision, expect } = context;
      const [owner, person] = [await provision.outsider(), await provision.newcomer()];
      const workspace = await provision.workspace(owner);
      const { member } = await provision.memberRoles();
      await inviteAs(context, owner, workspace, person.email, member);
      const body = { code: await mailedCode(person.email, 'invitation') };
      await oneWins(
        context,
        times(6, () => call('acceptInvitation', { as: person.session, body })),
      );
      const path = { workspace: workspace.id };
      const listed = await given.succeeds(call('listMembers', { as: owner.session, path }));
      const ids = arrayOf(bodyOf(listed).data).map((node) => JSON.stringify(objectOf(node)));
      const places = ids.filter((text) => text.includes(person.id)).length;
      expect.that(places === 1, `one place for ${person.id}`, places, listed.exchange);
    },
  },
  {
    id: 'RAC-08/mailed-code',
    title:
      'a mailed code that is used many times at the same moment works once, and the password is that of the one it worked for',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.newcomer();
      const code = await resetCode(context, person);
      const passwords = times(4, () => provision.password());
      const requests = passwords.map((password) => completeReset(context, code, password));
      const winner = await oneWins(context, requests);
      const right = passwords.find((password) => String(winner.request.body).includes(password)) ?? '';
      await provision.signIn({ email: person.email, password: right });
      const { email } = person;
      const control = await given.succeeds(call('signIn', { body: { email, password: right } }));
      for (const password of passwords.filter((one) => one !== right))
        await expect.refused(control, { status: 401, code: 'invalid_credentials' }, (request) =>
          withBody(request, JSON.stringify({ email, password })),
        );
    },
  },
  {
    id: 'RAC-10/sign-up',
    title: 'of sign-ups of one address at the same moment one makes an account',
    run: async (context) => {
      const { call, given, together, mails, provision, expect } = context;
      const mode = await provision.signUpMode();
      const email = newAddress(context);
      const people = times(4, () => ({ email, password: provision.password(), name: provision.uniqueName() }));
      const signUps = people.map((body) => call('signUp', { body }));
      if (mode === 'open') {
        const winner = await oneWins(context, signUps);
        const right = people.find(({ password }) => String(winner.request.body).includes(password));
        await provision.signIn({ email, password: right?.password ?? '' });
        return;
      }
      if (mode === 'closed') {
        // Operators can make accounts, so a refused sign-up says something.
        const made = { email: newAddress(context), name: provision.uniqueName() };
        await given.succeeds(call('createUser', { as: context.operator.session, body: made }));
        const answers = await together(signUps);
        expect.that(winnersOf(answers).length === 0, 'no sign-up', 'one', winnersOf(answers)[0]);
        return;
      }
      await together(signUps);
      const mailed = async () => (await mails(email)).map(({ data }) => data.code).filter((code) => code !== undefined);
      const codes = await lookUntil(context, mailed, ({ length }) => length >= signUps.length, longestMailSeconds);
      expect.that(codes.length > 0, `a mail to ${email} with a code`, 'none');
      // The newest counts, with the password of its sign-up: each of those twice, or nothing meets itself.
      const completions = [codes[0], ...codes].flatMap((code) =>
        people.map(({ password }) => call('completeEmailVerification', { body: { code, password } })),
      );
      const winner = await oneWins(context, completions);
      const right = people.find(({ password }) => String(winner.request.body).includes(password));
      await provision.signIn({ email, password: right?.password ?? '' });
    },
  },
];
