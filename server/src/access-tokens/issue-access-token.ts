import { seconds, wireTime } from '../clock.ts';
import { type DeploymentHead, deploymentHeadId } from '../deployment/deployment.ts';
import type { Wire } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import type { AccessTokenSource } from './access-token-claims.ts';
import { newChain, newTokenId } from './access-token-identifier.ts';
import { signAccessToken } from './sign-access-token.ts';

/** Ten minutes, if nobody asks for another life. */
const defaultAccessTokenSeconds = 600;

/** The one client there is until an authorization flow brings others (RFC 9068 §2.2 wants the claim). */
const clientId = 'latchkey';

export interface IssuedAccessToken {
  readonly body: Wire<'mintAccessToken', 200>;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Signs an access token that never outlives what stands behind it: `latest` (epoch ms) cuts its life; null does not. */
export async function issueAccessToken(
  about: {
    readonly subject: string;
    readonly source: AccessTokenSource;
    readonly chain: string | undefined;
    readonly lifeSeconds: number | undefined;
    readonly latest: number | null;
    readonly now: number;
  },
  heads: HeadReader,
  { signingKeys, config }: Pick<Services, 'signingKeys' | 'config'>,
): Promise<IssuedAccessToken> {
  const deployment = await heads.one<DeploymentHead>(deploymentHeadId);
  if (deployment === undefined) throw new TypeError('the deployment was never founded');
  const keys = await signingKeys.keySet(deployment.signing_keys_version);
  const issuedAt = wholeSeconds(about.now);
  const wanted = issuedAt + seconds(about.lifeSeconds ?? defaultAccessTokenSeconds);
  const expiresAt = about.latest === null ? wanted : Math.min(wanted, wholeSeconds(about.latest));
  const token = await signAccessToken(
    {
      issuer: config.issuer,
      audience: config.audience,
      subject: about.subject,
      clientId,
      issuedAt,
      expiresAt,
      id: newTokenId(),
      chain: about.chain ?? newChain(),
      source: about.source,
    },
    keys.signerAt(about.now),
  );
  const expiresIn = Math.max(0, (expiresAt - issuedAt) / seconds(1));
  return {
    expiresAt,
    body: { token, token_type: 'Bearer', expires_in: expiresIn, expires_at: wireTime(expiresAt) },
  };
}

/** A token's times are whole seconds; rounded down, so that it never outlives what stands behind it. */
const wholeSeconds = (epochMilliseconds: number): number => Math.floor(epochMilliseconds / 1_000) * 1_000;
