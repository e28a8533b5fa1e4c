import type { Change } from '../storage/port.ts';
import { type ApiTokenHead, type ApiTokenRecord, apiTokenHeadId } from './api-token.ts';
import type { ApiTokenStore } from './api-token-store.ts';

/** What ends with a secret: during an overlap it alone, so that the other keeps its owner's systems running; else the token. */
export type SecretEnd = 'token' | 'newest_secret' | 'previous_secret';

/** Undefined for a secret that no longer opens anything. */
export function endOfSecret(generation: number, head: ApiTokenHead, now: number): SecretEnd | undefined {
  if (head.state === 'revoked' || generation === head.ended_generation) return undefined;
  const overlaps = head.previous_valid_until !== null && now < head.previous_valid_until;
  const isNewest = generation === head.generation;
  if (!overlaps) return isNewest ? 'token' : undefined;
  if (isNewest) return 'newest_secret';
  return generation === head.generation - 1 ? 'previous_secret' : undefined;
}

/** Ends a secret, or its whole token, at once and for ever. */
export async function endSecret(
  token: ApiTokenRecord,
  head: ApiTokenHead,
  end: SecretEnd,
  now: number,
  apiTokens: ApiTokenStore,
): Promise<Change[]> {
  if (end === 'token') return [...apiTokens.revoke(token, now, head), ...(await apiTokens.giveUpName(token))];
  const ended = end === 'newest_secret' ? { ended_generation: head.generation } : { previous_valid_until: null };
  return [
    {
      update: 'heads',
      where: { _id: apiTokenHeadId(token._id), generation: head.generation, version: head.version },
      set: { $set: ended, $inc: { version: 1 } },
    },
  ];
}

/** The stream of a token's events: its workspace's, else the deployment's. */
export const streamOf = (token: ApiTokenRecord): string => token.workspace_id ?? 'deployment';
