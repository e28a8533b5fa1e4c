import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { objectOf, stringOf } from '../../contract/document.ts';
import { longestMailSeconds } from '../../hooks/outbox.ts';
import { bodyOf, type Person } from '../../provision.ts';
import { withBody } from '../../wire/exchange.ts';
import { lookUntil } from '../audit/trail.ts';
import { inOneOrder } from '../in-one-order.ts';
import { refuseRefresh } from '../refresh/renewal.ts';
import { confirmEmail, emailChangeCode, newAddress, requireGone } from './mailed-codes.ts';

/** What is known of the person, by their own account. */
const known = async ({ call, given }: CheckContext, { session }: Person) =>
  objectOf(bodyOf(await given.succeeds(call('getMe', { as: session }))).user);

export const account: readonly Check[] = [
  {
    id: 'LIF-06/confirmed',
    title: 'another address counts once the code that was mailed there is used, once, and the old address is told',
    run: async (context) => {
      const { given, mails, provision, expect } = context;
      const person = await provision.newcomer();
      const address = newAddress(context);
      const withoutCode = async () => (await mails(person.email)).filter(({ data }) => data.code === undefined);
      const before = (await withoutCode()).length;
      const code = await emailChangeCode(context, person, address);
      const waiting = stringOf((await known(context, person)).email);
      expect.that(waiting === person.email, `${person.email} until the code is used`, waiting);
      await given.succeeds(confirmEmail(context, code));
      const { email, email_verified: isVerified } = await known(context, person);
      expect.that(email === address && isVerified === true, `${address}, verified`, [email, isVerified]);
      const isTold = (told: readonly unknown[]): boolean => told.length > before;
      const told = await lookUntil(context, withoutCode, isTold, longestMailSeconds);
      expect.that(isTold(told), `another mail to ${person.email}, without a code`, `${told.length}, as before`);
      await requireGone(context, confirmEmail(context, code));
      await provision.signIn({ ...person, email: address });
    },
  },
  {
    id: 'LIF-08/deleted',
    title: 'a deleted account has no credentials left, and its password opens nothing',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.newcomer();
      const { accessToken, refreshToken } = await provision.renewable(person);
      const personal = await provision.personalToken(person, 'all');
      const minted = await provision.accessToken(bearer(personal.secret));
      const controls = [];
      for (const credential of [person.sessionToken, accessToken, personal.secret, minted])
        controls.push(await given.succeeds(call('getMe', { as: bearer(credential) })));
      const { email, password } = person;
      const signedIn = await given.succeeds(call('signIn', { body: { email, password } }));
      await given.succeeds(call('deleteMe', { as: person.session }));
      for (const control of controls) await expect.refused(control, { status: 401, challenge: 'invalid_token' });
      await refuseRefresh(context, refreshToken);
      const deleted = await expect.refused(signedIn, { status: 401, code: 'invalid_credentials' });
      const stranger = JSON.stringify({ email: newAddress(context), password });
      const unknown = await expect.refused(signedIn, { status: 401 }, (request) => withBody(request, stranger));
      expect.indistinguishable(deleted, unknown);
    },
  },
  {
    id: 'LIF-12/spellings',
    title: 'an address in capitals is the same account, for signing in as for signing up',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const person = await provision.newcomer();
      for (const email of [person.email.toUpperCase(), person.email.replace(/^c/, 'C')]) {
        const signedIn = await given.succeeds(call('signIn', { body: { email, password: person.password } }));
        const { user_id: userId } = objectOf(bodyOf(signedIn).session);
        expect.that(userId === person.id, `the account ${person.id}`, userId, signedIn.exchange);
      }
      const body = { email: person.email.toUpperCase(), password: provision.password(), name: person.email };
      const signedUp = await send(call('signUp', { body }));
      expect.that([202, 403, 409].includes(signedUp.answer.status), 'no account', signedUp.answer.status, signedUp);
      await provision.signIn(person);
      const control = await given.succeeds(
        call('signIn', { body: { email: person.email, password: person.password } }),
      );
      await expect.refused(control, { status: 401 }, (request) =>
        withBody(request, JSON.stringify({ email: person.email, password: body.password })),
      );
    },
  },
  {
    id: 'LIF-13/own-members',
    title: 'people change their name, and nothing that others vouch for',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.newcomer();
      const update = (body: unknown) => call('updateMe', { as: person.session, body });
      const name = `${provision.uniqueName()} the Second`;
      const control = await given.succeeds(update({ name }));
      const before = await known(context, person);
      expect.that(before.name === name, name, before.name);
      for (const body of [
        { email: newAddress(context) },
        { email_verified: false },
        { is_operator: true },
        { external_id: provision.uniqueName() },
        { login_count: 0 },
        { name: 'Another name', is_operator: true },
      ])
        await expect.refused(control, { status: [400, 403, 422] }, () => update(body));
      const after = await known(context, person);
      expect.that(inOneOrder(after) === inOneOrder(before), inOneOrder(before), after);
    },
  },
];
