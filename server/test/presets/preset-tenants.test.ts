import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { days, minutes, seconds } from '../../src/clock.ts';
import {
  createServiceKey,
  join,
  mint,
  type Person,
  password,
  setUpOperator,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';

const ownPage = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors' };

onEachServer(
  'preset tenants',
  (at) => {
    let service: string;
    before(async () => {
      service = await createServiceKey(at.server, await setUpOperator(at.server));
    });

    async function signInByCookie(person: Person): Promise<{ readonly Cookie: string }> {
      const { headers, text } = await at.server.succeed('signIn', {
        headers: ownPage,
        body: { email: person.email, password, delivery: 'cookie' },
      });
      assert.ok(!text.includes('zs_'));
      return { Cookie: (headers['set-cookie'] ?? '').split(';', 1)[0] ?? '' };
    }

    it('Y1 two ways in: the cookie session for the web, the signed token in the header token for scripts', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      const cookie = await signInByCookie(person);
      const { body } = await server.succeed('mintAccessToken', { headers: { ...cookie, ...ownPage } });
      const byCookie = await server.succeed('getMe', { headers: cookie });
      const byToken = await server.succeed('getMe', { headers: { token: body.token } });
      assert.equal(byCookie.body.user?.id, person.id);
      assert.equal(byToken.body.user?.id, person.id);
      assert.equal(body.token.split('.').length, 3);
    });

    it('Y2 a token lasts as long as asked, 600 seconds by default, for the cookie or a token that is still valid', async () => {
      const { server } = at;
      const cookie = await signInByCookie(await signUpPerson(server));
      const hour = await server.succeed('mintAccessToken', {
        headers: { ...cookie, ...ownPage },
        query: { expiration: 3600 },
      });
      assert.equal(hour.body.expires_in, 3600);
      const short = await server.succeed('mintAccessToken', { headers: { token: hour.body.token } });
      assert.equal(short.body.expires_in, 600);
      server.clock.advance(seconds(599));
      await server.succeed('mintAccessToken', { headers: { token: short.body.token } });
      server.clock.advance(seconds(1));
      await server.refuse('mintAccessToken', 'invalid_token', { headers: { token: short.body.token } });
      await server.refuse('mintAccessToken', 'invalid_request', { headers: cookie, query: { expiration: 3601 } });
    });

    it('Y2 exchanging tokens never outlives the session: not its sign-out, not its thirty days', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      const other = await mint(server, person.session);
      await server.succeed('revokeSession', { as: person.session, path: { session_id: 'current' } });
      await server.refuse('mintAccessToken', 'invalid_token', { headers: { token: other } });

      const again = await server.succeed('signIn', { body: { email: person.email, password } });
      const session = 'session_token' in again.body ? again.body.session_token : '';
      const end = Date.parse(again.body.session.expires_at);
      assert.equal(end - Date.parse(again.body.session.created_at), days(30));
      let { token } = (await server.succeed('mintAccessToken', { as: session, query: { expiration: 3600 } })).body;
      while (server.clock.now() < end - minutes(60)) {
        server.clock.advance(minutes(59));
        const { body } = await server.succeed('mintAccessToken', { headers: { token }, query: { expiration: 3600 } });
        assert.ok(Date.parse(body.expires_at) <= end);
        token = body.token;
      }
      server.clock.advance(end - server.clock.now());
      await server.refuse('mintAccessToken', 'invalid_token', { headers: { token } });
    });

    it('Y3 one token, and in each tenant the role that the person has there', async () => {
      const { server } = at;
      const { owner, workspace: a } = await signUpOwner(server);
      const { workspace: b } = await signUpOwner(server);
      const { workspace: c } = await signUpOwner(server);
      await join(server, owner, b, 'viewer');
      const token = await mint(server, owner.session);
      const ask = async (workspace: string, action: string) => {
        const question = { credential: token, workspace, action, resource: 'flows:daily' };
        const { body } = await server.succeed('verifyCredential', { as: service, body: question });
        return 'decision' in body ? body.decision.code : body.outcome;
      };
      assert.equal(await ask(a.slug, 'flows.run'), 'allowed');
      assert.equal(await ask(b.slug, 'flows.read'), 'allowed');
      assert.equal(await ask(b.slug, 'flows.run'), 'insufficient_permissions');
      assert.equal(await ask(c.slug, 'flows.read'), 'not_found');
      assert.equal(await ask('no-such-tenant', 'flows.read'), 'not_found');
    });

    it('Y4 a browser session switches its tenant, which decides nothing; a token never needs to', async () => {
      const { server } = at;
      const { owner, workspace: a } = await signUpOwner(server);
      const { workspace: b } = await signUpOwner(server);
      await join(server, owner, b, 'viewer');
      const cookie = await signInByCookie(owner);
      const token = await mint(server, owner.session);
      for (const workspace of [b, a]) {
        const { body } = await server.succeed('switchWorkspace', {
          headers: { ...cookie, ...ownPage },
          path: { session_id: 'current' },
          body: { workspace: workspace.slug },
        });
        assert.equal(body.current_workspace_id, workspace.id);
        for (const { slug } of [a, b]) {
          await server.succeed('getWorkspace', { headers: cookie, path: { workspace: slug } });
          await server.succeed('getWorkspace', { headers: { token }, path: { workspace: slug } });
        }
      }
    });

    it('Y5 the login count rises by one on signing in, and not when a token is minted, exchanged or used', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      const count = async () => (await server.succeed('getMe', { as: person.session })).body.user?.login_count;
      const before = (await count()) ?? 0;
      await server.succeed('getMe', { as: await mint(server, await mint(server, person.session)) });
      assert.equal(await count(), before);
      await signInByCookie(person);
      assert.equal(await count(), before + 1);
    });

    it('Y6 401 without a valid token, 403 for a member without the role, 404 for what is not one’s tenant', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const viewer = await signUpPerson(server);
      const outsider = await signUpPerson(server);
      const path = { workspace: workspace.slug };
      await server.succeed('listAuditEvents', { headers: { token: await mint(server, owner.session) }, path });
      await join(server, viewer, workspace, 'viewer');
      await server.refuse('listAuditEvents', 'authentication_required', { path });
      await server.refuse('listAuditEvents', 'invalid_token', { headers: { token: 'a.b.c' }, path });
      await server.refuse('listAuditEvents', 'insufficient_permissions', {
        headers: { token: await mint(server, viewer.session) },
        path,
      });
      const token = await mint(server, outsider.session);
      const foreign = await server.refuse('listAuditEvents', 'not_found', { headers: { token }, path });
      const unknown = await server.refuse('listAuditEvents', 'not_found', {
        headers: { token },
        path: { workspace: 'no-such-tenant' },
      });
      const masked = (text: string) => text.replace(/"(trace_id|timestamp)":"[^"]+"/g, '');
      assert.equal(masked(foreign.text), masked(unknown.text));
    });
  },
  { environment: { PRESET: 'tenants' } },
);
