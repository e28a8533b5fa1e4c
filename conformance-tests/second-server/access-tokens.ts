import { randomBytes } from 'node:crypto';
import { identify } from './authenticate.ts';
import type { Call } from './call.ts';
import { page } from './pages.ts';
import { environmentOf, mayKnow, type Principal } from './principal.ts';
import { type Answer, created, done, ok, Refusal } from './refusal.ts';
import { digestOf, letterOf, letters, newSecret } from './secrets.ts';
import { newSigningKey, openToken, type SigningKey, signToken } from './signing-keys.ts';
import { isLiveSession, optionalTimestamp, type Session, timestamp } from './state.ts';

const second = 1_000;
const usualLifeSeconds = 600;
const longestLife = 3_600 * second;
const mostKeys = 20;

const activeKey = ({ state, now }: Call): SigningKey => {
  const key = state.signingKeys
    .filter(({ signsFrom, retiredAt }) => signsFrom <= now && retiredAt === undefined)
    .at(-1);
  if (key === undefined) throw new RangeError('no key signs');
  return key;
};

/** When what stands behind it ends: the session, the token, or the older secret of a token during an overlap. */
const limitOf = (principal: Principal): number => {
  if (principal.kind === 'session') return principal.session.expiresAt;
  const { expiresAt, previous } = principal.token;
  const isOlder = previous !== undefined && previous.generation === principal.via.generation;
  return (isOlder ? previous.validUntil : expiresAt) ?? Number.POSITIVE_INFINITY;
};

/** Never longer than what stands behind it lives; what is exchanged belongs to the chain of what it was exchanged for. */
export const accessTokenOf = (call: Call, principal: Principal, seconds = usualLifeSeconds) => {
  const issuedAt = Math.floor(call.now / second);
  const expiresAt = Math.min(issuedAt + seconds, Math.floor(limitOf(principal) / second));
  const shared = {
    iss: call.issuer,
    aud: call.issuer,
    client_id: 'latchkey',
    iat: issuedAt,
    exp: expiresAt,
    jti: randomBytes(16).toString('base64url'),
    chain: principal.via.claims?.chain ?? randomBytes(16).toString('base64url'),
  };
  const behind =
    principal.kind === 'session'
      ? {
          sub: principal.user.id,
          sid: principal.session.id,
          auth_time: Math.floor(principal.session.authenticatedAt / second),
        }
      : {
          sub: principal.kind === 'personal_token' ? principal.user.id : principal.token.id,
          token_id: principal.token.id,
          environment: principal.token.environment,
          generation: principal.via.generation ?? 0,
        };
  const token = signToken(activeKey(call), { ...shared, ...behind });
  const left = Math.max(0, Math.floor(expiresAt - call.now / second));
  return { token, token_type: 'Bearer', expires_in: left, expires_at: timestamp(expiresAt * second) };
};

const showKey = (call: Call) => (key: SigningKey) => {
  const isActive = activeKey(call) === key;
  const successor = call.state.signingKeys.find(({ signsFrom }) => signsFrom > key.signsFrom);
  const state =
    key.retiredAt !== undefined
      ? 'retired'
      : isActive
        ? 'active'
        : key.signsFrom > call.now
          ? 'upcoming'
          : 'superseded';
  return {
    key_id: key.keyId,
    algorithm: 'ES256',
    state,
    created_at: timestamp(key.createdAt),
    signs_from: timestamp(key.signsFrom),
    retirable_at: successor === undefined ? null : timestamp(successor.signsFrom + longestLife),
    retired_at: optionalTimestamp(key.retiredAt ?? null),
  };
};

const graceMilliseconds = 10_000;

