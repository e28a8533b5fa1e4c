import type { Change } from '../storage/port.ts';

/** `a:<chain>`: there only once the chain was ended. */
export const chainHeadId = (chain: string): string => `a:${chain}`;

/** Ends a token and all that were exchanged for it. The head may be removed at `expiresAt`, when the last of them is over. */
export const endChain = (chain: string, expiresAt: number): Change => ({
  insert: 'heads',
  document: { _id: chainHeadId(chain), state: 'ended', expires_at: expiresAt },
});
