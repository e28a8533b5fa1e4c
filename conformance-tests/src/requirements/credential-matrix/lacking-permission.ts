import { presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { requireRefusal } from '../../expect.ts';
import { bodyOf } from '../../provision.ts';
import { coversOwnAction } from './covers-own-action.ts';
import { securedOperations, withPathValue } from './secured-operations.ts';

const actionsOf = (grant: JsonObject): readonly string[] => arrayOf(grant.actions).map(stringOf);

/** Whether no grant of the role allows the action, whatever its resources: then the role lacks the permission for certain. */
const lacks = (role: JsonObject, action: string): boolean =>
  !arrayOf(role.grants)
    .map(objectOf)
    .some((grant) => grant.effect === 'allow' && actionsOf(grant).some((pattern) => coversOwnAction(pattern, action)));

const roleOf = async ({ call, given }: CheckContext, id: string): Promise<JsonObject> => {
  const catalog = bodyOf(await given.succeeds(call('getCatalog')));
  return (
    arrayOf(catalog.roles)
      .map(objectOf)
      .find((role) => role.id === id) ?? {}
  );
};

export const lackingPermission: readonly Check[] = [
  {
    id: 'MTX-09/smallest-role',
    title: 'every operation whose permission the smallest role lacks answers its members with 403',
    run: async (context) => {
      const { provision, send, call, given } = context;
      const { workspace, people } = await provision.team();
      const as = people.viewer.session;
      await given.succeeds(call('getWorkspace', { as, path: { workspace: workspace.id } }));
      const role = await roleOf(context, (await provision.memberRoles()).viewer);
      const rows = (await securedOperations(context)).filter(
        ({ operation: { permission, template, credentials } }) =>
          permission.kind === 'action' &&
          template.includes('{workspace}') &&
          credentials.includes('session') &&
          lacks(role, permission.action),
      );
      for (const { operation, request } of rows) {
        const inside = withPathValue(operation, request, 'workspace', workspace.id);
        requireRefusal(await send(presenting(as)(inside)), { status: 403, code: 'insufficient_permissions' });
      }
      context.expect.that(rows.length > 0, 'operations that the smallest role may not use', rows.length);
      context.note(`${rows.length} operations that ${String(role.id)} lacks`);
    },
  },
];
