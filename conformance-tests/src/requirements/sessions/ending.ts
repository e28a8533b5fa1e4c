import { bearer, type Credential } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, objectOf } from '../../contract/document.ts';
import { type Control, requireRefusal } from '../../expect.ts';
import { bodyOf, type Person } from '../../provision.ts';
import { withBody } from '../../wire/exchange.ts';
import { refuseRefresh } from '../refresh/renewal.ts';

const ended = { status: 401, code: 'invalid_token', challenge: 'invalid_token' } as const;

/** A sign-in elsewhere with all that came of it. */
interface Elsewhere {
  readonly controls: readonly Control[];
  readonly refreshToken: string;
}

const signInElsewhere = async (context: CheckContext, person: Person): Promise<Elsewhere> => {
  const { call, given, provision } = context;
  const session = bearer((await provision.signIn(person)).token);
  const minted = bearer(await provision.accessToken(session));
  const { accessToken, refreshToken } = await provision.renewable(person);
  const controls: Control[] = [];
  for (const as of [session, minted, bearer(accessToken)]) controls.push(await given.succeeds(call('getMe', { as })));
  return { controls, refreshToken };
};

const refuseElsewhere = async (context: CheckContext, { controls, refreshToken }: Elsewhere): Promise<void> => {
  for (const control of controls) await context.expect.refused(control, ended);
  await refuseRefresh(context, refreshToken);
};

const listedIds = async ({ call, given }: CheckContext, as: Credential): Promise<readonly unknown[]> =>
  arrayOf(bodyOf(await given.succeeds(call('listSessions', { as }))).data).map((session) => objectOf(session).id);

export const endingSessions: readonly Check[] = [
  {
    id: 'SES-14/others',
    title: 'ending all other sessions ends them with their tokens, and keeps the one that asks',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.newcomer();
      const elsewhere = await signInElsewhere(context, person);
      const control = await given.succeeds(call('getMe', { as: bearer(await provision.accessToken(person.session)) }));
      await given.succeeds(call('revokeSessions', { as: person.session, body: { scope: 'others' } }));
      await refuseElsewhere(context, elsewhere);
      await given.succeeds(control.request);
      const ids = await listedIds(context, person.session);
      expect.that(ids.length === 1 && ids[0] === person.sessionId, `${person.sessionId} alone`, ids);
    },
  },
  {
    id: 'SES-14/all',
    title: 'ending all sessions keeps none, not even the one that asks',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.newcomer();
      const elsewhere = await signInElsewhere(context, person);
      const control = await given.succeeds(call('getMe', { as: person.session }));
      await given.succeeds(call('revokeSessions', { as: person.session, body: { scope: 'all' } }));
      await expect.refused(control, ended);
      await refuseElsewhere(context, elsewhere);
      const fresh = await provision.signIn(person);
      const ids = await listedIds(context, bearer(fresh.token));
      expect.that(ids.length === 1 && ids[0] === fresh.id, `${fresh.id} alone`, ids);
    },
  },
  {
    id: 'SES-15/new-password',
    title: 'a new password ends every other session with its tokens, whatever else the request says',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const person = await provision.newcomer();
      const elsewhere = await signInElsewhere(context, person);
      const body = { current_password: person.password, new_password: provision.password() };
      const change = call('changePassword', { as: person.session, body });
      const pleading = await send(withBody(change, JSON.stringify({ ...body, end_other_sessions: false })));
      if (pleading.answer.status >= 400) await given.succeeds(change);
      await refuseElsewhere(context, elsewhere);
      await given.succeeds(call('getMe', { as: person.session }));
      const { email } = person;
      const signIn = await given.succeeds(call('signIn', { body: { email, password: body.new_password } }));
      await expect.refused(signIn, { status: 401, code: 'invalid_credentials' }, (request) =>
        withBody(request, JSON.stringify({ email, password: person.password })),
      );
    },
  },
  {
    id: 'SES-15/old-password',
    title: 'a session alone does not change the password: without the old one nothing changes',
    run: async ({ call, given, provision, send }) => {
      const person = await provision.newcomer();
      const spare = bearer((await provision.signIn(person)).token);
      const change = (current: string, wanted: string) =>
        call('changePassword', { as: person.session, body: { current_password: current, new_password: wanted } });
      const control = await given.succeeds(call('getMe', { as: spare }));
      const wrong = await send(change(provision.password(), provision.password()));
      requireRefusal(wrong, { status: 401, code: 'invalid_credentials' });
      await given.succeeds(control.request);
      await given.succeeds(call('signIn', { body: { email: person.email, password: person.password } }));
      await given.succeeds(change(person.password, provision.password()));
    },
  },
  {
    id: 'SES-16/suspended',
    title: 'suspending a person stops their sessions and tokens at the next request; the sessions stay ended',
    run: async (context) => {
      const { call, given, provision, send, expect, operator } = context;
      const person = await provision.newcomer();
      const elsewhere = await signInElsewhere(context, person);
      const token = await provision.personalToken(person, 'all');
      const byToken = await given.succeeds(call('getMe', { as: bearer(token.secret) }));
      const service = bearer((await provision.serviceKey()).secret);
      const outcomes = async (): Promise<string> => {
        const credentials = [person.sessionToken, token.secret];
        const questions = credentials.map((credential) =>
          call('verifyCredential', { as: service, body: { credential } }),
        );
        const told = [];
        for (const question of questions) told.push(bodyOf(await given.succeeds(question)).outcome);
        return told.join(', ');
      };
      const expectOutcomes = async (expected: string): Promise<void> => {
        const actual = await outcomes();
        expect.that(actual === expected, `verified as ${expected}`, actual);
      };
      await expectOutcomes('authenticated, authenticated');
      const path = { user_id: person.id };
      await given.succeeds(call('suspendUser', { as: operator.session, path }));
      await refuseElsewhere(context, elsewhere);
      await expect.refused(byToken, { status: 401, code: 'invalid_api_key', challenge: 'invalid_token' });
      await expectOutcomes('invalid, invalid');
      const signIn = call('signIn', { body: { email: person.email, password: person.password } });
      requireRefusal(await send(signIn), { status: 401, code: 'invalid_credentials' });
      await given.succeeds(call('resumeUser', { as: operator.session, path }));
      await expectOutcomes('invalid, authenticated');
      await refuseElsewhere(context, elsewhere);
      await given.succeeds(byToken.request);
      await given.succeeds(signIn);
    },
  },
  {
    id: 'SES-16/deleted',
    title: 'deleting a person stops their sessions and tokens at the next request',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.newcomer();
      const elsewhere = await signInElsewhere(context, person);
      const { secret } = await provision.personalToken(person, 'all');
      const byToken = await given.succeeds(call('getMe', { as: bearer(secret) }));
      await given.succeeds(call('deleteMe', { as: person.session }));
      await refuseElsewhere(context, elsewhere);
      await expect.refused(byToken, { status: 401, code: 'invalid_api_key', challenge: 'invalid_token' });
    },
  },
];
