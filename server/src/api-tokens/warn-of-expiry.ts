import { randomBytes } from 'node:crypto';
import { recordEvent } from '../audit/audit-event.ts';
import { days, wireTime } from '../clock.ts';
import { newIdentifier } from '../identifier.ts';
import type { OutboxStore } from '../mail/outbox-store.ts';
import type { Change } from '../storage/port.ts';
import type { UserStore } from '../users/user-store.ts';
import type { WorkspaceStore } from '../workspaces/workspace-store.ts';
import type { ApiTokenRecord } from './api-token.ts';
import { dueWarning, type WarningDays, warningDays } from './expiry-warning.ts';
import type { ExpiryPosition, ExpiryWarningStore } from './expiry-warning-store.ts';
import { tokenEvent } from './token-event.ts';

export interface ExpiryParts {
  readonly expiryWarnings: ExpiryWarningStore;
  readonly workspaces: WorkspaceStore;
  readonly users: UserStore;
  readonly outbox: OutboxStore;
}

const batch = 100;

/**
 * Tells the owners of tokens that expire within 14, 7 and 1 days, by an audit event and by mail, once for each. Any process
 * may do it at any time: a guarded mark on the token lets one of them win.
 * @returns how many warnings this call gave
 */
export async function warnOfExpiry(parts: ExpiryParts, now: number): Promise<number> {
  let given = 0;
  for (const count of warningDays) {
    let after: ExpiryPosition | undefined;
    for (;;) {
      const tokens = await parts.expiryWarnings.expiringUntil(now + days(count), count, now, after, batch);
      for (const token of tokens) {
        const due = dueWarning(token, now);
        if (due === count && (await warn(token, due, parts, now))) given += 1;
      }
      after = tokens.at(-1);
      if (tokens.length < batch) break;
    }
  }
  return given;
}

/** False if somebody else was faster, if the token has changed meanwhile, or if nobody is left whom it concerns. */
async function warn(token: ApiTokenRecord, due: WarningDays, parts: ExpiryParts, now: number): Promise<boolean> {
  const [workspace] = token.workspace_id === null ? [] : await parts.workspaces.findMany([token.workspace_id]);
  if (workspace?.state === 'deleted') return false;
  const event = recordEvent(
    { ...tokenEvent(token, 'expiring'), actor: { kind: 'system', id: null, name: null } },
    {
      id: newIdentifier('evt'),
      now,
      origin: { traceId: randomBytes(16).toString('hex'), ip: null, userAgent: null },
      author: undefined,
    },
  );
  const mails = await mailsAbout(token, workspace?.name, due, parts, now);
  return parts.expiryWarnings.record(token, due, { event, mails });
}

async function mailsAbout(
  token: ApiTokenRecord,
  workspaceName: string | undefined,
  due: WarningDays,
  { workspaces, users, outbox }: ExpiryParts,
  now: number,
): Promise<Change[]> {
  const people = await recipientsOf(token, workspaces);
  const records = await Promise.all(people.map((userId) => users.find(userId)));
  const data = {
    token_kind: token.kind,
    token_name: token.name,
    days: String(due),
    expires_at: wireTime(Number(token.expires_at)),
    ...(workspaceName !== undefined && { workspace_name: workspaceName }),
  };
  return records.flatMap((user) =>
    user === undefined ? [] : [outbox.write({ to: user.email, kind: 'token_expires', data }, now)],
  );
}

/** A person for their own token, the owners of a workspace for its keys, and who made it for a key of the deployment. */
async function recipientsOf(token: ApiTokenRecord, workspaces: WorkspaceStore): Promise<readonly string[]> {
  switch (token.kind) {
    case 'personal_token':
      return [token.owner];
    case 'workspace_key':
      return workspaces.ownerIds(token.owner);
    case 'service_key':
      return [token.created_by];
  }
}
