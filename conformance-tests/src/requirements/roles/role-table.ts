import { presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import type { Operation } from '../../contract/contract.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf, type Team } from '../../provision.ts';
import type { ActorRole } from '../../target/actors.ts';
import { bodyJson, type WireRequest, withHeader } from '../../wire/exchange.ts';
import { coversOwnAction } from '../credential-matrix/covers-own-action.ts';
import { type SecuredOperation, securedOperations, withPathValue } from '../credential-matrix/secured-operations.ts';
import { roleIdOf } from './place.ts';

interface Asked {
  readonly action: string;
  readonly resource: string;
  /** The role of the member that is touched, for operations about one. */
  readonly touched: string | undefined;
}

const coversResource = (pattern: string, resource: string): boolean => {
  const [wanted, given] = [pattern.split(':'), resource.split(':')];
  const isOpen = wanted.at(-1) === '*';
  const fixed = isOpen ? wanted.slice(0, -1) : wanted;
  return (
    (isOpen ? given.length >= fixed.length : given.length === fixed.length) &&
    fixed.every((part, at) => part === '*' || part === given[at])
  );
};

/** What a role's grants say of a cell; undefined where that hangs on more than the table shows. */
const cellOf = (grants: readonly JsonObject[], { action, resource, touched }: Asked): boolean | undefined => {
  const about = grants.filter(
    ({ actions, resources }) =>
      arrayOf(actions).some((pattern) => coversOwnAction(stringOf(pattern), action)) &&
      arrayOf(resources).some((pattern) => coversResource(stringOf(pattern), resource)),
  );
  const isDenied = ({ conditions }: JsonObject): boolean => {
    const { status } = objectOf(conditions);
    return status === undefined || touched === undefined || arrayOf(status).includes(touched);
  };
  const allows = about.filter(({ effect }) => effect === 'allow');
  if (allows.length === 0 || about.some((grant) => grant.effect === 'deny' && isDenied(grant))) return false;
  return allows.some(({ conditions }) => conditions === undefined) ? true : undefined;
};

/** Changes nothing where it is allowed: it is about things of another workspace, or about a version that never was. */
const harmless = ({ operation, request }: SecuredOperation, workspace: string, userId: string): WireRequest => {
  const inside = withPathValue(operation, withPathValue(operation, request, 'workspace', workspace), 'user_id', userId);
  const takesVersion = operation.parameters.some(({ name }) => name.toLowerCase() === 'if-match');
  return takesVersion ? withHeader(inside, 'If-Match', '"never-was"') : inside;
};

const isAboutOneThing = ({ template }: Operation): boolean => /\{(?!workspace\})\w+\}/.test(template);

/** Goes through the operations as one of the team. Returns how many cells it has looked at. */
const walkColumn = async (
  context: CheckContext,
  { workspace, people }: Team,
  role: ActorRole,
  {
    rows,
    grantsOf,
  }: { readonly rows: readonly SecuredOperation[]; readonly grantsOf: ReadonlyMap<string, JsonObject> },
): Promise<number> => {
  const { send, expect } = context;
  const roleId = await roleIdOf(context, workspace, people[role]);
  const touched = role === 'owner' ? people.admin : people.owner;
  const touchedRole = role === 'owner' ? 'admin' : 'owner';
  const values: Readonly<Record<string, string>> = { workspace: workspace.id, user_id: touched.id };
  const grants = arrayOf(grantsOf.get(roleId)?.grants).map(objectOf);
  let cells = 0;
  for (const row of rows) {
    const { permission, template, id } = row.operation;
    if (permission.kind !== 'action') continue;
    const resource = permission.resource.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'any');
    const about = template.includes('{user_id}') ? touchedRole : undefined;
    const isAllowed = cellOf(grants, { action: permission.action, resource, touched: about });
    if (isAllowed === undefined) continue;
    cells += 1;
    const answered = await send(presenting(people[role].session)(harmless(row, workspace.id, touched.id)));
    const { code } = objectOf(bodyJson(answered.answer));
    const isRefused = answered.answer.status === 403 && code === 'insufficient_permissions';
    const cell = `${id} as ${roleId}`;
    expect.that(
      isRefused !== isAllowed,
      `${cell} ${isAllowed ? 'allowed' : 'refused'}`,
      answered.answer.status,
      answered,
    );
    const isHidden =
      answered.answer.status === 401 || (answered.answer.status === 404 && !isAboutOneThing(row.operation));
    expect.that(!isHidden, `${cell} to find the workspace`, answered.answer.status, answered);
  }
  return cells;
};

export const roleTable: readonly Check[] = [
  {
    id: 'ROL-01/table',
    title: 'every operation of a workspace is open to a system role exactly where the grants of the role allow it',
    run: async (context) => {
      const { call, given, provision } = context;
      const team = await provision.team();
      const catalog = bodyOf(await given.succeeds(call('getCatalog')));
      const grantsOf = new Map(arrayOf(catalog.roles).map((role) => [stringOf(objectOf(role).id), objectOf(role)]));
      const rows = (await securedOperations(context)).filter(
        ({ operation: { template, credentials } }) =>
          template.includes('{workspace}') && credentials.includes('session'),
      );
      let cells = 0;
      for (const role of ['owner', 'admin', 'member', 'viewer'] as const)
        cells += await walkColumn(context, team, role, { rows, grantsOf });
      context.expect.that(cells > 0, 'cells to look at', cells);
      context.note(`${cells} cells of ${rows.length} operations and 4 roles`);
    },
  },
];