/** The refresh token is used up; its direct predecessor gets the same successor for a moment, and anything older ends the session. */
const refresh = (call: Call): Answer => {
  const { state, now, body } = call;
  if (body.grant_type !== 'refresh_token') throw new Refusal('unsupported_grant_type');
  if (body.refresh_token === undefined) throw new Refusal('invalid_request');
  if (body.scope !== undefined) throw new Refusal('invalid_scope');
  const digest = digestOf(String(body.refresh_token));
  const session = state.sessions.find(
    (one) => one.kind === 'renewable' && (one.digest === digest || one.spent.has(digest)),
  );
  const user = state.users.find(({ id }) => id === session?.userId);
  if (session === undefined || user === undefined || user.isSuspended || !isLiveSession(session, now))
    throw new Refusal('invalid_grant');
  const successor = session.digest === digest ? successorOf(session, digest, now) : repeated(session, digest, now);
  session.idleExpiresAt = Math.max(session.idleExpiresAt, Math.min(now + 30 * 86_400 * second, session.expiresAt));
  session.lastUsedAt = Math.max(session.lastUsedAt, now);
  const { token, token_type, expires_in } = accessTokenOf(call, {
    kind: 'session',
    user,
    session,
    via: { place: 'bearer' },
  });
  const refreshed = {
    refresh_token: successor,
    refresh_expires_at: timestamp(session.idleExpiresAt),
    session_id: session.id,
  };
  return ok({ access_token: token, token_type, expires_in, ...refreshed });
};

const successorOf = (session: Session, digest: string, now: number): string => {
  const successor = newSecret(letters.refresh).value;
  session.spent.add(digest);
  session.consumed = { digest, at: now, successor };
  session.digest = digestOf(successor);
  return successor;
};

const repeated = (session: Session, digest: string, now: number): string => {
  const { consumed } = session;
  if (consumed?.digest === digest && now - consumed.at <= graceMilliseconds) return consumed.successor;
  session.isEnded = true;
  throw new Refusal('invalid_grant');
};

const claimsOf = (call: Call, text: string) => {
  const claims = openToken(text, call.state.signingKeys) ?? {};
  const { aud, client_id, exp, iat, jti } = claims;
  return exp === undefined ? {} : { aud, client_id, exp, iat, jti };
};

/** What a text stands for, for whoever may know: a key is told of its own workspace and environment only. */
export const identifyFor = (call: Call, text: string): Principal | undefined => {
  const { state, now, breaks, principal: asker } = call;
  const found = identify(state, text, { now, place: 'bearer', breaks });
  if (found === undefined || asker.kind !== 'workspace_key') return found;
  const isNear = environmentOf(found) === asker.token.environment && mayKnow(found, asker.workspace);
  return isNear && found.kind !== 'service_key' ? found : undefined;
};

const introspect = (call: Call): Answer => {
  const text = String(call.body.token);
  const found = identifyFor(call, text);
  if (found === undefined) return ok({ active: false });
  const claims = claimsOf(call, text);
  const limit = limitOf(found);
  const exp = Number.isFinite(limit) ? { exp: Math.floor(limit / second) } : {};
  return ok({
    active: true,
    token_type: 'Bearer',
    iss: call.issuer,
    sub: 'user' in found ? found.user.id : found.token.id,
    ...exp,
    ...claims,
    principal_type: found.kind === 'session' ? 'user' : found.kind,
    environment: environmentOf(found),
    ...(found.kind === 'session' ? { session_id: found.session.id } : {}),
    ...(found.kind === 'workspace_key' ? { workspace_id: found.workspace.id } : {}),
  });
};

/** RFC 7009: whoever holds a token may end it, and learns nothing by trying. */
const revoke = ({ state, now, body }: Call): Answer => {
  const text = String(body.token);
  const digest = digestOf(text);
  for (const session of state.sessions)
    if (session.digest === digest || session.spent.has(digest)) session.isEnded = true;
  for (const token of state.tokens) {
    const hasOverlap = token.previous !== undefined && token.previous.validUntil > now;
    // During an overlap only the secret that is sent ends, and the other keeps its own end.
    if (token.secret.digest === digest && hasOverlap) token.secret = { ...token.secret, digest: '', generation: -1 };
    else if (token.secret.digest === digest) token.isRevoked = true;
    else if (token.previous?.digest === digest) token.previous = undefined;
  }
  const claims = letterOf(text) === undefined ? openToken(text, state.signingKeys) : undefined;
  if (claims !== undefined) state.endedChains.add(String(claims.chain));
  return { status: 200 };
};

