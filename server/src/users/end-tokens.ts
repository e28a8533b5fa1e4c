import type { AuditEvent } from '../audit/audit-event.ts';
import type { Services } from '../service.ts';
import { deploymentStream } from '../setup/deployment.ts';
import type { Change } from '../storage/port.ts';

export interface Ending {
  readonly events: readonly AuditEvent[];
  readonly changes: readonly Change[];
}

/** Revokes every token that a person has made for themselves. */
export async function endTokensOf(
  userId: string,
  now: number,
  { apiTokens }: Pick<Services, 'apiTokens'>,
): Promise<Ending> {
  const tokens = await apiTokens.notEnded(userId);
  const names = await Promise.all(tokens.map((token) => apiTokens.giveUpName(token)));
  return {
    events: tokens.map((token) => ({
      action: `${token.kind}.revoked`,
      stream: deploymentStream,
      target: { type: token.kind, id: token._id, name: token.name },
      environment: token.environment,
    })),
    changes: [...tokens.flatMap((token) => apiTokens.revoke(token, now)), ...names.flat()],
  };
}
