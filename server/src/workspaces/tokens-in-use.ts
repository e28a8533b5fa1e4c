import { type ApiTokenHead, type ApiTokenRecord, apiTokenHeadId, apiTokenState } from '../api-tokens/api-token.ts';
import type { Services } from '../service.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type UserHead, userHeadId } from '../users/user.ts';

/** A preview looks at this many tokens of members at most. */
export const mostTokensLookedAt = 1_000;

export interface TokenInUse {
  readonly token: ApiTokenRecord;
  readonly lastUsedAt: number | null;
}

/** The API tokens that can be used now and may reach a workspace: its keys, and the personal tokens made for it. */
export async function tokensInUse(
  workspaceId: string,
  members: readonly string[],
  { heads, now, services }: { readonly heads: HeadReader; readonly now: number; readonly services: Services },
): Promise<{ readonly tokens: readonly TokenInUse[]; readonly isComplete: boolean }> {
  const { apiTokens } = services;
  const [keys, personal] = await Promise.all([
    apiTokens.notEnded(workspaceId),
    apiTokens.pageCovering(workspaceId, members, now, { limit: mostTokensLookedAt }),
  ]);
  const found = [...keys, ...personal.documents].filter((token) => apiTokenState(token, now) === 'active');
  const owners = [...new Set(personal.documents.map(({ owner }) => owner))];
  await heads.read([...found.map(({ _id }) => apiTokenHeadId(_id)), ...owners.map(userHeadId)]);
  const canBeUsed = (token: ApiTokenRecord): boolean =>
    token.kind !== 'personal_token' || heads.get<UserHead>(userHeadId(token.owner))?.state === 'active';
  return {
    tokens: found.filter(canBeUsed).map((token) => ({
      token,
      lastUsedAt: heads.get<ApiTokenHead>(apiTokenHeadId(token._id))?.last_used_at ?? null,
    })),
    isComplete: personal.next === undefined,
  };
}