export const accessTokens: { readonly [operationId: string]: (call: Call) => Answer } = {
  mintAccessToken: (call) => {
    const { principal, query, headers } = call;
    if (principal.kind !== 'session' && principal.via.claims !== undefined)
      throw new Refusal('insufficient_permissions');
    const site = headers['sec-fetch-site'];
    const isForeign = site !== undefined && (site !== 'same-origin' || headers['sec-fetch-mode'] === 'navigate');
    if (principal.via.place === 'cookie' && isForeign) throw new Refusal('cross_site_request');
    const minted = accessTokenOf(call, principal, Number(query.expiration ?? usualLifeSeconds));
    if (principal.kind === 'session' && !call.isHead)
      principal.session.idleExpiresAt = Math.max(principal.session.idleExpiresAt, Date.parse(minted.expires_at));
    return ok(call.isHead ? { ...minted, token: '' } : minted, { Vary: 'Authorization, X-API-Key, token, Cookie' });
  },
  issueToken: refresh,
  introspectToken: introspect,
  revokeToken: revoke,
  reportLeakedCredentials: ({ state, body }) => {
    const digests = new Set((body.credentials as readonly string[]).map(digestOf));
    for (const token of state.tokens)
      if (digests.has(token.secret.digest) || (token.previous !== undefined && digests.has(token.previous.digest)))
        token.isRevoked = true;
    return done();
  },

  getJwks: ({ state }) => {
    const keys = state.signingKeys.filter(({ retiredAt }) => retiredAt === undefined).map(({ publicJwk }) => publicJwk);
    return ok({ keys }, { 'Cache-Control': 'max-age=60' });
  },
  getServerMetadata: ({ issuer }) =>
    ok(
      {
        issuer,
        token_endpoint: `${issuer}/v1/token`,
        token_endpoint_auth_methods_supported: ['none'],
        grant_types_supported: ['refresh_token'],
        response_types_supported: [],
        introspection_endpoint: `${issuer}/v1/introspect`,
        introspection_endpoint_auth_methods_supported: ['Bearer'],
        revocation_endpoint: `${issuer}/v1/revoke`,
        revocation_endpoint_auth_methods_supported: ['none'],
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        service_documentation: `${issuer}/docs`,
      },
      { 'Cache-Control': 'max-age=60' },
    ),

  listSigningKeys: (call) => {
    const keys = call.state.signingKeys.map((key) => ({ id: key.keyId, key }));
    return page(call, keys, ({ key }) => showKey(call)(key), 'signing keys');
  },
  rotateSigningKey: (call) => {
    const { state, now, body } = call;
    const living = state.signingKeys.filter(({ retiredAt }) => retiredAt === undefined);
    if (living.some(({ signsFrom }) => signsFrom > now)) throw new Refusal('conflict');
    if (living.length >= mostKeys) throw new Refusal('limit_reached');
    const key = newSigningKey(now, now + Number(body.sign_after_seconds ?? 300) * second);
    state.signingKeys.push(key);
    return created('/v1/operator/signing-keys', showKey(call)(key));
  },
  retireSigningKey: (call) => {
    const key = call.state.signingKeys.find(({ keyId }) => keyId === call.path.key_id);
    if (key === undefined) throw new Refusal('not_found');
    const { state, retirable_at: retirableAt } = showKey(call)(key);
    if (state === 'active') throw new Refusal('conflict');
    const isEarly = state === 'superseded' && retirableAt !== null && Date.parse(retirableAt) > call.now;
    if (isEarly && String(call.query.immediately) !== 'true') throw new Refusal('conflict');
    key.retiredAt ??= call.now;
    return done();
  },
};
