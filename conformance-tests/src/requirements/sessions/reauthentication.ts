import { bearer } from '../../call.ts';
import type { Check } from '../../check.ts';
import { arrayOf, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { withBody } from '../../wire/exchange.ts';

const ended = { status: 401, code: 'invalid_token', challenge: 'invalid_token' } as const;

export const reauthentication: readonly Check[] = [
  {
    id: 'SES-23/new-token',
    title: 'giving the password again replaces the token of the session and nothing else of it',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const spare = await provision.signIn(person);
      const control = await given.succeeds(call('getMe', { as: person.session }));
      const again = await given.succeeds(
        call('reauthenticate', {
          as: person.session,
          path: { session_id: 'current' },
          body: { password: person.password },
        }),
      );
      const token = stringOf(bodyOf(again).session_token);
      expect.that(token !== '' && token !== person.sessionToken, 'another session token', 'none, or the same');
      await expect.refused(control, ended);
      await given.succeeds(call('getMe', { as: bearer(spare.token) }));
      const listed = await given.succeeds(call('listSessions', { as: bearer(token) }));
      const sessions = arrayOf(bodyOf(listed).data).map(objectOf);
      const shown = sessions.map(({ id, is_current: isCurrent }) => `${id}${isCurrent === true ? ' (current)' : ''}`);
      const expected = [`${person.sessionId} (current)`, spare.id].sort().join(', ');
      expect.that(shown.sort().join(', ') === expected, expected, shown.join(', '), listed.exchange);
    },
  },
  {
    id: 'SES-23/wrong-password',
    title: 'a wrong password there is refused and changes nothing',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const { id, token } = await provision.signIn(person);
      const path = { session_id: id };
      const body = { password: person.password };
      const shown = async (): Promise<string> => {
        const { authenticated_at: since, expires_at: until } = bodyOf(
          await given.succeeds(call('getSession', { as: bearer(token), path })),
        );
        return `authenticated at ${since}, until ${until}`;
      };
      const before = await shown();
      const own = call('reauthenticate', { as: person.session, path: { session_id: 'current' }, body });
      const control = await given.succeeds(own);
      const wrong = call('reauthenticate', { as: bearer(token), path, body });
      await expect.refused(control, { status: 401, code: 'invalid_credentials' }, () =>
        withBody(wrong, JSON.stringify({ password: provision.password() })),
      );
      const after = await shown();
      expect.that(after === before, before, after);
    },
  },
];
