import { type Operation, read } from '../operation/operation.ts';
import { okWithTag } from '../operation/preconditions.ts';
import { findMember } from './find-member.ts';
import { presentMember } from './present-member.ts';

export const getMember: Operation<'getMember'> = async ({ path, workspace, services }) => {
  const { membership, user } = await findMember(workspace.id, path.user_id, services);
  return read(okWithTag(presentMember(membership, user)));
};
