import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { header } from '../../wire/exchange.ts';
import { allow, deny, permissionOf, siblingOf } from '../decisions/grants.ts';
import { expectOutcome, verdictOn } from '../decisions/verdict.ts';
import { placeOf } from './place.ts';

const names = (patterns: unknown, word: string): boolean =>
  arrayOf(patterns).some((pattern) => pattern === word || pattern === '*');

/** What lists of grants without patterns, as the caller is told them, say of a question. */
const isToldAllowed = (told: JsonObject, action: string, resource: string): boolean => {
  const meets = ({ actions, resources }: JsonObject): boolean => names(actions, action) && names(resources, resource);
  const inEveryList = arrayOf(told.lists).every((list) => {
    const met = arrayOf(objectOf(list).grants).map(objectOf).filter(meets);
    return met.some(({ effect }) => effect === 'allow') && !met.some(({ effect }) => effect === 'deny');
  });
  return inEveryList && (told.resource_limit === null || names(told.resource_limit, resource));
};

export const liveGrants: readonly Check[] = [
  {
    id: 'ROL-08/siblings',
    title: 'a grant on one resource reaches neither what lies beside it nor above it nor below it',
    run: async (context) => {
      const { provision } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted: action, resource } = await provision.vocabulary();
      const key = await provision.key(owner, workspace, { permission: permissionOf(allow([action], [resource])) });
      const about = { credential: key.secret, workspace: workspace.id, action };
      await expectOutcome(context, 'allowed', { ...about, resource });
      const segments = resource.split(':');
      const others = [
        siblingOf(resource),
        resource.slice(0, -1),
        `${resource}:part`,
        [...segments.slice(0, -1), 'another'].join(':'),
        ['another', ...segments.slice(1)].join(':'),
        ...(segments.length > 1 ? [segments.slice(0, -1).join(':')] : []),
      ];
      for (const other of others) await expectOutcome(context, 'denied', { ...about, resource: other });
    },
  },
  {
    id: 'ROL-09/at-once',
    title: 'what is taken from a key or from the role it carries is denied at the next request',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted: action, resource } = await provision.vocabulary();
      const role = await provision.role(owner, workspace, [allow([action], ['*'])]);
      const own = await provision.key(owner, workspace, { permission: permissionOf(allow([action], ['*'])) });
      const carrier = await provision.key(owner, workspace, { permission: { kind: 'role', role_id: role.id } });
      const about = ({ secret: credential }: typeof own) => ({ credential, workspace: workspace.id, action, resource });
      for (const key of [own, carrier]) await expectOutcome(context, 'allowed', about(key));

      const [as, path] = [owner.session, { workspace: workspace.id }];
      await given.succeeds(
        call('updateWorkspaceKey', { as, path: { ...path, token_id: own.id }, body: { permission: permissionOf() } }),
      );
      await expectOutcome(context, 'denied', about(own));
      const at = { as, path: { ...path, role_id: role.id } };
      const { exchange } = await given.succeeds(call('getRole', at));
      const version = expect.present(header(exchange.answer, 'etag'), 'an ETag', exchange);
      await given.succeeds(call('updateRole', { ...at, headers: [['If-Match', version]], body: { grants: [] } }));
      await expectOutcome(context, 'denied', about(carrier));
    },
  },
  {
    id: 'ROL-10/in-use',
    title: 'a role that a member or a key has is not deleted, and one that is deleted is gone from people and keys',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted } = await provision.vocabulary();
      const { viewer } = await provision.memberRoles();
      const grants = [allow([granted], ['*'])];
      const [role, unused] = [
        await provision.role(owner, workspace, grants),
        await provision.role(owner, workspace, grants),
      ];
      const [as, path] = [owner.session, { workspace: workspace.id }];
      const remove = (roleId: string) => call('deleteRole', { as, path: { ...path, role_id: roleId } });
      const removed = await given.succeeds(remove(unused.id));
      const inUse = { status: 409, code: 'role_in_use' };
      const carried = { permission: { kind: 'role', role_id: role.id } };
      const key = await provision.key(owner, workspace, carried);
      await expect.refused(removed, inUse, () => remove(role.id));
      await given.succeeds(call('revokeWorkspaceKey', { as, path: { ...path, token_id: key.id } }));
      const person = await provision.member(owner, workspace, role.id);
      await expect.refused(removed, inUse, () => remove(role.id));

      const place = placeOf(context, workspace, person);
      const moved = await given.succeeds(place.giveRole(viewer, owner));
      await given.succeeds(remove(role.id));
      await expect.refused(moved, { status: 422 }, () => place.giveRole(role.id, owner));
      const body = { name: provision.uniqueName(), environment: 'live', ...carried };
      await expect.refused(moved, { status: 422 }, () => call('createWorkspaceKey', { as, path, body }));
      const told = await given.succeeds(
        call('getMyPermissions', { as: person.session, query: { workspace: workspace.id } }),
      );
      expect.that(bodyOf(told).role === viewer, `role ${viewer}`, bodyOf(told).role, told.exchange);
    },
  },
  {
    id: 'ROL-11/told-and-decided',
    title: 'what a token is told it may do is what is decided about it, to itself and to others',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted, withheld, resource } = await provision.vocabulary();
      const [beside, beyond] = [siblingOf(resource), `${resource}:part`];
      const permission = permissionOf(allow([granted, withheld], ['*']), deny([withheld], [resource]));
      const wanted = { permission, resource_limit: [resource, beside] };
      const tokens = [
        await provision.key(owner, workspace, wanted),
        await provision.personalToken(owner, [workspace], wanted),
      ];
      for (const { secret } of tokens) {
        const as = bearer(secret);
        const told = await given.succeeds(call('getMyPermissions', { as, query: { workspace: workspace.id } }));
        for (const action of [granted, withheld]) {
          for (const one of [resource, beside, beyond]) {
            const question = { workspace: workspace.id, action, resource: one };
            const toOthers = await verdictOn(context, { credential: secret, ...question });
            const toItself = await given.succeeds(call('explainDecision', { as, body: question }));
            const said = isToldAllowed(bodyOf(told), action, one) ? 'allowed' : 'denied';
            const about = `${said} as told: ${action} on ${one}`;
            expect.that(toOthers.outcome === said, about, toOthers.outcome, toOthers.exchange);
            expect.that(bodyOf(toItself).outcome === said, about, bodyOf(toItself).outcome, toItself.exchange);
          }
        }
      }
    },
  },
  {
    id: 'ROL-13/suspended',
    title: 'a suspended workspace refuses members and keys, looks to others as before, and comes back',
    run: async (context) => {
      const { call, given, provision, operator, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const path = { workspace: workspace.id };
      const permission = permissionOf(allow(['latchkey.workspace.read'], ['latchkey:*']));
      const key = await provision.key(owner, workspace, { permission });
      const outsider = await provision.outsider();
      const seen = await given.succeeds(call('getWorkspace', { as: owner.session, path }));
      const controls = [seen, await given.succeeds(presenting(bearer(key.secret))(seen.request))];
      const foreign = await expect.refused(seen, { status: 404 }, presenting(outsider.session));
      await given.succeeds(call('suspendWorkspace', { as: operator.session, path }));
      for (const one of controls) await expect.refused(one, { status: 403, code: 'workspace_suspended' });
      for (const credential of [owner.sessionToken, key.secret]) {
        const question = {
          credential,
          workspace: workspace.id,
          action: 'latchkey.workspace.read',
          resource: `latchkey:workspace:${workspace.id}`,
        };
        const { decision, exchange } = await expectOutcome(context, 'denied', question);
        expect.that(decision.code === 'workspace_suspended', 'workspace_suspended', decision.code, exchange);
      }
      expect.indistinguishable(await context.send(foreign.request), foreign);
      await given.succeeds(call('resumeWorkspace', { as: operator.session, path }));
      for (const { request } of controls) await given.succeeds(request);
    },
  },
  {
    id: 'ROL-18/preview',
    title: 'a preview of a removal names the tokens that stop then and no other, and stops none',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const person = await provision.member(owner, workspace, (await provision.memberRoles()).member);
      const permission = permissionOf(allow(['latchkey.workspace.read'], ['latchkey:*']));
      const stopping = [
        await provision.personalToken(person, [workspace], { permission }),
        await provision.personalToken(person, 'all', { permission }),
      ];
      const staying = [
        await provision.personalToken(owner, [workspace], { permission }),
        await provision.key(owner, workspace, { permission }),
      ];
      const path = { workspace: workspace.id };
      const change = { kind: 'remove_member', user_id: person.id };
      const preview = await given.succeeds(call('previewChange', { as: owner.session, path, body: { change } }));
      const named = arrayOf(bodyOf(preview).stops).map((token) => stringOf(objectOf(token).id));
      const expected = stopping.map(({ id }) => id);
      expect.that(named.toSorted().join() === expected.toSorted().join(), expected.join(), named, preview.exchange);

      const reads = [];
      for (const { secret } of [...stopping, ...staying])
        reads.push(await given.succeeds(call('getWorkspace', { as: bearer(secret), path })));
      await given.succeeds(placeOf(context, workspace, person).remove(owner));
      for (const read of reads.slice(0, stopping.length)) await expect.refused(read, { status: [401, 404] });
      for (const { request } of reads.slice(stopping.length)) await given.succeeds(request);
    },
  },
];
