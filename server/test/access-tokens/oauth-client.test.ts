import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as oauth from 'oauth4webapi';
import { createServiceKey, setUpOperator } from '../support/actors.ts';
import { isAlive, signUpRenewable } from '../support/renewable.ts';
import { onEachServer, type TestServer } from '../support/test-server.ts';

/** The tests speak http to a loopback address. */
const insecure = { [oauth.allowInsecureRequests]: true };
const client: oauth.Client = { client_id: 'any-name' };

async function discover(server: TestServer): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(server.services.config.issuer);
  const answer = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' });
  return oauth.processDiscoveryResponse(issuer, answer);
}

onEachServer('a stock OAuth client (oauth4webapi)', (at) => {
  it('finds the endpoints by itself (RFC 8414)', async () => {
    const server = await discover(at.server);
    assert.equal(server.token_endpoint, `${server.issuer}/v1/token`);
    assert.deepEqual(server.response_types_supported, []);
    const { headers } = await at.server.succeed('getServerMetadata');
    const again = await at.server.ask('getServerMetadata', { headers: { 'If-None-Match': headers.etag ?? '' } });
    assert.equal(again.status, 304);
  });

  it('refreshes, and reads a refusal as OAuth', async () => {
    const server = await discover(at.server);
    const pair = await signUpRenewable(at.server);
    const refresh = async (token: string) =>
      oauth.processRefreshTokenResponse(
        server,
        client,
        await oauth.refreshTokenGrantRequest(server, client, oauth.None(), token, insecure),
      );
    const next = await refresh(pair.refresh_token);
    assert.ok(await isAlive(at.server, next.access_token));
    assert.equal(next.token_type, 'bearer');
    await refresh(next.refresh_token ?? '');
    await assert.rejects(refresh(pair.refresh_token), (error: unknown) => {
      assert.ok(error instanceof oauth.ResponseBodyError);
      assert.deepEqual([error.error, error.status, error.cause.code], ['invalid_grant', 400, 'invalid_grant']);
      return true;
    });
  });

  it('introspects and revokes', async () => {
    const server = await discover(at.server);
    const key = await createServiceKey(at.server, await setUpOperator(at.server));
    const byKey: oauth.ClientAuth = (_server, _client, _body, headers) => headers.set('authorization', `Bearer ${key}`);
    const introspect = async (token: string) =>
      oauth.processIntrospectionResponse(
        server,
        client,
        await oauth.introspectionRequest(server, client, byKey, token, insecure),
      );
    const pair = await signUpRenewable(at.server);
    const known = await introspect(pair.access_token);
    assert.equal(known.active, true);
    assert.equal(known.sub, pair.session.user_id);
    const answer = await oauth.revocationRequest(server, client, oauth.None(), pair.refresh_token, insecure);
    assert.equal(await oauth.processRevocationResponse(answer), undefined);
    assert.deepEqual(await introspect(pair.access_token), { active: false });
  });

  it('validates an access token by the published keys (RFC 9068)', async () => {
    const server = await discover(at.server);
    const { access_token } = await signUpRenewable(at.server);
    const request = new Request('http://api.example/', { headers: { Authorization: `Bearer ${access_token}` } });
    const claims = await oauth.validateJwtAccessToken(server, request, at.server.services.config.audience, insecure);
    assert.equal(claims.iss, server.issuer);
  });
});
