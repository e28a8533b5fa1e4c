import { bearer } from '../../call.ts';
import type { Check } from '../../check.ts';
import { arrayOf, objectOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { unknownId } from '../../token-format.ts';

const ended = { status: 401, code: 'invalid_token', challenge: 'invalid_token' } as const;

export const signOut: readonly Check[] = [
  {
    id: 'SES-09/session',
    title: 'a session that signed out is refused from the next request on',
    isSmoke: true,
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const control = await given.succeeds(call('getMe', { as: person.session }));
      await given.succeeds(call('revokeSession', { as: person.session, path: { session_id: 'current' } }));
      await expect.refused(control, ended);
    },
  },
  {
    id: 'SES-09/access-token',
    title: 'signing out ends the access tokens of the session too',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const token = bearer(await provision.accessToken(person.session));
      const exchanged = bearer(await provision.accessToken(token));
      const controls = [
        await given.succeeds(call('getMe', { as: token })),
        await given.succeeds(call('getMe', { as: exchanged })),
      ];
      await given.succeeds(call('revokeSession', { as: person.session, path: { session_id: 'current' } }));
      for (const control of controls) await expect.refused(control, ended);
    },
  },
  {
    id: 'SES-09/verification',
    title: 'signing out counts at once where others verify the session',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const service = bearer((await provision.serviceKey()).secret);
      const question = call('verifyCredential', { as: service, body: { credential: person.sessionToken } });
      const before = bodyOf(await given.succeeds(question));
      expect.that(before.outcome === 'authenticated', 'outcome authenticated', before);
      await given.succeeds(call('revokeSession', { as: person.session, path: { session_id: 'current' } }));
      const after = await given.succeeds(question);
      expect.that(bodyOf(after).outcome === 'invalid', 'outcome invalid', bodyOf(after), after.exchange);
    },
  },
  {
    id: 'SES-10/repeated',
    title: 'ending a session twice is no error',
    run: async ({ call, given, provision }) => {
      const person = await provision.newcomer();
      const spare = await provision.signIn(person);
      const end = call('revokeSession', { as: person.session, path: { session_id: spare.id } });
      await given.succeeds(end);
      await given.succeeds(end);
    },
  },
  {
    id: 'SES-10/foreign',
    title: "ending somebody else's session looks like ending one that never was, and ends nothing",
    run: async ({ call, given, provision, send, expect }) => {
      const [person, other] = [await provision.newcomer(), await provision.owner()];
      const victim = await given.succeeds(call('getMe', { as: person.session }));
      const end = (id: string) => call('revokeSession', { as: other.session, path: { session_id: id } });
      const spare = await provision.signIn(other);
      await given.succeeds(end(spare.id));
      expect.indistinguishable(await send(end(unknownId(person.sessionId))), await send(end(person.sessionId)));
      await given.succeeds(victim.request);
    },
  },
  {
    id: 'SES-12/own-sessions',
    title: 'the list holds exactly one’s own sessions, and marks the current one',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const spare = await provision.signIn(person);
      await provision.outsider();
      const listed = await given.succeeds(call('listSessions', { as: person.session }));
      const sessions = arrayOf(bodyOf(listed).data).map(objectOf);
      const ids = sessions.map(({ id }) => String(id)).sort();
      expect.that(
        JSON.stringify(ids) === JSON.stringify([person.sessionId, spare.id].sort()),
        [person.sessionId, spare.id].sort().join(', '),
        ids,
        listed.exchange,
      );
      const current = sessions.filter(({ is_current: isCurrent }) => isCurrent === true).map(({ id }) => id);
      expect.that(
        current.length === 1 && current[0] === person.sessionId,
        `${person.sessionId} alone as current`,
        current,
        listed.exchange,
      );
      const foreign = sessions.filter(({ user_id: userId }) => userId !== person.id);
      expect.that(foreign.length === 0, 'no session of anybody else', foreign, listed.exchange);
    },
  },
  {
    id: 'SES-13/others-live-on',
    title: 'ending one session leaves the others',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const spare = await provision.signIn(person);
      const control = await given.succeeds(call('getMe', { as: bearer(spare.token) }));
      await given.succeeds(call('revokeSession', { as: person.session, path: { session_id: spare.id } }));
      await expect.refused(control, ended);
      await given.succeeds(call('getMe', { as: person.session }));
    },
  },
];
