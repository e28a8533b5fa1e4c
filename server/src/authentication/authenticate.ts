import type { ApiTokenDigest, ApiTokenHead, ApiTokenRecord } from '../api-tokens/api-token.ts';
import type { ApiTokenStore } from '../api-tokens/api-token-store.ts';
import { digestSecret, parseSecret } from '../api-tokens/token-format.ts';
import type { Subject } from '../authorization/decide.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { ErrorCode } from '../errors/registry.gen.ts';
import type { SessionDigest } from '../sessions/session.ts';
import { deploymentHeadId } from '../setup/deployment.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type AccessTokenParts, headsOfClaims, principalOfAccessToken } from './access-token-credential.ts';
import { apiTokenHeads, principalOfApiToken } from './api-token-credential.ts';
import type { Principal, UserPrincipal } from './principal.ts';
import { principalOfSession, sessionHeads } from './session-credential.ts';

export interface AuthenticationParts extends AccessTokenParts {
  /** What every secret of the deployment begins with. */
  readonly brand: string;
  readonly apiTokens: ApiTokenStore;
  /** The rights of an API token as decisions need them, compiled once per version. */
  readonly subjectOf: (token: ApiTokenRecord, head: ApiTokenHead) => Subject;
}

export interface Authentication {
  /** The principal behind a credential, or undefined: unknown, malformed, expired, suspended and ended all look alike. */
  principalOf(credential: string, heads: HeadReader, now: number): Promise<Principal | undefined>;
  /** The person of a session that lives, for what renews it. */
  personOf(
    session: { readonly session_id: string; readonly user_id: string },
    heads: HeadReader,
    now: number,
  ): Promise<UserPrincipal | undefined>;
  /** The heads that judging the credential will need, as far as they are known without asking the store. */
  expectedHeads(credential: string): readonly string[];
  /** The 401 that a rejected credential is answered with. */
  rejectionOf(credential: string, cameAsApiKey: boolean): ErrorCode;
}

type KnownDigest = SessionDigest | ApiTokenDigest;

/**
 * Judges every credential, wherever it stands: a caller's own, and the one that `/v1/verify` is asked about. One function,
 * so that no way to a verdict skips a check. What a digest belongs to never changes and is remembered; whether it still
 * counts is read from the heads each time.
 */
export function createAuthentication(parts: AuthenticationParts): Authentication {
  const known = new BoundedMap<KnownDigest>(100_000);
  const looksLikeApiKey = new RegExp(`^${parts.brand}[pkx]_`);

  async function find(digestId: string, heads: HeadReader): Promise<KnownDigest | undefined> {
    const remembered = known.get(digestId);
    if (remembered !== undefined) return remembered;
    const found = await heads.one<KnownDigest>(digestId);
    if (found !== undefined) known.set(digestId, found);
    return found;
  }

  return {
    async principalOf(credential, heads, now) {
      const secret = parseSecret(credential, parts.brand);
      if (secret === undefined)
        return credential.includes('.') ? principalOfAccessToken(credential, parts, heads, now) : undefined;
      // A refresh token is for the token endpoint and stands for nobody.
      if (secret.kind === 'refresh_token') return undefined;
      const digest = await find(`c:${digestSecret(credential)}`, heads);
      if (digest === undefined) return undefined;
      if (digest.opens === 'session') {
        const by = { credentialKind: 'session', chain: undefined } as const;
        const principal = await principalOfSession(digest, by, parts.users, heads, now);
        return principal?.session.tokenGeneration === digest.generation ? principal : undefined;
      }
      return principalOfApiToken(digest, parts.apiTokens, parts.subjectOf, heads, now);
    },

    personOf: (session, heads, now) =>
      principalOfSession(session, { credentialKind: 'session', chain: undefined }, parts.users, heads, now),

    expectedHeads(credential) {
      const secret = parseSecret(credential, parts.brand);
      if (secret?.kind === 'refresh_token') return [];
      if (secret === undefined) {
        const recalled = parts.rememberedTokens.recall(credential);
        return recalled === undefined ? [] : [deploymentHeadId, ...headsOfClaims(recalled)];
      }
      const digestId = `c:${digestSecret(credential)}`;
      const digest = known.get(digestId);
      if (digest === undefined) return [digestId];
      return digest.opens === 'session' ? sessionHeads(digest) : apiTokenHeads(digest);
    },

    rejectionOf: (credential, cameAsApiKey) =>
      cameAsApiKey || looksLikeApiKey.test(credential) ? 'invalid_api_key' : 'invalid_token',
  };
}
