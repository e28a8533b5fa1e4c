import type { CheckContext } from '../../check.ts';
import { stringOf } from '../../contract/document.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import type { WireRequest } from '../../wire/exchange.ts';

/** The requests about one person's place in a workspace. */
export interface Place {
  read(by: Person): WireRequest;
  giveRole(roleId: string, by: Person): WireRequest;
  remove(by: Person): WireRequest;
}

export const placeOf = ({ call }: CheckContext, workspace: Workspace, { id }: Person): Place => {
  const path = { workspace: workspace.id, user_id: id };
  return {
    read: (by) => call('getMember', { as: by.session, path }),
    giveRole: (roleId, by) => call('updateMember', { as: by.session, path, body: { role_id: roleId } }),
    remove: (by) => call('removeMember', { as: by.session, path }),
  };
};

/** The role that somebody has, as they see it themselves. */
export const roleIdOf = async (context: CheckContext, workspace: Workspace, person: Person): Promise<string> =>
  stringOf(bodyOf(await context.given.succeeds(placeOf(context, workspace, person).read(person))).role_id);
