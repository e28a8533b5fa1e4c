import type { WorkspacePolicy } from '../authorization/workspace-policy.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import type { Change } from '../storage/port.ts';
import { type Standing, standingOf, type WorkspaceHead, workspaceHeadId } from '../workspaces/workspace.ts';
import { maximumWorkspacesPerUser, type WorkspaceStore } from '../workspaces/workspace-store.ts';

/** A workspace as one of its members stands in it now. */
export interface OwnWorkspace extends Standing {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly head: WorkspaceHead;
  readonly state: 'active' | 'suspended';
  readonly policy: WorkspacePolicy;
}

/**
 * Every workspace that a person is a member of, by id. What is read of each is at least as new as its head, so that a
 * commit which guards the head finds out if it was judged by anything older.
 */
export async function ownWorkspaces(
  userId: string,
  heads: HeadReader,
  { workspaces }: { readonly workspaces: WorkspaceStore },
): Promise<ReadonlyMap<string, OwnWorkspace>> {
  const all = { limit: maximumWorkspacesPerUser };
  const found = await workspaces.membershipsOf(userId, all);
  const ids = found.documents.map(({ workspace_id }) => workspace_id);
  await heads.read(ids.map(workspaceHeadId));
  const [memberships, records] = await Promise.all([workspaces.membershipsOf(userId, all), workspaces.findMany(ids)]);
  const recordOf = new Map(records.map((record) => [record._id, record]));

  return new Map(
    memberships.documents.flatMap((membership): [string, OwnWorkspace][] => {
      const id = membership.workspace_id;
      const record = recordOf.get(id);
      const standing = standingOf(membership);
      const head = record === undefined ? undefined : heads.get<WorkspaceHead>(workspaceHeadId(id));
      if (record === undefined || standing === undefined || head === undefined || head.state === 'deleted') return [];
      const { slug, name, policy } = record;
      return [[id, { id, slug, name, head, state: head.state, policy, ...standing }]];
    }),
  );
}

/**
 * What a token was judged by, its owner's roles and the policies, holds at the commit. A suspended workspace has no say: no token
 * reaches it. A token for wherever its owner is guards none: among a hundred busy workspaces one always changes meanwhile, and what the
 * token may do is judged at each use.
 */
export const guardJudged = (
  judged: readonly OwnWorkspace[],
  { workspaces }: { readonly workspaces: WorkspaceStore },
): Change[] => judged.filter(({ state }) => state === 'active').map(({ id, head }) => workspaces.guardRights(id, head));
