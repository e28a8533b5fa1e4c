import type { AuditEvent, MemberChange } from '../audit/audit-event.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import type { ApiTokenRecord } from './api-token.ts';

export type TokenVerb =
  | 'created'
  | 'updated'
  | 'revoked'
  | 'rotated'
  | 'overlap_ended'
  | 'suspended'
  | 'resumed'
  | 'dropped'
  | 'expiring';

/** What happened to a token, in the stream that it belongs to. */
export const tokenEvent = (
  token: ApiTokenRecord,
  verb: TokenVerb,
  changes: readonly MemberChange[] = [],
): AuditEvent => ({
  action: `${token.kind}.${verb}`,
  stream: token.workspace_id ?? deploymentStream,
  target: { type: token.kind, id: token._id, name: token.name },
  environment: token.environment,
  ...(changes.length > 0 && { changes }),
});

/** Every member that differs, as the audit trail shows it: texts as they are, all else as JSON. */
export const memberChanges = (
  before: { readonly [member: string]: unknown },
  after: { readonly [member: string]: unknown },
  members: readonly string[],
): MemberChange[] =>
  members.flatMap((member) => {
    const [old, next] = [asText(before[member]), asText(after[member])];
    return old === next ? [] : [{ member, before: old, after: next }];
  });

const longestValue = 4_096;

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1).toWellFormed()}…`;
}
