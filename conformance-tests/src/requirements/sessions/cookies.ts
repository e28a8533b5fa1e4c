import type { Check, CheckContext } from '../../check.ts';
import { stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { headerValues, type WireRequest, withHeader, withoutHeader } from '../../wire/exchange.ts';
import { sameOrigin, signInWithCookie } from './cookie-session.ts';

/** Whether the target says that it is reached without TLS: there alone a cookie without `Secure` is of use. */
const isOnPlainHttp = async ({ call, given }: CheckContext): Promise<boolean> =>
  stringOf(bodyOf(await given.succeeds(call('getServerMetadata'))).issuer).startsWith('http:');

export const cookies: readonly Check[] = [
  {
    id: 'SES-19/attributes',
    title: 'the session cookie is out of reach of scripts, other sites and other hosts',
    run: async (context) => {
      const { attributes, cookie, line } = await signInWithCookie(context, await context.provision.newcomer());
      const { that } = context.expect;
      const name = cookie.split('=')[0];
      const isPlain = await isOnPlainHttp(context);
      const wanted = isPlain ? 'session, or __Host-session' : '__Host-session';
      that(name === '__Host-session' || (isPlain && name === 'session'), `a cookie called ${wanted}`, name);
      that(attributes.has('httponly'), 'HttpOnly', line);
      that(attributes.has('secure') || name === 'session', 'Secure', line);
      that(/^(?:lax|strict)$/i.test(attributes.get('samesite') ?? ''), 'SameSite=Lax or Strict', line);
      that(attributes.get('path') === '/', 'Path=/', line);
      that(!attributes.has('domain'), 'no Domain', line);
    },
  },
  {
    id: 'SES-19/works',
    title: 'the cookie is a credential like the token, and signing out takes it back',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { cookie } = await signInWithCookie(context, await provision.newcomer());
      const control = await given.succeeds(call('getMe', { as: { cookie } }));
      const end = sameOrigin(call('revokeSession', { as: { cookie }, path: { session_id: 'current' } }));
      await given.succeeds(end);
      await expect.refused(control, { status: 401 });
    },
  },
  {
    id: 'SES-20/cross-site',
    title: 'an unsafe request with the cookie needs proof that it comes from the service’s own site',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { cookie } = await signInWithCookie(context, await provision.newcomer());
      const creation = sameOrigin(call('createWorkspace', { as: { cookie }, body: { name: provision.uniqueName() } }));
      const control = await given.succeeds(creation);
      const bare = (request: WireRequest): WireRequest => withoutHeader(request, 'Sec-Fetch-Site');
      const refusal = { status: 403, code: 'cross_site_request' };
      await expect.refused(control, refusal, bare);
      await expect.refused(control, refusal, (request) =>
        withHeader(bare(request), 'Origin', 'https://elsewhere.example'),
      );
      await expect.refused(control, refusal, (request) => withHeader(bare(request), 'Origin', 'null'));
      await expect.refused(control, refusal, (request) => withHeader(request, 'Sec-Fetch-Site', 'cross-site'));
      await expect.refused(control, refusal, (request) => withHeader(request, 'Sec-Fetch-Site', 'same-site'));
    },
  },
  {
    id: 'SES-20/sign-in',
    title: 'another site cannot sign its visitors in: a cookie is set on proof only',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.newcomer();
      const body = { email: person.email, password: person.password, delivery: 'cookie' };
      const control = await given.succeeds(sameOrigin(call('signIn', { body })));
      const refused = await expect.refused(control, { status: 403, code: 'cross_site_request' }, (request) =>
        withoutHeader(request, 'Sec-Fetch-Site'),
      );
      expect.that(headerValues(refused.answer, 'set-cookie').length === 0, 'no Set-Cookie', 'a cookie', refused);
    },
  },
];
