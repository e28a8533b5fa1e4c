import type { AuditEvent } from '../audit/audit-event.ts';
import { personalTokenEvents } from '../personal-tokens/personal-token-events.ts';
import type { Services } from '../service.ts';
import type { Change } from '../storage/port.ts';

export interface Ending {
  readonly events: readonly AuditEvent[];
  readonly changes: readonly Change[];
}

/** Revokes every token that a person has made for themselves. */
export async function endTokensOf(
  userId: string,
  now: number,
  services: Pick<Services, 'apiTokens' | 'workspaces'>,
): Promise<Ending> {
  const { apiTokens } = services;
  const tokens = await apiTokens.notEnded(userId);
  const names = await Promise.all(tokens.map((token) => apiTokens.giveUpName(token)));
  return {
    events: (await Promise.all(tokens.map((token) => personalTokenEvents(token, 'revoked', services)))).flat(),
    changes: [...tokens.flatMap((token) => apiTokens.revoke(token, now)), ...names.flat()],
  };
}
