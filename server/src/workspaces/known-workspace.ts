import { isMadeFor, type LiveRole, type Subject, type WorkspaceSnapshot } from '../authorization/decide.ts';
import type { LiveRoles } from '../roles/live-roles.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type UserHead, userHeadId } from '../users/user.ts';
import { type Standing, type WorkspaceHead, type WorkspaceRecord, wasLeftSince, workspaceHeadId } from './workspace.ts';
import type { WorkspaceStore } from './workspace-store.ts';

/** A workspace that somebody is known to be allowed to know, as of this request. */
export interface KnownWorkspace {
  readonly id: string;
  readonly slug: string;
  readonly head: WorkspaceHead;
  readonly record: WorkspaceRecord;
  /** What decisions about this subject in this workspace depend on. */
  readonly snapshot: WorkspaceSnapshot;
  /** The subject's own role there; undefined for keys. */
  readonly role: LiveRole | undefined;
}

export interface WorkspaceParts {
  readonly workspaces: WorkspaceStore;
  readonly roleOf: LiveRoles;
}

/**
 * The workspace that an id or slug names, if the subject may know that it exists. Unknown, deleted and foreign are the same
 * undefined, so that no answer can tell them apart.
 */
export async function knowWorkspace(
  idOrSlug: string,
  subject: Subject,
  heads: HeadReader,
  { workspaces, roleOf }: WorkspaceParts,
): Promise<KnownWorkspace | undefined> {
  const id = await workspaces.resolveId(idOrSlug);
  if (id === undefined) return undefined;
  const person = subject.kind === 'user' || subject.kind === 'personal_token' ? subject.userId : undefined;
  await heads.read(person === undefined ? [workspaceHeadId(id)] : [workspaceHeadId(id), userHeadId(person)]);
  const head = heads.get<WorkspaceHead>(workspaceHeadId(id));
  if (head === undefined || head.state === 'deleted') return undefined;
  if (subject.kind === 'workspace_key' && subject.workspaceId !== id) return undefined;
  if (subject.kind === 'personal_token' && !isMadeFor(subject, id)) return undefined;

  const standing = person === undefined ? undefined : await standingIn(id, head, person, heads, workspaces);
  const role = standing === undefined ? undefined : await roleOf(id, head.version, standing.roleId);
  if (person !== undefined && role === undefined) return undefined;
  if (subject.kind === 'personal_token' && wasLeftSince(subject.madeAt, standing)) return undefined;
  return describe(
    id,
    head,
    head.state,
    await workspaces.record(id, head),
    (userId) => (userId === person ? role : undefined),
    role,
  );
}

/** Any workspace that is not deleted, for those who run the deployment. It gives them no rights inside. */
export async function operatedWorkspace(
  idOrSlug: string,
  heads: HeadReader,
  { workspaces }: Pick<WorkspaceParts, 'workspaces'>,
): Promise<KnownWorkspace | undefined> {
  const id = await workspaces.resolveId(idOrSlug);
  const head = id === undefined ? undefined : await heads.one<WorkspaceHead>(workspaceHeadId(id));
  if (id === undefined || head === undefined || head.state === 'deleted') return undefined;
  return describe(id, head, head.state, await workspaces.record(id, head), () => undefined, undefined);
}

function describe(
  id: string,
  head: WorkspaceHead,
  state: WorkspaceSnapshot['state'],
  record: WorkspaceRecord,
  roleOf: WorkspaceSnapshot['roleOf'],
  role: LiveRole | undefined,
): KnownWorkspace {
  const snapshot: WorkspaceSnapshot = { id, slug: head.slug, state, policy: record.policy, roleOf };
  return { id, slug: head.slug, head, record, snapshot, role };
}

async function standingIn(
  workspaceId: string,
  head: WorkspaceHead,
  userId: string,
  heads: HeadReader,
  workspaces: WorkspaceStore,
): Promise<Standing | undefined> {
  const user = heads.get<UserHead>(userHeadId(userId));
  if (user === undefined) return undefined;
  return await workspaces.standing(workspaceId, head.version, userId, user.version);
}
