import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { shuffled } from '../../seeded-random.ts';
import { bodyJson } from '../../wire/exchange.ts';
import { allow, permissionOf } from '../decisions/grants.ts';
import { standsFor } from '../decisions/stands-for.ts';
import { expectOutcome } from '../decisions/verdict.ts';
import { inOneOrder } from '../in-one-order.ts';

/** What a check asks for of the flagged actions at most: each takes three requests. */
const mostFlaggedActions = 8;

const readCatalog = async ({ call, given }: CheckContext): Promise<JsonObject> =>
  bodyOf(await given.succeeds(call('getCatalog')));

const idsOf = (list: unknown): readonly string[] => arrayOf(list).map((entry) => stringOf(objectOf(entry).id));

/** A key that was given these actions by name; undefined where the target refuses to make such a one, as it may. */
const keyNaming = async (
  { call, provision, send, expect }: CheckContext,
  { owner, workspace }: { readonly owner: Person; readonly workspace: Workspace },
  actions: readonly string[],
): Promise<{ readonly secret: string } | undefined> => {
  const permission = permissionOf(allow(actions, ['*', 'latchkey:*']));
  const body = { name: provision.uniqueName(), environment: 'live', permission };
  const made = await send(call('createWorkspaceKey', { as: owner.session, path: { workspace: workspace.id }, body }));
  const { status } = made.answer;
  expect.that(status === 201 || status === 422, 'status 201 or 422', status, made);
  return status === 201 ? { secret: stringOf(objectOf(bodyJson(made.answer)).secret) } : undefined;
};

export const catalogChecks: readonly Check[] = [
  {
    id: 'CAT-01/consistent',
    title: 'every id of the catalog is there once, and its roles and scopes speak of actions that it has',
    run: async (context) => {
      const { expect } = context;
      const catalog = await readCatalog(context);
      for (const list of ['actions', 'scopes', 'roles']) {
        const ids = idsOf(catalog[list]);
        expect.that(ids.length > 0 || list === 'scopes', `${list} in the catalog`, ids);
        const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
        expect.that(twice.length === 0, `every id of the ${list} once`, twice);
      }
      const actions = idsOf(catalog.actions);
      const patterns = [...arrayOf(catalog.roles), ...arrayOf(catalog.scopes)]
        .flatMap((entry) => arrayOf(objectOf(entry).grants))
        .flatMap((grant) => arrayOf(objectOf(grant).actions).map(stringOf))
        .filter((pattern) => catalog.open !== true || pattern.startsWith('latchkey.'));
      const lost = patterns.filter((pattern) => !actions.some((action) => standsFor(pattern, action)));
      expect.that(lost.length === 0, 'no grant of an action that is not there', lost);
      const { scopes, role_id: roleId } = objectOf(catalog.default_permission);
      const [known, named] = [idsOf(catalog.scopes), arrayOf(scopes).map(stringOf)];
      const missing = named.filter((scope) => !known.includes(scope));
      expect.that(missing.length === 0, 'a default permission of scopes that are there', missing);
      const hasRole = roleId === undefined || idsOf(catalog.roles).includes(stringOf(roleId));
      expect.that(hasRole, 'a default permission of a role that is there', roleId);
    },
  },
  {
    id: 'CAT-02/system-roles',
    title: 'a workspace has the roles of the catalog, owner and admin among them, and its own beside them',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const catalog = await readCatalog(context);
      const ids = idsOf(catalog.roles);
      expect.that(ids.includes('owner') && ids.includes('admin'), 'owner and admin', ids);
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const custom = await provision.role(owner, workspace, []);
      const list = await given.succeeds(
        call('listRoles', { as: owner.session, path: { workspace: workspace.id }, query: { limit: 100 } }),
      );
      const roles = arrayOf(bodyOf(list).data).map(objectOf);
      const shown = (role: unknown): string => {
        const { id, name, grants } = objectOf(role);
        return inOneOrder({ id, name, grants });
      };
      const system = roles.filter((role) => role.system === true).map(shown);
      const expected = arrayOf(catalog.roles).map(shown);
      expect.that(
        system.toSorted().join() === expected.toSorted().join(),
        expected.join(),
        system.join(),
        list.exchange,
      );
      const own = roles.filter((role) => role.system === false).map(({ id }) => id);
      expect.that(own.length === 1 && own[0] === custom.id, `beside them ${custom.id} alone`, own, list.exchange);
    },
  },
  {
    id: 'CAT-03/never-for-tokens',
    title: 'what is never for API tokens is denied to one that may do everything, and to one that was given just that',
    run: async (context) => {
      const { provision, expect } = context;
      const catalog = await readCatalog(context);
      const flagged = arrayOf(catalog.actions)
        .map(objectOf)
        .filter((action) => action.api_tokens === 'never')
        .map(({ id }) => stringOf(id));
      expect.that(flagged.length > 0, 'actions that are never for API tokens', flagged);
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted, resource } = await provision.vocabulary();
      const everything = permissionOf(allow(['*'], ['*']));
      const tokens = [
        await provision.key(owner, workspace, { permission: everything }),
        await provision.personalToken(owner, [workspace], { permission: everything }),
      ];
      const about = (credential: string) => ({ credential, workspace: workspace.id, resource });
      for (const { secret } of tokens) await expectOutcome(context, 'allowed', { ...about(secret), action: granted });
      const sample = shuffled(flagged, context.random).slice(0, mostFlaggedActions);
      const named = await keyNaming(context, { owner, workspace }, sample);
      for (const action of sample) {
        for (const { secret } of named === undefined ? tokens : [...tokens, named]) {
          const { decision, exchange } = await expectOutcome(context, 'denied', { ...about(secret), action });
          expect.that(decision.code === 'api_tokens_never', `api_tokens_never for ${action}`, decision, exchange);
        }
      }
    },
  },
  {
    id: 'CAT-04/session-limits',
    title: 'a new session lives as long as the catalog says, in use and unused',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const limits = objectOf((await readCatalog(context)).session_limits);
      const { token } = await provision.signIn(await provision.owner());
      const read = await given.succeeds(call('getSession', { as: bearer(token), path: { session_id: 'current' } }));
      const session = bodyOf(read);
      const timeOf = (member: string): number => Date.parse(stringOf(session[member])) / 1_000;
      const absolute = timeOf('expires_at') - timeOf('created_at');
      expect.that(
        Math.abs(absolute - Number(limits.absolute_seconds)) <= 1,
        `${String(limits.absolute_seconds)} s from sign-in to the end`,
        absolute,
        read.exchange,
      );
      const idle = timeOf('idle_expires_at') - timeOf('created_at');
      const least = Number(limits.idle_seconds);
      expect.that(idle >= least && idle <= least + 120, `${least} to ${least + 120} s unused`, idle, read.exchange);
    },
  },
];
