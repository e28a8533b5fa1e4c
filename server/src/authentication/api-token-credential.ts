import {
  type ApiTokenDigest,
  type ApiTokenHead,
  type ApiTokenRecord,
  apiTokenHeadId,
  isUsable,
} from '../api-tokens/api-token.ts';
import type { ApiTokenStore } from '../api-tokens/api-token-store.ts';
import type { LiveRole, Subject } from '../authorization/decide.ts';
import type { LiveRoles } from '../roles/live-roles.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type WorkspaceHead, workspaceHeadId } from '../workspaces/workspace.ts';
import type { ServiceKeyPrincipal, WorkspaceKeyPrincipal } from './principal.ts';

export const apiTokenHeads = (digest: ApiTokenDigest): string[] =>
  digest.workspace_id === null
    ? [apiTokenHeadId(digest.token_id)]
    : [apiTokenHeadId(digest.token_id), workspaceHeadId(digest.workspace_id)];

export interface ApiTokenParts {
  readonly apiTokens: ApiTokenStore;
  /** The rights of an API token as decisions need them, compiled once per version. */
  readonly subjectOf: (token: ApiTokenRecord, head: ApiTokenHead, role: LiveRole | undefined) => Subject;
  readonly roleOf: LiveRoles;
}

/** The key of a secret that may be used now. A workspace's keys end with the workspace. */
export async function principalOfApiToken(
  digest: ApiTokenDigest,
  { apiTokens, subjectOf, roleOf }: ApiTokenParts,
  heads: HeadReader,
  now: number,
): Promise<WorkspaceKeyPrincipal | ServiceKeyPrincipal | undefined> {
  await heads.read(apiTokenHeads(digest));
  const head = heads.get<ApiTokenHead>(apiTokenHeadId(digest.token_id));
  if (!isUsable(digest.generation, head, now)) return undefined;
  const record = await apiTokens.record(digest.token_id, head);
  const common = { id: digest.token_id, name: record.name, environment: record.environment, record, head };
  if (digest.token_kind === 'service_key')
    return {
      ...common,
      subject: subjectOf(record, head, undefined),
      type: 'service_key',
      credentialKind: 'service_key',
    };
  if (digest.workspace_id === null) throw new TypeError('a workspace key without a workspace');
  const workspace = heads.get<WorkspaceHead>(workspaceHeadId(digest.workspace_id));
  if (workspace === undefined || workspace.state === 'deleted') return undefined;
  const roleId = record.permission?.kind === 'role' ? record.permission.role_id : undefined;
  const role = roleId === undefined ? undefined : await roleOf(digest.workspace_id, workspace.version, roleId);
  return {
    ...common,
    subject: subjectOf(record, head, role),
    type: 'workspace_key',
    credentialKind: 'workspace_key',
    workspaceId: digest.workspace_id,
  };
}
