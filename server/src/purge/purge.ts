import { hours } from '../clock.ts';
import { tooOld } from '../mail/mail-worker.ts';
import { type InvitationRecord, invitationRetention } from '../members/invitation.ts';
import type { CodeRecord } from '../one-time-codes/one-time-code-store.ts';
import type { Document } from '../storage/port.ts';
import type { WorkspaceHead } from '../workspaces/workspace.ts';
import { forget } from './forget.ts';
import { clockSkew, type HeadParts, removalsAmong } from './purge-heads.ts';
import { purgeWorkspace, type WorkspaceParts } from './purge-workspace.ts';
import { removalsOf, removeAll } from './removal.ts';
import { Walk } from './walk.ts';

export type PurgeParts = HeadParts & WorkspaceParts;

export interface Purge {
  /** One round at the time `now`, bounded however much is over. */
  run(now: number): Promise<void>;
}

const pagesInARound = 20;
const restAfterAWalk = hours(1);
const codesInARound = 500;

/**
 * Removes what nobody needs any more. It never decides what counts: everything here is refused, hidden or forgotten by its own time
 * already, so a purge that is late, or runs twice at once, changes no answer. Every process may run it.
 */
export function createPurge(parts: PurgeParts): Purge {
  const { store, invitations } = parts;
  const heads = new Walk<Document>(store, 'heads');
  const invited = new Walk<InvitationRecord>(store, 'invitations');
  let walkAgainAt = Number.NEGATIVE_INFINITY;

  async function purgeHeads(page: readonly Document[], now: number): Promise<void> {
    await removeAll(store, await removalsAmong(page, parts, now), now);
    for (const { _id } of page.filter(isDeletedWorkspace)) await purgeWorkspace(_id.slice(2), parts, now);
  }

  async function purgeInvitations(page: readonly InvitationRecord[], now: number): Promise<void> {
    const over = page.filter(({ expires_at }) => expires_at <= now - invitationRetention);
    await removeAll(store, await removalsOf('invitations', over, (one) => invitations.remove(one)), now);
  }

  async function purgeCodes(now: number): Promise<void> {
    const isOver = { expires_at: { $lte: now - clockSkew } };
    const codes = await store.find<CodeRecord>('codes', isOver, { limit: codesInARound });
    const removals = await removalsOf('codes', codes, ({ _id }) => [{ delete: 'codes', where: { _id, ...isOver } }]);
    await removeAll(store, removals, now);
  }

  return {
    async run(now) {
      const isOver = { expires_at: { $lte: now - clockSkew } };
      await forget(store, 'idempotency', isOver);
      await forget(store, 'attempts', isOver);
      await forget(store, 'outbox', { created_at: { $lte: now - tooOld - clockSkew } });
      await purgeCodes(now);
      if (now < walkAgainAt) return;
      const isAtTheEnd = await heads.goOn(pagesInARound, (page) => purgeHeads(page, now));
      if (!isAtTheEnd) return;
      await invited.goOn(Number.POSITIVE_INFINITY, (page) => purgeInvitations(page, now));
      walkAgainAt = now + restAfterAWalk;
    },
  };
}

const isDeletedWorkspace = ({ _id, state }: Document): boolean =>
  _id.startsWith('w:') && (state as WorkspaceHead['state']) === 'deleted';
