import type { ApiTokenStore } from '../api-tokens/api-token-store.ts';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import type { Change } from '../storage/port.ts';
import type { WorkspaceStore } from '../workspaces/workspace-store.ts';
import { remainingWorkspaces } from './drop-workspace-personal-token.ts';
import { ownWorkspaces } from './own-workspaces.ts';
import { personalTokenEvents } from './personal-token-events.ts';
import { unreachedReason } from './reach.ts';

/**
 * What a person's leaving a workspace does to their tokens: one that was made for a list of workspaces and is left with
 * none of them is revoked. The others lose the workspace by the mark that the membership keeps (`left_at`), without a write.
 */
export async function endTokensLeftBehind(
  { userId, workspaceId }: { readonly userId: string; readonly workspaceId: string },
  {
    heads,
    now,
    services,
  }: {
    readonly heads: HeadReader;
    readonly now: number;
    readonly services: { readonly apiTokens: ApiTokenStore; readonly workspaces: WorkspaceStore };
  },
): Promise<{ readonly events: readonly AuditEvent[]; readonly changes: readonly Change[] }> {
  const { apiTokens } = services;
  const [tokens, own] = await Promise.all([
    apiTokens.listing(userId, workspaceId, now),
    ownWorkspaces(userId, heads, services),
  ]);
  const leftBehind = tokens.filter((token) =>
    remainingWorkspaces(token, workspaceId).every((id) => {
      const workspace = own.get(id);
      return workspace === undefined || unreachedReason(token, workspace) === 'left_since_creation';
    }),
  );
  const ends = await Promise.all(
    leftBehind.map(async (token) => ({
      events: await personalTokenEvents(token, 'revoked', services),
      changes: [...apiTokens.revoke(token, now), ...(await apiTokens.giveUpName(token))],
    })),
  );
  return { events: ends.flatMap(({ events }) => events), changes: ends.flatMap(({ changes }) => changes) };
}
