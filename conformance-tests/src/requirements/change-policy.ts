import type { CheckContext } from '../check.ts';
import type { JsonObject } from '../contract/document.ts';
import type { Control } from '../expect.ts';
import { bodyOf, type Person, type Workspace } from '../provision.ts';
import { ifStillAs } from '../tour/visit.ts';

/** Sets some members of a workspace's policy and leaves the others as they are. */
export const changePolicy = async (
  { call, given }: CheckContext,
  owner: Person,
  workspace: Workspace,
  changes: JsonObject,
): Promise<Control> => {
  const place = { as: owner.session, path: { workspace: workspace.slug } };
  const read = await given.succeeds(call('getPolicy', place));
  const body = { ...bodyOf(read), ...changes };
  return given.succeeds(call('setPolicy', { ...place, headers: ifStillAs(read), body }));
};
