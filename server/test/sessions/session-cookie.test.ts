import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  createWorkspace,
  mint,
  type Person,
  password,
  setUpOperator,
  signInPerson,
  signUpPerson,
} from '../support/actors.ts';
import type { Asked } from '../support/test-client.ts';
import { onEachServer } from '../support/test-server.ts';

const listed = 'https://app.example.com';

/** What a browser says of where a request comes from, and whether that proves it comes from our own or a listed page. */
const origins = (own: string): readonly (readonly [Readonly<Record<string, string>>, boolean])[] => [
  [{}, false],
  [{ Origin: own }, true],
  [{ Origin: listed }, true],
  [{ Origin: 'null' }, false],
  [{ Origin: 'https://evil.example' }, false],
  [{ Origin: `${own}.evil.example` }, false],
  [{ Origin: `https://evil.example/${own}` }, false],
  [{ Origin: own.replace('http:', 'https:') }, false],
  [{ Origin: `${listed}:444` }, false],
  [{ Origin: listed.toUpperCase() }, false],
  [{ 'Sec-Fetch-Site': 'same-origin' }, true],
  [{ 'Sec-Fetch-Site': 'same-origin', Origin: own }, true],
  [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'null' }, false],
  [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' }, false],
  [{ 'Sec-Fetch-Site': 'same-site' }, false],
  [{ 'Sec-Fetch-Site': 'cross-site' }, false],
  [{ 'Sec-Fetch-Site': 'none' }, false],
  [{ 'Sec-Fetch-Site': 'cross-site', Origin: listed }, true],
  [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }, false],
  [{ 'Sec-Fetch-Site': 'Same-Origin' }, false],
];

onEachServer(
  'the session cookie',
  (at) => {
    const own = () => `http://127.0.0.1:${at.server.port}`;
    const withCookie = (person: Person, headers: Asked['headers'] = {}): Asked => ({
      headers: { Cookie: `session=${person.session}`, ...headers },
    });

    it('sign-in hands the token over in a cookie, and then not in the body', async () => {
      const { server } = at;
      const { email } = await signUpPerson(server);
      const { body, headers } = await server.succeed('signIn', {
        body: { email, password, delivery: 'cookie' },
        headers: { Origin: own() },
      });
      assert.deepEqual(Object.keys(body).sort(), ['session', 'type']);
      assert.equal(body.type, 'cookie');
      const [pair, ...attributes] = (headers['set-cookie'] ?? '').split('; ');
      assert.match(pair ?? '', /^session=zs_[0-9A-Za-z]{38}$/);
      assert.deepEqual(attributes, ['Path=/', 'HttpOnly', 'SameSite=Lax']);
      const { body: session } = await server.succeed('getSession', {
        path: { session_id: 'current' },
        headers: { Cookie: pair ?? '' },
      });
      assert.equal(session.id, body.session.id);
    });

    it('signing out by the cookie takes it back', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      const { headers } = await server.succeed('revokeSession', {
        path: { session_id: 'current' },
        ...withCookie(person, { Origin: own() }),
      });
      assert.equal(headers['set-cookie'], 'session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
      await server.refuse('getMe', 'invalid_token', withCookie(person));
    });

    it('reads with the cookie need no proof of origin', async () => {
      const person = await signUpPerson(at.server);
      for (const [headers] of origins(own())) await at.server.succeed('getMe', withCookie(person, headers));
    });

    it('every write with the cookie needs proof of origin', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      for (const [headers, isProof] of origins(own())) {
        const { status } = await server.ask('createWorkspace', {
          ...withCookie(person, headers),
          body: { name: 'Mine' },
        });
        assert.equal(status, isProof ? 201 : 403, JSON.stringify(headers));
      }
      const victim = await signInPerson(server, person.email);
      await server.refuse('revokeSession', 'cross_site_request', {
        path: { session_id: victim.sessionId },
        ...withCookie(person, { 'Sec-Fetch-Site': 'cross-site' }),
      });
      await server.succeed('getMe', { as: victim.session });
    });

    it('sign-in that sets the cookie needs the same proof, or a foreign page could sign a visitor in as somebody else', async () => {
      const { server } = at;
      const { email } = await signUpPerson(server);
      for (const [headers, isProof] of origins(own())) {
        const answer = await server.ask('signIn', { body: { email, password, delivery: 'cookie' }, headers });
        assert.equal(answer.status, isProof ? 201 : 403, JSON.stringify(headers));
        assert.equal(answer.headers['set-cookie'] !== undefined, isProof);
      }
    });

    it('a header credential needs no proof: no browser sends it by itself', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      const token = await mint(server, person.session);
      for (const [headers] of origins(own()).slice(0, 6)) {
        await server.succeed('createWorkspace', { as: person.session, headers, body: { name: 'Mine' } });
        await server.succeed('createWorkspace', { headers: { ...headers, Token: token }, body: { name: 'Mine' } });
      }
    });

    it('a token is minted by the cookie only for our own page asking in the background', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      const from = (headers: Readonly<Record<string, string>>) =>
        server.ask('mintAccessToken', withCookie(person, headers));
      assert.equal((await from({})).status, 200);
      assert.equal((await from({ 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors' })).status, 200);
      for (const site of ['same-site', 'cross-site', 'none'])
        assert.equal((await from({ 'Sec-Fetch-Site': site })).status, 403, site);
      assert.equal((await from({ 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'navigate' })).status, 403);
    });

    it('the name of an https deployment’s cookie means nothing to a loopback one', async () => {
      const person = await signUpPerson(at.server);
      await at.server.refuse('getMe', 'authentication_required', {
        headers: { Cookie: `__Host-session=${person.session}; Session=${person.session}; mysession=${person.session}` },
      });
    });

    it('other cookies beside it do not matter', async () => {
      const person = await signUpPerson(at.server);
      await at.server.succeed('getMe', { headers: { Cookie: `theme=dark; session=${person.session};sessions=1` } });
    });
  },
  { environment: { CORS_ORIGINS: listed } },
);

onEachServer(
  'the session cookie of an https deployment',
  (at) => {
    it('is bound to the host, to https and to the browser session', async () => {
      const { server } = at;
      const operator = await setUpOperator(server);
      await createWorkspace(server, operator);
      const { headers } = await server.succeed('signIn', {
        body: { email: operator.email, password, delivery: 'cookie' },
        headers: { Origin: 'https://auth.example.com' },
      });
      const [pair, ...attributes] = (headers['set-cookie'] ?? '').split('; ');
      assert.match(pair ?? '', /^__Host-session=zs_/);
      assert.deepEqual(attributes, ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Secure']);
      assert.equal(headers['strict-transport-security'], 'max-age=31536000; includeSubDomains');
      await server.succeed('getMe', { headers: { Cookie: pair ?? '' } });
      await server.refuse('getMe', 'authentication_required', { headers: { Cookie: `session=${operator.session}` } });
    });
  },
  { environment: { ISSUER: 'https://auth.example.com', EMAIL_VERIFICATION: 'required' } },
);
