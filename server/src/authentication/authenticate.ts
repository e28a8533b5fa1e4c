import { type ApiTokenDigest, type ApiTokenHead, apiTokenHeadId } from '../api-tokens/api-token.ts';
import { digestSecret, maximumTokenLength, parseSecret } from '../api-tokens/token-format.ts';
import { BoundedMap } from '../bounded-map.ts';
import { deploymentHeadId } from '../deployment/deployment.ts';
import type { ErrorCode } from '../errors/registry.gen.ts';
import type { SessionDigest } from '../sessions/session.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type AccessTokenParts, headsOfClaims, principalOfAccessToken } from './access-token-credential.ts';
import { type ApiTokenParts, apiTokenHeads, namedByDigest, principalOfApiToken } from './api-token-credential.ts';
import type { Principal, UserPrincipal } from './principal.ts';
import { principalOfSession, sessionHeads } from './session-credential.ts';

export interface AuthenticationParts extends AccessTokenParts, ApiTokenParts {
  /** What every secret of the deployment begins with. */
  readonly brand: string;
}

export interface Authentication {
  /** The principal behind a credential, or undefined: unknown, malformed, expired, suspended and ended all look alike. */
  principalOf(credential: string, heads: HeadReader, now: number): Promise<Principal | undefined>;
  /** The principal that an API token's id names, if its newest secret would be accepted now. For questions about it, by others. */
  principalOfTokenId(tokenId: string, heads: HeadReader, now: number): Promise<Principal | undefined>;
  /** The person of a session that lives, for what renews it. */
  personOf(
    session: { readonly session_id: string; readonly user_id: string },
    heads: HeadReader,
    now: number,
  ): Promise<UserPrincipal | undefined>;
  /** The heads that judging the credential will need, as far as they are known without asking the store. */
  expectedHeads(credential: string): readonly string[];
  /** Whether it has the form of a credential of ours: what has not is refused without asking the store. */
  isWellFormed(credential: string): boolean;
  /** The 401 that a rejected credential is answered with. */
  rejectionOf(credential: string, cameAsApiKey: boolean): ErrorCode;
}

type KnownDigest = SessionDigest | ApiTokenDigest;

/** What a digest belongs to, and the heads that say whether it counts: both the same for ever. */
interface KnownSecret {
  readonly digest: KnownDigest;
  readonly heads: readonly string[];
}

const digestId = (secret: string): string => `c:${digestSecret(secret)}`;

/**
 * Judges every credential, wherever it stands: a caller's own, and the one that `/v1/verify` is asked about. One function,
 * so that no way to a verdict skips a check. What a digest belongs to never changes and is remembered; whether it still
 * counts is read from the heads each time.
 */
export function createAuthentication(parts: AuthenticationParts): Authentication {
  const secrets = new BoundedMap<KnownSecret>(100_000);
  const looksLikeApiKey = new RegExp(`^${parts.brand}[pkx]_`);

  /** Only well-formed secrets are ever remembered, so one that is known needs no second look at its form and checksum. */
  const recall = (credential: string): KnownSecret | undefined =>
    credential.length > maximumTokenLength ? undefined : secrets.get(digestId(credential));

  async function find(secret: string, heads: HeadReader): Promise<KnownSecret | undefined> {
    const id = digestId(secret);
    const digest = await heads.one<KnownDigest>(id);
    if (digest === undefined) return undefined;
    const found = { digest, heads: digest.opens === 'session' ? sessionHeads(digest) : apiTokenHeads(digest) };
    secrets.set(id, found);
    return found;
  }

  return {
    async principalOf(credential, heads, now) {
      let known = recall(credential);
      if (known === undefined) {
        const secret = parseSecret(credential, parts.brand);
        if (secret === undefined)
          return credential.includes('.') ? principalOfAccessToken(credential, parts, heads, now) : undefined;
        // A refresh token is for the token endpoint and stands for nobody.
        if (secret.kind === 'refresh_token') return undefined;
        known = await find(credential, heads);
      }
      if (known === undefined) return undefined;
      const { digest } = known;
      await heads.read(known.heads);
      if (digest.opens === 'session') {
        const by = { credentialKind: 'session', chain: undefined } as const;
        const principal = await principalOfSession(digest, by, parts.users, heads, now);
        return principal?.session.tokenGeneration === digest.generation ? principal : undefined;
      }
      return await principalOfApiToken(namedByDigest(digest), parts, heads, now);
    },

    async principalOfTokenId(tokenId, heads, now) {
      const head = await heads.one<ApiTokenHead>(apiTokenHeadId(tokenId));
      if (head === undefined) return undefined;
      return principalOfApiToken({ tokenId, generation: head.generation, chain: undefined }, parts, heads, now);
    },

    personOf: (session, heads, now) =>
      principalOfSession(session, { credentialKind: 'session', chain: undefined }, parts.users, heads, now),

    expectedHeads(credential) {
      const known = recall(credential);
      if (known !== undefined) return known.heads;
      const secret = parseSecret(credential, parts.brand);
      if (secret !== undefined) return secret.kind === 'refresh_token' ? [] : [digestId(credential)];
      const recalled = parts.rememberedTokens.recall(credential);
      return recalled === undefined ? [] : [deploymentHeadId, ...headsOfClaims(recalled.claims, parts.apiTokens)];
    },

    isWellFormed: (credential) =>
      parseSecret(credential, parts.brand) !== undefined || /^[\w-]+\.[\w-]+\.[\w-]+$/.test(credential),

    rejectionOf: (credential, cameAsApiKey) =>
      cameAsApiKey || looksLikeApiKey.test(credential) ? 'invalid_api_key' : 'invalid_token',
  };
}
