import { bearer } from '../../call.ts';
import type { Check } from '../../check.ts';
import { objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { neverIssued } from '../../token-format.ts';
import { bodyJson, withBody, withHeader } from '../../wire/exchange.ts';
import { estimatedBits } from '../randomness.ts';

const sampleSize = 24;

export const signIn: readonly Check[] = [
  {
    id: 'SES-01/session',
    title: 'the right password opens a session that works at getMe, and so does its access token',
    isSmoke: true,
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const bySession = bodyOf(await given.succeeds(call('getMe', { as: person.session })));
      const accessToken = await provision.accessToken(person.session);
      const byToken = await given.succeeds(call('getMe', { as: bearer(accessToken) }));
      for (const me of [bySession, bodyOf(byToken)]) {
        expect.that(objectOf(me.user).id === person.id, `user ${person.id}`, objectOf(me.user).id, byToken.exchange);
        expect.that(objectOf(me.user).email === person.email, person.email, objectOf(me.user).email, byToken.exchange);
      }
    },
  },
  {
    id: 'SES-02/no-hint',
    title: 'a wrong password and an unknown address are answered alike',
    isSmoke: true,
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const control = await given.succeeds(
        call('signIn', { body: { email: person.email, password: person.password } }),
      );
      const password = provision.password();
      const attempt = (email: string) => (request: typeof control.request) =>
        withBody(request, JSON.stringify({ email, password }));
      const refusal = { status: 401, code: 'invalid_credentials' };
      const wrongPassword = await expect.refused(control, refusal, attempt(person.email));
      const unknownAddress = await expect.refused(
        control,
        refusal,
        attempt(`${provision.uniqueName()}@conformance.example`),
      );
      expect.indistinguishable(wrongPassword, unknownAddress);
    },
  },
  {
    id: 'SES-11/fresh-session',
    title: 'every sign-in makes a new session and a new token',
    run: async ({ provision, expect }) => {
      const person = await provision.newcomer();
      const [first, second] = [await provision.signIn(person), await provision.signIn(person)];
      expect.that(new Set([first.id, second.id, person.sessionId]).size === 3, 'three session ids', [
        first.id,
        second.id,
        person.sessionId,
      ]);
      expect.that(
        new Set([first.token, second.token, person.sessionToken]).size === 3,
        'three tokens',
        'a token that was there before',
      );
    },
  },
  {
    id: 'SES-11/no-fixation',
    title: 'a session token planted by somebody else is never adopted by a sign-in',
    run: async ({ call, given, provision, send, expect, secrets }) => {
      const person = await provision.newcomer();
      const planted = neverIssued(person.sessionToken);
      secrets.remember(planted, 'planted token');
      const request = call('signIn', { body: { email: person.email, password: person.password } });
      const plant = `session=${planted}; __Host-session=${planted}`;
      const signedIn = await send(withHeader(withHeader(request, 'Cookie', plant), 'Sec-Fetch-Site', 'same-origin'));
      expect.that(
        objectOf(bodyJson(signedIn.answer)).session_token !== planted,
        'a token of the server',
        'the planted token',
        signedIn,
      );
      const control = await given.succeeds(call('getMe', { as: person.session }));
      await expect.refused(control, { status: 401 }, (me) => withHeader(me, 'Authorization', `Bearer ${planted}`));
    },
  },
  {
    id: 'SES-22/unguessable',
    title: 'session tokens share no prefix but their kind, never repeat and have room for 96 bits',
    run: async ({ provision, expect }) => {
      const person = await provision.newcomer();
      const tokens = [person.sessionToken];
      while (tokens.length < sampleSize) tokens.push((await provision.signIn(person)).token);
      expect.that(
        new Set(tokens).size === sampleSize,
        'no token twice',
        `${sampleSize - new Set(tokens).size} repeated`,
      );
      const random = tokens.map((token) => stringOf(token.split('_').at(-1)).slice(0, -6));
      const bits = Math.round(estimatedBits(random));
      expect.that(bits >= 96, 'at least 96 bits', `about ${bits} bits`);
      const ordered = random.every((token, index) => index === 0 || (random[index - 1] ?? '') < token);
      expect.that(!ordered, 'no order', 'tokens that rise with every sign-in');
    },
  },
];
