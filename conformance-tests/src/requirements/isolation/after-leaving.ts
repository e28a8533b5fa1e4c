import { presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { requireRefusal } from '../../expect.ts';
import { securedOperations, withPathValue } from '../credential-matrix/secured-operations.ts';
import { placeOf } from '../roles/place.ts';

export const afterLeaving: readonly Check[] = [
  {
    id: 'ISO-13/every-operation',
    title: 'to somebody who has left, every operation answers that there is no such workspace',
    run: async (context) => {
      const { call, given, provision, expect, send } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const person = await provision.member(owner, workspace, 'admin');
      const path = { workspace: workspace.id };
      const read = await given.succeeds(call('getWorkspace', { as: person.session, path }));
      const listed = await given.succeeds(call('listMembers', { as: person.session, path }));
      await given.succeeds(placeOf(context, workspace, person).remove(person));
      const gone = { status: 404, code: 'not_found' };
      await expect.refused(read, gone);
      await expect.refused(listed, gone);
      await expect.refused(read, gone, () => placeOf(context, workspace, person).read(person));
      const rows = (await securedOperations(context)).filter(
        ({ operation: { template, credentials } }) =>
          template.startsWith('/v1/workspaces/{workspace}') && credentials.includes('session'),
      );
      for (const { operation, request } of rows) {
        const inside = withPathValue(operation, request, 'workspace', workspace.id);
        requireRefusal(await send(presenting(person.session)(inside)), gone);
      }
      context.note(`${rows.length} operations`);
    },
  },
];
