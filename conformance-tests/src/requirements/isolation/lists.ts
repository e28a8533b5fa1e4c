import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { arrayOf, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { unknownId } from '../../token-format.ts';
import { bodyText } from '../../wire/exchange.ts';
import { eventsWith, isAbout } from '../listed-events.ts';

export const lists: readonly Check[] = [
  {
    id: 'ISO-04/workspaces',
    title: 'nobody sees a foreign workspace in a list',
    run: async ({ call, given, provision, expect }) => {
      const [owner, outsider] = [await provision.owner(), await provision.outsider()];
      const foreign = await provision.workspace(owner);
      const own = await provision.workspace(outsider);
      for (const operation of ['listWorkspaces', 'getMe']) {
        const { exchange } = await given.succeeds(call(operation, { as: outsider.session }));
        const text = bodyText(exchange.answer);
        expect.that(text.includes(own.id), `the caller’s own workspace ${own.id}`, 'a list without it', exchange);
        expect.that(
          !text.includes(foreign.id) && !text.includes(foreign.slug),
          'no foreign workspace',
          foreign.slug,
          exchange,
        );
      }
    },
  },
  {
    id: 'ISO-04/keys-and-events',
    title: 'keys and audit events of one workspace never show in another, not even to an owner of both',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const [first, second] = [await provision.workspace(owner), await provision.workspace(owner)];
      const [own, other] = [await provision.key(owner, first), await provision.key(owner, second)];
      const inFirst = { as: owner.session, path: { workspace: first.slug } };
      for (const { exchange } of [
        await given.succeeds(call('listWorkspaceKeys', inFirst)),
        await eventsWith(context, call('listAuditEvents', inFirst), `the event of ${own.id}`, isAbout(own.id)),
      ]) {
        const text = bodyText(exchange.answer);
        expect.that(text.includes(own.id), `the workspace’s own key ${own.id}`, text, exchange);
        expect.that(
          !text.includes(other.id) && !text.includes(second.id),
          'nothing of the other workspace',
          other.id,
          exchange,
        );
      }
    },
  },
  {
    id: 'ISO-05/filters',
    title: 'a filter by a foreign id finds as little as one by an unknown id',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const [owner, outsider] = [await provision.owner(), await provision.outsider()];
      const workspace = await provision.workspace(owner);
      const foreignKey = await provision.key(outsider, await provision.workspace(outsider));
      const key = await provision.key(owner, workspace);
      const list = (query: { readonly [name: string]: string }) =>
        call('listAuditEvents', { as: owner.session, path: { workspace: workspace.slug }, query });
      const filtered = async (query: { readonly [name: string]: string }) => {
        const control = await given.succeeds(list(query));
        return { exchange: control.exchange, data: arrayOf(bodyOf(control).data) };
      };
      await eventsWith(context, list({ target_id: key.id }), 'events about the workspace’s own key', isAbout(key.id));
      for (const [foreign, unknown] of [
        [{ target_id: foreignKey.id }, { target_id: unknownId(foreignKey.id) }],
        [{ actor_id: outsider.id }, { actor_id: unknownId(outsider.id) }],
      ] as const) {
        const [left, right] = [await filtered(foreign), await filtered(unknown)];
        expect.that(left.data.length === 0, 'no event', left.data, left.exchange);
        expect.indistinguishable(right.exchange, left.exchange);
      }
    },
  },
  {
    id: 'ISO-06/cursors',
    title: 'a cursor of one workspace is refused in another',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const [first, second] = [await provision.workspace(owner), await provision.workspace(owner)];
      for (const workspace of [first, second]) {
        await provision.key(owner, workspace);
        await provision.key(owner, workspace);
      }
      const page = (slug: string, query: { readonly [name: string]: string | number }) =>
        call('listWorkspaceKeys', { as: owner.session, path: { workspace: slug }, query });
      const cursor = stringOf(bodyOf(await given.succeeds(page(first.slug, { limit: 1 }))).next_cursor);
      expect.that(cursor !== '', 'a cursor, since there are two keys', cursor);
      const control = await given.succeeds(page(first.slug, { limit: 1, cursor }));
      const refusal = { status: 400, code: 'invalid_cursor' };
      await expect.refused(control, refusal, () => page(second.slug, { limit: 1, cursor }));
      await expect.refused(control, refusal, () =>
        page(first.slug, { limit: 1, cursor: `${cursor.slice(0, -2)}${cursor.endsWith('AA') ? 'BB' : 'AA'}` }),
      );
    },
  },
  {
    id: 'ISO-09/names',
    title: 'a name in use in one workspace is free in another',
    run: async ({ call, given, provision, expect }) => {
      const [owner, outsider] = [await provision.owner(), await provision.outsider()];
      const [first, second] = [await provision.workspace(owner), await provision.workspace(outsider)];
      const name = provision.uniqueName();
      const key = await provision.key(owner, first, { name });
      await provision.key(outsider, second, { name });
      const body = { name, environment: 'live', permission: { kind: 'grants', grants: [] } };
      const control = await given.succeeds(
        call('listWorkspaceKeys', { as: owner.session, path: { workspace: first.slug } }),
      );
      const taken = await expect.refused(control, { status: 409, code: 'name_taken' }, () =>
        call('createWorkspaceKey', { as: owner.session, path: { workspace: first.slug }, body }),
      );
      expect.that(!bodyText(taken.answer).includes(key.id), 'no id in the conflict', key.id, taken);
    },
  },
  {
    id: 'ISO-10/lacking-permission',
    title: 'whoever may know the workspace but lacks the permission is told so with 403',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const key = await provision.key(owner, workspace);
      const control = await given.succeeds(
        call('listAuditEvents', { as: owner.session, path: { workspace: workspace.slug } }),
      );
      await given.succeeds(call('getMe', { as: bearer(key.secret) }));
      await expect.refused(control, { status: 403, code: 'insufficient_permissions' }, presenting(bearer(key.secret)));
    },
  },
  {
    id: 'ISO-10/operator',
    title: 'only operators make service keys, and being one opens no workspace',
    run: async ({ call, given, provision, operator, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const list = await given.succeeds(call('listServiceKeys', { as: operator.session }));
      await expect.refused(list, { status: 403, code: 'insufficient_permissions' }, presenting(owner.session));
      const read = await given.succeeds(
        call('getWorkspace', { as: owner.session, path: { workspace: workspace.slug } }),
      );
      await expect.refused(read, { status: 404, code: 'not_found' }, presenting(operator.session));
    },
  },
  {
    id: 'ISO-12/ids',
    title: 'ids cannot be counted through',
    run: async ({ provision, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const ids: string[] = [];
      while (ids.length < 20) ids.push((await provision.key(owner, workspace)).id);
      const tails = ids.map((id) => id.slice(-12));
      expect.that(new Set(tails).size === ids.length, 'a random end in every id', tails);
      const steps = tails
        .slice(1)
        .map(
          (tail, index) => Number.parseInt(tail.slice(-6), 36) - Number.parseInt((tails[index] ?? '').slice(-6), 36),
        );
      expect.that(new Set(steps).size > ids.length / 2, 'no regular step from id to id', steps);
    },
  },
  {
    id: 'ISO-15/idempotency-keys',
    title: "one caller's idempotency key says nothing to another",
    run: async ({ call, given, provision, expect }) => {
      const [owner, outsider] = [await provision.owner(), await provision.outsider()];
      const name = provision.uniqueName();
      const headers = [['Idempotency-Key', `${name}-${crypto.randomUUID()}`]] as const;
      const create = (as: typeof owner.session) => call('createWorkspace', { as, body: { name }, headers });
      const first = await given.succeeds(create(owner.session));
      const replayed = await given.succeeds(create(owner.session));
      const id = (control: typeof first): unknown => objectOf(bodyOf(control)).id;
      expect.that(id(replayed) === id(first), `the same workspace ${id(first)}`, id(replayed), replayed.exchange);
      const other = await given.succeeds(create(outsider.session));
      expect.that(id(other) !== id(first), 'another workspace', id(other), other.exchange);
    },
  },
];
