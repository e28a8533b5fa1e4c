import {
  type ApiTokenDigest,
  type ApiTokenHead,
  type ApiTokenRecord,
  apiTokenHeadId,
  isUsable,
} from '../api-tokens/api-token.ts';
import type { ApiTokenStore } from '../api-tokens/api-token-store.ts';
import type { Subject } from '../authorization/decide.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { workspaceHeadId } from '../workspaces/workspace.ts';
import type { ServiceKeyPrincipal, WorkspaceKeyPrincipal } from './principal.ts';

/** What a digest says of the secret that it is of. */
type NamedSecret = Pick<ApiTokenDigest, 'token_id' | 'token_kind' | 'workspace_id' | 'generation'>;

export const apiTokenHeads = (digest: NamedSecret): string[] =>
  digest.workspace_id === null
    ? [apiTokenHeadId(digest.token_id)]
    : [apiTokenHeadId(digest.token_id), workspaceHeadId(digest.workspace_id)];

/** The key of a secret that may be used now. */
export async function principalOfApiToken(
  digest: NamedSecret,
  apiTokens: ApiTokenStore,
  subjectOf: (token: ApiTokenRecord, head: ApiTokenHead) => Subject,
  heads: HeadReader,
  now: number,
): Promise<WorkspaceKeyPrincipal | ServiceKeyPrincipal | undefined> {
  await heads.read(apiTokenHeads(digest));
  const head = heads.get<ApiTokenHead>(apiTokenHeadId(digest.token_id));
  if (!isUsable(digest.generation, head, now)) return undefined;
  const record = await apiTokens.record(digest.token_id, head);
  const { name, environment } = record;
  const common = { id: digest.token_id, name, environment, record, head, subject: subjectOf(record, head) };
  if (digest.token_kind === 'service_key') return { ...common, type: 'service_key', credentialKind: 'service_key' };
  if (digest.workspace_id === null) throw new TypeError('a workspace key without a workspace');
  return { ...common, type: 'workspace_key', credentialKind: 'workspace_key', workspaceId: digest.workspace_id };
}
