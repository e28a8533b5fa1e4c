import { seconds, wireTime } from '../clock.ts';
import type { Services } from '../service.ts';
import type { Session } from '../sessions/session.ts';
import { type DeploymentHead, deploymentHeadId } from '../setup/deployment.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { newTokenId } from './access-token-identifier.ts';
import { signAccessToken } from './sign-access-token.ts';

/** Ten minutes, if nobody asks for another life. */
export const defaultLifeSeconds = 600;
/** The longest life that can be asked for. */
export const longestLifeSeconds = 3_600;
/** The one client there is until an authorization flow brings others (RFC 9068 §2.2 wants the claim). */
const clientId = 'latchkey';

export interface MintedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  /** Epoch milliseconds, whole seconds. */
  readonly expiresAt: number;
}

/** Signs a token that stands for the session, and never outlives its absolute limit. */
export async function mintForSession(
  session: Session,
  { chain, lifeSeconds = defaultLifeSeconds }: { readonly chain: string; readonly lifeSeconds?: number | undefined },
  at: {
    readonly heads: HeadReader;
    readonly now: number;
    readonly services: Pick<Services, 'config' | 'signingKeys'>;
  },
): Promise<MintedToken> {
  const { heads, now, services } = at;
  const { config, signingKeys } = services;
  const deployment = await heads.one<DeploymentHead>(deploymentHeadId);
  if (deployment === undefined) throw new TypeError('the deployment was never founded');
  const keys = await signingKeys.keySet(deployment.signing_keys_version);

  const issuedAt = wholeSeconds(now);
  const expiresAt = Math.min(issuedAt + seconds(lifeSeconds), wholeSeconds(session.expiresAt));
  const token = await signAccessToken(
    {
      issuer: config.issuer,
      audience: config.audience,
      subject: session.userId,
      clientId,
      issuedAt,
      expiresAt,
      id: newTokenId(),
      chain,
      source: { kind: 'session', sessionId: session.id, authenticatedAt: session.authenticatedAt },
    },
    keys.signerAt(now),
  );
  return { token, expiresAt, expiresInSeconds: Math.max(0, (expiresAt - issuedAt) / seconds(1)) };
}

/** The token and its refresh token as RFC 6749 §5.1 names them. */
export const presentTokenPair = (
  minted: MintedToken,
  refreshToken: { readonly value: string; readonly expiresAt: number },
) => ({
  access_token: minted.token,
  token_type: 'Bearer' as const,
  expires_in: minted.expiresInSeconds,
  refresh_token: refreshToken.value,
  refresh_expires_at: wireTime(refreshToken.expiresAt),
});

const wholeSeconds = (epochMilliseconds: number): number => Math.floor(epochMilliseconds / 1_000) * 1_000;
