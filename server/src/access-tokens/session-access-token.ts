import { wireTime } from '../clock.ts';
import type { Services } from '../service.ts';
import type { Session } from '../sessions/session.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { issueAccessToken } from './issue-access-token.ts';

/** The longest life that can be asked for. */
export const longestLifeSeconds = 3_600;

export interface MintedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  /** Epoch milliseconds, whole seconds. */
  readonly expiresAt: number;
}

/** Signs a token that stands for the session, and never outlives its absolute limit. */
export async function mintForSession(
  session: Session,
  { chain, lifeSeconds }: { readonly chain: string; readonly lifeSeconds?: number | undefined },
  at: {
    readonly heads: HeadReader;
    readonly now: number;
    readonly services: Pick<Services, 'config' | 'signingKeys'>;
  },
): Promise<MintedToken> {
  const { body, expiresAt } = await issueAccessToken(
    {
      subject: session.userId,
      source: { kind: 'session', sessionId: session.id, authenticatedAt: session.authenticatedAt },
      chain,
      lifeSeconds,
      latest: session.expiresAt,
      now: at.now,
    },
    at.heads,
    at.services,
  );
  return { token: body.token, expiresAt, expiresInSeconds: body.expires_in };
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
