import type { CheckContext } from '../../check.ts';
import { arrayOf, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf, type Person } from '../../provision.ts';

/** The names on the first page of somebody's workspaces, newest first: enough to see what a check has just made. */
export const namesOfWorkspaces = async ({ call, given }: CheckContext, person: Person): Promise<readonly string[]> => {
  const list = await given.succeeds(call('listWorkspaces', { as: person.session, query: { limit: 100 } }));
  return arrayOf(bodyOf(list).data).map((item) => stringOf(objectOf(item).name));
};
