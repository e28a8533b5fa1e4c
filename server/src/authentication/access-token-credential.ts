import type { AccessTokenClaims } from '../access-tokens/access-token-claims.ts';
import { chainHeadId } from '../access-tokens/chain.ts';
import type { RememberedTokens } from '../access-tokens/remembered-tokens.ts';
import { apiTokenHeadId } from '../api-tokens/api-token.ts';
import type { ApiTokenStore } from '../api-tokens/api-token-store.ts';
import { type DeploymentHead, deploymentHeadId } from '../deployment/deployment.ts';
import type { SigningKeyStore } from '../signing-keys/signing-key-store.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { userHeadId } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import { workspaceHeadId } from '../workspaces/workspace.ts';
import { type ApiTokenParts, isMintedFrom, principalOfApiToken } from './api-token-credential.ts';
import type { Principal } from './principal.ts';
import { principalOfSession, sessionHeads } from './session-credential.ts';

export interface AccessTokenParts extends ApiTokenParts {
  readonly issuer: string;
  readonly audience: string;
  readonly users: UserStore;
  readonly signingKeys: SigningKeyStore;
  readonly rememberedTokens: RememberedTokens;
}

/**
 * An access token counts at our own endpoints as the session or API token it came from: the signature says only whom to ask
 * about, and signing out, revoking or rotating is felt at once.
 */
export async function principalOfAccessToken(
  token: string,
  parts: AccessTokenParts,
  heads: HeadReader,
  now: number,
): Promise<Principal | undefined> {
  // A token seen before says whom to ask about, so that one read brings everything.
  const recalled = parts.rememberedTokens.recall(token);
  await heads.read([
    deploymentHeadId,
    ...(recalled === undefined ? [] : headsOfClaims(recalled.claims, parts.apiTokens)),
  ]);
  const deployment = heads.get<DeploymentHead>(deploymentHeadId);
  if (deployment === undefined) return undefined;
  const keys = await parts.signingKeys.keySet(deployment.signing_keys_version);
  const expected = { keys, issuer: parts.issuer, audience: parts.audience, now };
  const claims = await parts.rememberedTokens.verify(token, expected, recalled);
  if (claims === undefined) return undefined;

  if (claims !== recalled?.claims) await heads.read(headsOfClaims(claims, parts.apiTokens));
  if (heads.get(chainHeadId(claims.chain)) !== undefined) return undefined;
  if (claims.source.kind === 'api_token') {
    const named = { tokenId: claims.source.tokenId, generation: claims.source.generation, chain: claims.chain };
    const token = await principalOfApiToken(named, parts, heads, now);
    return token !== undefined && isMintedFrom(claims, token) ? token : undefined;
  }
  const principal = await principalOfSession(
    { session_id: claims.source.sessionId, user_id: claims.subject },
    { credentialKind: 'access_token', chain: claims.chain },
    parts.users,
    heads,
    now,
  );
  return principal?.session.userId === claims.subject ? principal : undefined;
}

export function headsOfClaims(claims: AccessTokenClaims, apiTokens: ApiTokenStore): string[] {
  const { source, subject } = claims;
  const behind =
    source.kind === 'session'
      ? sessionHeads({ session_id: source.sessionId, user_id: subject })
      : [apiTokenHeadId(source.tokenId), ...headsBehind(source.tokenId, subject, apiTokens)];
  return [chainHeadId(claims.chain), ...behind];
}

/** What stands behind an API token: the person whose it is, or the workspace whose it is known to be. */
function headsBehind(tokenId: string, subject: string, apiTokens: ApiTokenStore): string[] {
  if (subject !== tokenId) return [userHeadId(subject)];
  const workspaceId = apiTokens.knownWorkspaceId(tokenId);
  return workspaceId === undefined ? [] : [workspaceHeadId(workspaceId)];
}
