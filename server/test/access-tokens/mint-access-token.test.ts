import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { it } from 'node:test';
import { hours, minutes, seconds } from '../../src/clock.ts';
import {
  createKey,
  createServiceKey,
  mint,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';

interface Decoded {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, number | string>>;
}

function decode(token: string): Decoded {
  const [header = '', claims = ''] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return { header: JSON.parse(header), claims: JSON.parse(claims) };
}

onEachServer('minting access tokens', (at) => {
  it('a token lasts ten minutes, names its session and holds no personal data', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const nowSeconds = Math.floor(server.clock.now() / 1_000);
    const { body } = await server.succeed('mintAccessToken', { as: person.session });
    assert.equal(body.token_type, 'Bearer');
    assert.ok(body.expires_in > 598 && body.expires_in <= 600);
    const { header, claims } = decode(body.token);
    assert.deepEqual(Object.keys(header).sort(), ['alg', 'kid', 'typ']);
    assert.equal(header.typ, 'at+jwt');
    assert.equal(header.alg, 'ES256');
    assert.deepEqual(claims, {
      iss: server.services.config.issuer,
      aud: server.services.config.audience,
      sub: person.id,
      client_id: 'latchkey',
      iat: nowSeconds,
      exp: nowSeconds + 600,
      jti: claims.jti,
      chain: claims.chain,
      sid: person.sessionId,
      auth_time: nowSeconds,
    });
    assert.equal(body.expires_at, new Date((nowSeconds + 600) * 1_000).toISOString());
  });

  it('whoever has the published keys can check it', async () => {
    const { server } = at;
    const token = await mint(server, (await signUpPerson(server)).session);
    const { body } = await server.succeed('getJwks');
    const jwk = body.keys.find(({ kid }) => kid === decode(token).header.kid);
    assert.deepEqual(Object.keys(jwk ?? {}).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    const [header, payload, signature = ''] = token.split('.');
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    assert.ok(
      verify(
        'sha256',
        Buffer.from(`${header}.${payload}`),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      ),
    );
  });

  it('a life from one second to an hour may be asked for, and nothing else', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    for (const expiration of [1, 3600]) {
      const { body } = await server.succeed('mintAccessToken', { as: session, query: { expiration } });
      const { exp, iat } = decode(body.token).claims;
      assert.equal(Number(exp) - Number(iat), expiration);
    }
    for (const expiration of ['0', '3601', '-1', '1.5', 'long', '1000000000000'])
      await server.refuse('mintAccessToken', 'invalid_request', { as: session, query: { expiration } });
  });

  it('it is accepted until it expires, as Bearer and in the token header, and refused from then on', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    const { body } = await server.succeed('mintAccessToken', { as: session, query: { expiration: 60 } });
    await server.succeed('getMe', { as: body.token });
    await server.succeed('getMe', { headers: { Token: body.token } });
    server.clock.advance(seconds(60));
    await server.refuse('getMe', 'invalid_token', { as: body.token });
    await server.refuse('getMe', 'invalid_token', { headers: { Token: body.token } });
    await server.succeed('getMe', { as: session });
  });

  it('it is cut to the absolute limit of its session', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    for (let elapsed = 0; elapsed < hours(12) - minutes(20); elapsed += minutes(20)) {
      await server.succeed('getMe', { as: session });
      server.clock.advance(minutes(20));
    }
    await server.succeed('getMe', { as: session });
    server.clock.advance(minutes(18));
    const { body } = await server.succeed('mintAccessToken', { as: session });
    assert.ok(body.expires_in <= 120 && body.expires_in >= 118);
    server.clock.advance(minutes(2));
    await server.refuse('getMe', 'invalid_token', { as: body.token });
  });

  it('exchanged, it keeps its session, the time of the password and its chain; a new mint starts another chain', async () => {
    const { server } = at;
    const { session, sessionId } = await signUpPerson(server);
    const first = await mint(server, session);
    server.clock.advance(minutes(5));
    const exchanged = await mint(server, first);
    const fresh = await mint(server, session);
    const [before, after, other] = [first, exchanged, fresh].map((token) => decode(token).claims);
    assert.equal(after?.sid, sessionId);
    assert.equal(after?.auth_time, before?.auth_time);
    assert.equal(after?.chain, before?.chain);
    assert.notEqual(after?.jti, before?.jti);
    assert.notEqual(other?.chain, before?.chain);
  });

  it('a token of a session that was signed out, or of another session, is worth nothing for this one', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const other = await signInPerson(server, person.email);
    const token = await mint(server, other.session);
    await server.succeed('revokeSession', { as: other.session, path: { session_id: 'current' } });
    await server.refuse('mintAccessToken', 'invalid_token', { as: token });
  });

  it('where its chain was ended, it and what it was exchanged for are refused, and the session lives on', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    const token = await mint(server, session);
    const exchanged = await mint(server, token);
    const other = await mint(server, session);
    const { chain } = decode(token).claims;
    await server.store.commit(
      [
        {
          _id: `evt_${chain}`,
          stream: 'deployment',
          occurred_at: server.clock.now(),
          action: 'credential.revoked',
        },
      ],
      [{ insert: 'heads', document: { _id: `a:${chain}`, expires_at: server.clock.now() + minutes(60) } }],
    );
    await server.refuse('getMe', 'invalid_token', { as: token });
    await server.refuse('getMe', 'invalid_token', { as: exchanged });
    await server.succeed('getMe', { as: other });
    await server.succeed('getMe', { as: session });
  });

  it('asking for the headers alone mints nothing', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    const answer = await server.send({
      method: 'HEAD',
      path: '/v1/token',
      headers: { Authorization: `Bearer ${session}` },
    });
    assert.equal(answer.status, 405);
    assert.ok(!answer.headers.allow?.includes('HEAD'));
  });

  it('only sessions and their tokens mint; keys do not, and nothing is recorded', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    const serviceKey = await createServiceKey(server, await setUpOperator(server));
    const before = await eventsOf(server, 'deployment');
    await server.refuse('mintAccessToken', 'insufficient_permissions', { as: key.secret });
    await server.refuse('mintAccessToken', 'insufficient_permissions', { as: serviceKey });
    await server.refuse('mintAccessToken', 'authentication_required');
    await mint(server, owner.session);
    assert.deepEqual(await eventsOf(server, 'deployment'), before);
  });

  it('the answer is never kept by a cache, and says what it depends on', async () => {
    const { server } = at;
    const { headers } = await server.succeed('mintAccessToken', { as: (await signUpPerson(server)).session });
    assert.equal(headers['cache-control'], 'no-store');
    for (const name of ['Authorization', 'Cookie', 'Token', 'X-API-Key'])
      assert.match(headers.vary ?? '', new RegExp(`(?:^|, )${name}(?:,|$)`, 'i'));
  });

  it('a token that any one character was changed of is refused', async () => {
    const { server } = at;
    const token = await mint(server, (await signUpPerson(server)).session);
    for (let position = 0; position < token.length; position += 7) {
      const other = token[position] === 'A' ? 'B' : 'A';
      const changed = token.slice(0, position) + other + token.slice(position + 1);
      await server.refuse('getMe', 'invalid_token', { as: changed });
    }
    for (const text of [`${token}.`, `.${token}`, token.slice(0, -1), `${token}=`, token.replaceAll('.', '..')])
      await server.refuse('getMe', 'invalid_token', { as: text });
  });
});
