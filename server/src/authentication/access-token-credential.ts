import type { AccessTokenClaims } from '../access-tokens/access-token-claims.ts';
import { chainHeadId } from '../access-tokens/chain.ts';
import type { RememberedTokens } from '../access-tokens/remembered-tokens.ts';
import { type DeploymentHead, deploymentHeadId } from '../setup/deployment.ts';
import type { SigningKeyStore } from '../signing-keys/signing-key-store.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import type { UserStore } from '../users/user-store.ts';
import type { UserPrincipal } from './principal.ts';
import { principalOfSession, sessionHeads } from './session-credential.ts';

export interface AccessTokenParts {
  readonly issuer: string;
  readonly audience: string;
  readonly users: UserStore;
  readonly signingKeys: SigningKeyStore;
  readonly rememberedTokens: RememberedTokens;
}

/**
 * An access token counts at our own endpoints as the session it came from: the signature says only whom to ask about, and
 * signing out is felt at once.
 */
export async function principalOfAccessToken(
  token: string,
  parts: AccessTokenParts,
  heads: HeadReader,
  now: number,
): Promise<UserPrincipal | undefined> {
  // A token seen before says whom to ask about, so that one read brings everything.
  const recalled = parts.rememberedTokens.recall(token);
  await heads.read([deploymentHeadId, ...(recalled === undefined ? [] : headsOfClaims(recalled))]);
  const deployment = heads.get<DeploymentHead>(deploymentHeadId);
  if (deployment === undefined) return undefined;
  const keys = await parts.signingKeys.keySet(deployment.signing_keys_version);
  const claims = await parts.rememberedTokens.verify(token, {
    keys,
    issuer: parts.issuer,
    audience: parts.audience,
    now,
  });
  if (claims === undefined || claims.source.kind !== 'session') return undefined;

  await heads.read(headsOfClaims(claims));
  if (heads.get(chainHeadId(claims.chain)) !== undefined) return undefined;
  const principal = await principalOfSession(
    { session_id: claims.source.sessionId, user_id: claims.subject },
    { credentialKind: 'access_token', chain: claims.chain },
    parts.users,
    heads,
    now,
  );
  return principal?.session.userId === claims.subject ? principal : undefined;
}

export function headsOfClaims(claims: AccessTokenClaims): string[] {
  if (claims.source.kind !== 'session') return [];
  return [chainHeadId(claims.chain), ...sessionHeads({ session_id: claims.source.sessionId, user_id: claims.subject })];
}
