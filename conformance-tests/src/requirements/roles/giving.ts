import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { header, type WireRequest } from '../../wire/exchange.ts';
import { allow, permissionOf } from '../decisions/grants.ts';
import { inOneOrder } from '../in-one-order.ts';
import { placeOf, roleIdOf } from './place.ts';

const tooMuch = { status: 422, code: 'permission_exceeds_yours' } as const;

const seeing = allow(['latchkey.workspace.read'], ['latchkey:workspace:*']);
/** What owners have and admins lack. */
const deleting = allow(['latchkey.workspace.delete'], ['latchkey:workspace:*']);

interface Author {
  readonly by: Person;
  readonly workspace: Workspace;
}

const newRole = ({ call, provision }: CheckContext, { by, workspace }: Author, grant: JsonObject): WireRequest =>
  call('createRole', {
    as: by.session,
    path: { workspace: workspace.id },
    body: { name: provision.uniqueName(), grants: [grant] },
  });

const keyWith = ({ call, provision }: CheckContext, { by, workspace }: Author, permission: JsonObject): WireRequest =>
  call('createWorkspaceKey', {
    as: by.session,
    path: { workspace: workspace.id },
    body: { name: provision.uniqueName(), environment: 'live', permission },
  });

/** What nobody but owners and admins may do: manage the keys of the workspace. */
const keptActions = [
  'latchkey.keys.create',
  'latchkey.keys.read',
  'latchkey.keys.*',
  'latchkey.*.create',
  'latchkey.*',
];

export const giving: readonly Check[] = [
  {
    id: 'ROL-02/roles',
    title: 'an admin can make nobody an owner, neither a member nor somebody invited',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { workspace, people } = await provision.team();
      const place = placeOf(context, workspace, people.viewer);
      const roleId = await roleIdOf(context, workspace, people.viewer);
      const unchanged = await given.succeeds(place.giveRole(roleId, people.admin));
      await expect.refused(unchanged, tooMuch, () => place.giveRole('owner', people.admin));
      const invite = (role_id: string) =>
        call('createInvitation', {
          as: people.admin.session,
          path: { workspace: workspace.id },
          body: { email: `${provision.uniqueName()}@conformance.example`, role_id },
        });
      await expect.refused(await given.succeeds(invite(roleId)), tooMuch, () => invite('owner'));
    },
  },
  {
    id: 'ROL-02/permissions',
    title: "an admin can put an owner's right into no role, and give no role that holds one to a member or a key",
    run: async (context) => {
      const { given, provision, expect } = context;
      const { workspace, people } = await provision.team();
      const author = { by: people.admin, workspace };
      const own = await given.succeeds(newRole(context, author, seeing));
      await expect.refused(own, tooMuch, () => newRole(context, author, deleting));
      const owners = await provision.role(people.owner, workspace, [deleting]);
      const key = await given.succeeds(keyWith(context, author, permissionOf(seeing)));
      const carried = { kind: 'role', role_id: owners.id };
      await expect.refused(key, { status: 422 }, () => keyWith(context, author, carried));
      const place = placeOf(context, workspace, people.viewer);
      const roleId = await roleIdOf(context, workspace, people.viewer);
      const unchanged = await given.succeeds(place.giveRole(roleId, people.admin));
      await expect.refused(unchanged, tooMuch, () => place.giveRole(owners.id, people.admin));
    },
  },
  {
    id: 'ROL-03/own-role',
    title: 'neither a viewer nor an admin can give themselves a higher role',
    run: async (context) => {
      const { given, provision, expect } = context;
      const { workspace, people } = await provision.team();
      for (const [person, higher] of [
        [people.viewer, ['admin', 'owner']],
        [people.admin, ['owner']],
      ] as const) {
        const place = placeOf(context, workspace, person);
        const roleId = await roleIdOf(context, workspace, person);
        const control = await given.succeeds(place.read(person));
        for (const role of higher)
          await expect.refused(control, { status: [403, 422] }, () => place.giveRole(role, person));
        const now = await roleIdOf(context, workspace, person);
        expect.that(now === roleId, `role ${roleId} as before`, now);
      }
    },
  },
  {
    id: 'ROL-16/keys',
    title: 'a custom role holds nothing about workspace keys, when it is made and when it is changed',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const author = { by: owner, workspace: await provision.workspace(owner) };
      const keeping = (action: string): JsonObject => allow([action], ['latchkey:*']);
      const made = await given.succeeds(newRole(context, author, seeing));
      const path = { workspace: author.workspace.id, role_id: stringOf(bodyOf(made).id) };
      const change = (version: string, grant: JsonObject) =>
        call('updateRole', { as: owner.session, path, headers: [['If-Match', version]], body: { grants: [grant] } });
      const versionIn = ({ exchange }: typeof made) =>
        expect.present(header(exchange.answer, 'etag'), 'an ETag', exchange);
      const readingRoles = allow(['latchkey.roles.read'], ['latchkey:*']);
      const changed = await given.succeeds(change(versionIn(made), readingRoles));
      for (const action of keptActions) {
        await expect.refused(made, { status: 422 }, () => newRole(context, author, keeping(action)));
        await expect.refused(changed, { status: 422 }, () => change(versionIn(changed), keeping(action)));
      }
    },
  },
  {
    id: 'ROL-21/catalog-roles',
    title: 'a role of the catalog can be read in a workspace, but neither changed nor deleted there',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const custom = await provision.role(owner, workspace, [seeing]);
      const at = (role_id: string) => ({ as: owner.session, path: { workspace: workspace.id, role_id } });
      const versionOf = async (roleId: string) => {
        const read = await given.succeeds(call('getRole', at(roleId)));
        return { read, version: expect.present(header(read.exchange.answer, 'etag'), 'an ETag', read.exchange) };
      };
      const rename = (roleId: string, version: string) =>
        call('updateRole', { ...at(roleId), headers: [['If-Match', version]], body: { name: provision.uniqueName() } });
      const renamed = await given.succeeds(rename(custom.id, (await versionOf(custom.id)).version));
      const deleted = await given.succeeds(call('deleteRole', at(custom.id)));
      const catalog = bodyOf(await given.succeeds(call('getCatalog')));
      for (const roleId of arrayOf(catalog.roles).map((role) => stringOf(objectOf(role).id))) {
        const before = await versionOf(roleId);
        const refusal = { status: [403, 405, 409, 422] };
        await expect.refused(renamed, refusal, () => rename(roleId, before.version));
        await expect.refused(deleted, refusal, () => call('deleteRole', at(roleId)));
        const after = inOneOrder(bodyOf((await versionOf(roleId)).read));
        expect.that(after === inOneOrder(bodyOf(before.read)), `${roleId} as it was`, after);
      }
    },
  },
];
