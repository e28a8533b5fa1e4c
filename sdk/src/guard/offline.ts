import { createLocalJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type Clock, systemClock } from '../clock.ts';
import { withoutCookies } from '../transport/without-cookies.ts';
import type { Identity, IdentitySource } from './identity.ts';

export type { Identity, IdentitySource };

/** Whose access tokens are read, and how strictly. */
export interface OfflineIdentityOptions {
  /** The service's address, as its access tokens name it. */
  readonly issuer: string;
  /** Absent means the issuer, as the service does. */
  readonly audience?: string;
  /** What the signature may be made with. Absent means ES256, as the service does. Never what the token asks for. */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /** Where the signing keys are published. Absent means `/.well-known/jwks.json` of the issuer. */
  readonly jwksUrl?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Pick<Clock, 'now'>;
}

/** Signatures with a public key, which the service can publish. */
export type SignatureAlgorithm = 'ES256' | 'EdDSA' | 'RS256';

const known: readonly SignatureAlgorithm[] = ['ES256', 'EdDSA', 'RS256'];
/** They would let a token bring its own key (RFC 8725 §3.10), or say something that nobody here understands. */
const foreignKeyHeaders = ['jku', 'jwk', 'x5u', 'x5c', 'crit'];

/**
 * Tells who sent an access token without asking the service on each request. A sign-out or a revocation is *not* seen before
 * the token's own end, and what the caller may do is not known: that takes `requirePermission`.
 *
 * @example
 * import { createOfflineIdentity } from '@latchkey/sdk/guard/offline';
 *
 * const identity = createOfflineIdentity({ issuer: baseUrl });
 * const { requireIdentity } = createKoaGuard({ client: createClient({ baseUrl }), identity });
 * @throws {TypeError} when an algorithm is none of signatures with a public key
 */
export function createOfflineIdentity(options: OfflineIdentityOptions): IdentitySource {
  const { issuer, audience = issuer, algorithms = ['ES256'], clock = systemClock } = options;
  if (algorithms.length === 0 || algorithms.some((algorithm) => !known.includes(algorithm)))
    throw new TypeError(`algorithms must be of ${known.join(', ')}.`);
  const key = createSigningKeys({
    url: options.jwksUrl ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock,
  });

  return {
    async identify(credential) {
      try {
        const { payload } = await jwtVerify(credential, key, {
          issuer,
          audience,
          algorithms: [...algorithms],
          typ: 'at+jwt',
          requiredClaims: ['sub', 'exp', 'iat'],
          currentDate: new Date(clock.now()),
        });
        return identityIn(payload);
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

/** Undefined for a token that names both kinds of source, or none: no token of the service does. */
function identityIn(claims: Readonly<Record<string, unknown>>): Identity | undefined {
  const { sub, exp, sid, token_id, environment } = claims;
  if (typeof sub !== 'string' || typeof exp !== 'number') return undefined;
  const about = { subject: sub, expiresAt: exp * 1_000 };
  if (typeof sid === 'string' && token_id === undefined && environment === undefined)
    return { ...about, environment: 'live', sessionId: sid };
  if (typeof token_id === 'string' && sid === undefined && (environment === 'live' || environment === 'test'))
    return { ...about, environment, tokenId: token_id };
  return undefined;
}

const maximumAgeMs = 600_000;
/** As long as the service is away: a key that was retired meanwhile is not believed for ever. */
const maximumStaleMs = 86_400_000;
/** Between two attempts, so that tokens with made-up key ids do not become requests to the service. */
const cooldownMs = 30_000;
/** As long as there is no key at all. */
const firstCooldownMs = 1_000;
const fetchTimeoutMs = 5_000;

interface SigningKeysOptions {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Pick<Clock, 'now'>;
}

/** The published keys: fetched when there are none, when they are old, and when a token names one that is not among them. */
function createSigningKeys({ url, fetch, clock }: SigningKeysOptions): JWTVerifyGetKey {
  let keys: { readonly find: JWTVerifyGetKey; readonly fetchedAt: number } | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  /** Why the last attempt failed; undefined after one that succeeded. */
  let failure: unknown;
  let attempt: Promise<void> | undefined;

  async function load(): Promise<void> {
    triedAt = clock.now();
    try {
      const signal = AbortSignal.timeout(fetchTimeoutMs);
      const answer = await fetch(url, { ...withoutCookies, signal });
      if (!answer.ok) throw new Error(`The signing keys were answered with ${answer.status}.`);
      keys = { find: createLocalJWKSet(await answer.json()), fetchedAt: clock.now() };
      failure = undefined;
    } catch (error) {
      failure = error;
    }
  }

  async function refresh(): Promise<void> {
    if (attempt === undefined && clock.now() - triedAt < (keys === undefined ? firstCooldownMs : cooldownMs)) return;
    attempt ??= load().finally(() => {
      attempt = undefined;
    });
    await attempt;
  }

  const unavailable = (): Error => new Error('The signing keys are not available.', { cause: failure });

  return async (header, token) => {
    // Not the library's choice by type: one key, named.
    if (typeof header.kid !== 'string' || foreignKeyHeaders.some((name) => name in header))
      throw new errors.JWKSNoMatchingKey();
    if (keys === undefined || clock.now() - keys.fetchedAt >= maximumAgeMs) await refresh();
    if (keys === undefined || clock.now() - keys.fetchedAt >= maximumStaleMs) throw unavailable();
    try {
      return await keys.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await refresh();
      // Perhaps it is a key that could not be fetched: nobody's token is refused for that.
      if (failure !== undefined) throw unavailable();
      return keys.find(header, token);
    }
  };
}
