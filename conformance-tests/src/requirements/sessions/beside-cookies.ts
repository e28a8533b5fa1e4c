import { bearer, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { type Exchange, headerValues, withHeader } from '../../wire/exchange.ts';
import { sameOrigin, signInWithCookie } from './cookie-session.ts';

/** What a session may be idle after a use, and the longest life of a token, are far enough apart to tell a use from a mint. */
const longestLifeSeconds = 3_600;
const useSeconds = 120;

const requireCleared = ({ expect }: CheckContext, exchange: Exchange, name: string): void => {
  const lines = headerValues(exchange.answer, 'set-cookie').map((line) => line.split(';').map((part) => part.trim()));
  const cleared = lines.find(([pair]) => pair?.split('=')[0] === name) ?? [];
  const ends = cleared.some((part) => {
    const [attribute = '', value = ''] = part.split(/=(.*)/s);
    const isOver = attribute.toLowerCase() === 'expires' && Date.parse(value) < Date.now();
    return isOver || (attribute.toLowerCase() === 'max-age' && Number(value) <= 0);
  });
  const isSamePath = cleared.some((part) => /^path=\/$/i.test(part));
  expect.that(ends && isSamePath, `Set-Cookie that takes ${name} back, for the path /`, cleared.join('; '), exchange);
};

export const besideCookies: readonly Check[] = [
  {
    id: 'SES-25/own',
    title: 'an access token is accepted beside the cookie of its own session, and of no other',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.outsider();
      const [first, second] = [await signInWithCookie(context, person), await signInWithCookie(context, person)];
      const minted = await given.succeeds(sameOrigin(call('mintAccessToken', { as: { cookie: first.cookie } })));
      const token = stringOf(bodyOf(minted).token);
      const cookie = { cookie: first.cookie };
      for (const place of [bearer(token), { tokenHeader: token }]) {
        const control = await given.succeeds(presenting(place, cookie)(call('getMe')));
        for (const other of [second.cookie, (await signInWithCookie(context, await provision.owner())).cookie])
          await expect.refused(
            control,
            { status: 400, code: 'multiple_credentials' },
            presenting(place, { cookie: other }),
          );
      }
    },
  },
  {
    id: 'SES-26/sign-out',
    title: 'signing out with the cookie takes it back from the browser, and so does signing out everywhere',
    run: async (context) => {
      const { call, given, provision } = context;
      const person = await provision.newcomer();
      const endings = [
        (cookie: string) => call('revokeSession', { as: { cookie }, path: { session_id: 'current' } }),
        (cookie: string) => call('revokeSessions', { as: { cookie }, body: { scope: 'all' } }),
      ];
      for (const end of endings) {
        const { cookie } = await signInWithCookie(context, person);
        const done = await given.succeeds(sameOrigin(end(cookie)));
        requireCleared(context, done.exchange, cookie.split('=')[0] ?? '');
      }
    },
  },
  {
    id: 'SES-27/foreign-page',
    title: 'neither a foreign page nor a link that is followed gets an access token by the cookie',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { cookie } = await signInWithCookie(context, await provision.outsider());
      const request = withHeader(sameOrigin(call('mintAccessToken', { as: { cookie } })), 'Sec-Fetch-Mode', 'cors');
      const control = await given.succeeds(request);
      const refusal = { status: 403, code: 'cross_site_request' } as const;
      for (const site of ['cross-site', 'same-site'])
        await expect.refused(control, refusal, (own) => withHeader(own, 'Sec-Fetch-Site', site));
      for (const site of ['same-origin', 'none'])
        await expect.refused(control, refusal, (own) =>
          withHeader(withHeader(own, 'Sec-Fetch-Site', site), 'Sec-Fetch-Mode', 'navigate'),
        );
    },
  },
  {
    id: 'SES-27/head',
    title: 'HEAD mints nothing: the session does not live on as it does with a token',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const { id, token } = await provision.signIn(await provision.outsider());
      const as = bearer(token);
      const idleUntil = async (): Promise<number> => {
        const shown = await given.succeeds(call('getSession', { as, path: { session_id: id } }));
        return Date.parse(stringOf(bodyOf(shown).idle_expires_at)) / 1_000;
      };
      const mint = call('mintAccessToken', { as, query: { expiration: longestLifeSeconds } });
      const before = await idleUntil();
      const asked = await send({ ...mint, method: 'HEAD' });
      const extended = (await idleUntil()) - before;
      expect.that(extended < useSeconds, 'no longer session', `${Math.round(extended)} s longer`, asked);
      await given.succeeds(mint);
    },
  },
];
