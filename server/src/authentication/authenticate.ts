import {
  type ApiTokenDigest,
  type ApiTokenHead,
  type ApiTokenRecord,
  apiTokenHeadId,
} from '../api-tokens/api-token.ts';
import type { ApiTokenStore } from '../api-tokens/api-token-store.ts';
import { digestSecret, maximumTokenLength, parseSecret } from '../api-tokens/token-format.ts';
import type { Subject } from '../authorization/decide.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { ErrorCode } from '../errors/registry.gen.ts';
import type { SessionDigest } from '../sessions/session.ts';
import { deploymentHeadId } from '../setup/deployment.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type AccessTokenParts, headsOfClaims, principalOfAccessToken } from './access-token-credential.ts';
import { apiTokenHeads, principalOfApiToken } from './api-token-credential.ts';
import type { Principal } from './principal.ts';
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
  /** The principal that an API token's id names, if its newest secret would be accepted now. For questions about it, by others. */
  principalOfTokenId(tokenId: string, heads: HeadReader, now: number): Promise<Principal | undefined>;
  /** The heads that judging the credential will need, as far as they are known without asking the store. */
  expectedHeads(credential: string): readonly string[];
  /** The 401 that a rejected credential is answered with. */
  rejectionOf(credential: string, cameAsApiKey: boolean): ErrorCode;
}

type KnownDigest = SessionDigest | ApiTokenDigest;

const digestId = (secret: string): string => `c:${digestSecret(secret)}`;

/**
 * Judges every credential, wherever it stands: a caller's own, and the one that `/v1/verify` is asked about. One function,
 * so that no way to a verdict skips a check. What a digest belongs to never changes and is remembered; whether it still
 * counts is read from the heads each time.
 */
export function createAuthentication(parts: AuthenticationParts): Authentication {
  const known = new BoundedMap<KnownDigest>(100_000);
  const looksLikeApiKey = new RegExp(`^${parts.brand}[pkx]_`);

  /** Only well-formed secrets are ever remembered, so one that is known needs no second look at its form and checksum. */
  const recall = (credential: string): KnownDigest | undefined =>
    credential.length > maximumTokenLength ? undefined : known.get(digestId(credential));

  async function find(secret: string, heads: HeadReader): Promise<KnownDigest | undefined> {
    const id = digestId(secret);
    const found = await heads.one<KnownDigest>(id);
    if (found !== undefined) known.set(id, found);
    return found;
  }

  return {
    async principalOf(credential, heads, now) {
      let digest = recall(credential);
      if (digest === undefined) {
        if (parseSecret(credential, parts.brand) === undefined)
          return credential.includes('.') ? principalOfAccessToken(credential, parts, heads, now) : undefined;
        digest = await find(credential, heads);
      }
      if (digest === undefined) return undefined;
      if (digest.opens === 'session')
        return principalOfSession(digest, { credentialKind: 'session', chain: undefined }, parts.users, heads, now);
      return principalOfApiToken(digest, parts.apiTokens, parts.subjectOf, heads, now);
    },

    async principalOfTokenId(tokenId, heads, now) {
      const head = await heads.one<ApiTokenHead>(apiTokenHeadId(tokenId));
      if (head === undefined) return undefined;
      const { kind, workspace_id } = await parts.apiTokens.record(tokenId, head);
      const newest = { token_id: tokenId, token_kind: kind, workspace_id, generation: head.generation };
      return principalOfApiToken(newest, parts.apiTokens, parts.subjectOf, heads, now);
    },

    expectedHeads(credential) {
      const digest = recall(credential);
      if (digest !== undefined) return digest.opens === 'session' ? sessionHeads(digest) : apiTokenHeads(digest);
      if (parseSecret(credential, parts.brand) !== undefined) return [digestId(credential)];
      const recalled = parts.rememberedTokens.recall(credential);
      return recalled === undefined ? [] : [deploymentHeadId, ...headsOfClaims(recalled)];
    },

    rejectionOf: (credential, cameAsApiKey) =>
      cameAsApiKey || looksLikeApiKey.test(credential) ? 'invalid_api_key' : 'invalid_token',
  };
}
