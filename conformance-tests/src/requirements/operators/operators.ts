import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { bodyText, withBody } from '../../wire/exchange.ts';

const forbidden = { status: 403, code: 'insufficient_permissions' } as const;

export const operators: readonly Check[] = [
  {
    id: 'OPR-01/at-once',
    title: 'being an operator counts from the next request on, and stops counting as fast',
    run: async ({ call, given, provision, operator, expect }) => {
      const person = await provision.newcomer();
      const list = await given.succeeds(call('listUsers', { as: operator.session }));
      const asPerson = presenting(person.session);
      const place = (is_operator: boolean) =>
        call('setOperator', { as: operator.session, path: { user_id: person.id }, body: { is_operator } });
      await expect.refused(list, forbidden, asPerson);
      await given.succeeds(place(true));
      const asOperator = await given.succeeds(asPerson(list.request));
      const minted = bearer(await provision.accessToken(person.session));
      await given.succeeds(presenting(minted)(list.request));
      await given.succeeds(place(false));
      await expect.refused(asOperator, forbidden);
      await expect.refused(asOperator, forbidden, presenting(minted));
    },
  },
  {
    id: 'OPR-03/every-credential',
    title:
      "when an operator ends a person's credentials, sessions, access, refresh and personal tokens are dead, and the password is not",
    run: async ({ call, given, provision, operator, expect }) => {
      const person = await provision.newcomer();
      const other = await provision.signIn(person);
      const { accessToken, refreshToken } = await provision.renewable(person);
      const token = await provision.personalToken(person, 'all');
      const minted = await provision.accessToken(person.session);
      const credentials = [person.session, ...[other.token, accessToken, token.secret, minted].map(bearer)];
      const me = await given.succeeds(call('getMe', { as: person.session }));
      for (const credential of credentials) await given.succeeds(presenting(credential)(me.request));
      const path = { user_id: person.id };
      await given.succeeds(call('endUserCredentials', { as: operator.session, path }));
      for (const credential of credentials) await expect.refused(me, { status: 401 }, presenting(credential));
      const body = { grant_type: 'refresh_token', refresh_token: refreshToken };
      await expect.refused(me, { status: 400 }, () => call('issueToken', { body }));
      const again = await provision.signIn(person);
      await given.succeeds(call('getMe', { as: bearer(again.token) }));
    },
  },
  {
    id: 'OPR-04/first-password',
    title:
      'whoever got an account from an operator signs in after choosing a password with the mailed code, and not before',
    run: async ({ call, given, provision, operator, mailedCode, expect }) => {
      const name = provision.uniqueName();
      const email = `${name}@conformance.example`;
      const created = await given.succeeds(call('createUser', { as: operator.session, body: { email, name } }));
      const code = await mailedCode(email, 'set_password');
      expect.that(!bodyText(created.exchange.answer).includes(code), 'no code', 'the code', created.exchange);
      const signIn = (password: string) => call('signIn', { body: { email, password } });
      const refusal = { status: 401, code: 'invalid_credentials' };
      const chosen = provision.password();
      for (const guess of [email, code, chosen]) await expect.refused(created, refusal, () => signIn(guess));
      const choose = await given.succeeds(call('completePasswordReset', { body: { code, password: chosen } }));
      const { token } = await provision.signIn({ email, password: chosen });
      await given.succeeds(call('getMe', { as: bearer(token) }));
      await expect.refused(choose, { status: 410 });
    },
  },
  {
    id: 'OPR-05/unique',
    title: 'an external id belongs to one person of the deployment, and nobody but an operator gives one',
    run: async ({ call, given, provision, operator, expect }) => {
      const externalId = provision.uniqueName();
      const create = () => {
        const name = provision.uniqueName();
        const body = { email: `${name}@conformance.example`, name, external_id: externalId };
        return call('createUser', { as: operator.session, body });
      };
      const created = await given.succeeds(create());
      const userId = stringOf(bodyOf(created).id);
      const read = await given.succeeds(call('getUser', { as: operator.session, path: { user_id: userId } }));
      expect.that(bodyOf(read).external_id === externalId, externalId, bodyOf(read).external_id, read.exchange);
      await expect.refused(created, { status: 409, code: 'name_taken' }, create);
      const person = await provision.newcomer();
      await expect.refused(created, forbidden, () => presenting(person.session)(create()));
      const renamed = await given.succeeds(
        call('updateMe', { as: person.session, body: { name: provision.uniqueName() } }),
      );
      const body = JSON.stringify({ external_id: provision.uniqueName() });
      await expect.refused(renamed, { status: 400 }, (request) => withBody(request, body));
    },
  },
  {
    id: 'OPR-06/used-up',
    title: 'a deployment that is set up makes no further operator, whoever brings the setup token',
    run: async ({ call, given, provision, operator, expect }) => {
      await given.succeeds(call('listUsers', { as: operator.session }));
      const name = provision.uniqueName();
      const email = `${name}@conformance.example`;
      const password = provision.password();
      const setupToken = operator.setupToken ?? 'a-setup-token-that-nobody-has-printed';
      const setUp = call('completeSetup', { body: { setup_token: setupToken, email, password, name } });
      const control = await given.succeeds(call('getMe', { as: operator.session }));
      // One that was used before is gone. One that never was may be told from it, as a token that was not printed.
      const isRealOne = operator.setupToken !== undefined;
      await expect.refused(control, isRealOne ? { status: 410, code: 'gone' } : { status: [401, 410] }, () => setUp);
      await expect.refused(control, { status: 401 }, () => call('signIn', { body: { email, password } }));
    },
  },
];
