import { hours } from '../clock.ts';
import { tooOld } from '../mail/mail-worker.ts';
import { type InvitationRecord, invitationRetention } from '../members/invitation.ts';
import type { CodeRecord } from '../one-time-codes/one-time-code-store.ts';
import type { Change, Document, Filter, Store } from '../storage/port.ts';
import type { WorkspaceHead } from '../workspaces/workspace.ts';
import { forget } from './forget.ts';
import { clockSkew, type HeadParts, removalsAmong } from './purge-heads.ts';
import { purgeWorkspace, type WorkspaceParts } from './purge-workspace.ts';
import { removalsOf, removeAll } from './removal.ts';
import type { Round } from './round.ts';
import { Walk } from './walk.ts';

export type PurgeParts = HeadParts & WorkspaceParts & { readonly store: Store };

export interface Purge {
  /** One round at the time `now`, bounded however much is over. Throws between two commits once the signal is aborted. */
  run(now: number, signal: AbortSignal): Promise<void>;
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
  const heads = new Walk<Document>('heads');
  const invited = new Walk<InvitationRecord>('invitations');
  let walkAgainAt = Number.NEGATIVE_INFINITY;

  async function purgeHeads(page: readonly Document[], round: Round): Promise<void> {
    await removeAll(round, await removalsAmong(page, parts, round));
    for (const { _id } of page.filter(isDeletedWorkspace)) await purgeWorkspace(_id.slice(2), parts, round);
  }

  async function purgeInvitations(page: readonly InvitationRecord[], round: Round): Promise<void> {
    const over = page.filter(({ expires_at }) => expires_at <= round.now - invitationRetention);
    await removeAll(round, await removalsOf('invitations', over, (one) => invitations.remove(one)));
  }

  async function purgeCodes(isOver: Filter, round: Round): Promise<void> {
    const codes = await store.find<CodeRecord>('codes', isOver, { limit: codesInARound });
    const changesOf = ({ _id }: CodeRecord): Change[] => [{ delete: 'codes', where: { ...isOver, _id } }];
    await removeAll(round, await removalsOf('codes', codes, changesOf));
  }

  return {
    async run(now, signal) {
      const round = { store, now, signal };
      const isOver = { expires_at: { $lte: now - clockSkew } };
      await forget(round, 'idempotency', isOver);
      await forget(round, 'attempts', isOver);
      await forget(round, 'outbox', { created_at: { $lte: now - tooOld - clockSkew } });
      await purgeCodes(isOver, round);
      if (now < walkAgainAt) return;
      const isAtTheEnd = await heads.goOn(round, pagesInARound, (page) => purgeHeads(page, round));
      if (!isAtTheEnd) return;
      await invited.goOn(round, Number.POSITIVE_INFINITY, (page) => purgeInvitations(page, round));
      walkAgainAt = now + restAfterAWalk;
    },
  };
}

const isDeletedWorkspace = ({ _id, state }: Document): boolean =>
  _id.startsWith('w:') && (state as WorkspaceHead['state']) === 'deleted';
