import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { arrayOf, objectOf } from '../../contract/document.ts';
import { requireRefusal } from '../../expect.ts';
import { bodyOf } from '../../provision.ts';
import { bodyText, withBody } from '../../wire/exchange.ts';
import { sampleRequest, withPathValue } from '../credential-matrix/secured-operations.ts';
import { inOneOrder } from '../in-one-order.ts';

const longestSlug = 63;

export const workspaces: readonly Check[] = [
  {
    id: 'WSP-01/slug',
    title: 'a slug stays as it is, and is given to no second workspace, not even after the first is deleted',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.newcomer();
      const outsider = await provision.outsider();
      const slug = provision.uniqueName();
      const as = owner.session;
      const create = (by: typeof owner, wanted: string) =>
        call('createWorkspace', { as: by.session, body: { name: provision.uniqueName(), slug: wanted } });
      const created = await given.succeeds(create(owner, slug));
      const path = { workspace: String(bodyOf(created).id) };
      const taken = { status: 409, code: 'name_taken' };
      await expect.refused(created, taken, () => create(outsider, slug));
      const name = provision.uniqueName();
      const renamed = await given.succeeds(call('updateWorkspace', { as, path, body: { name } }));
      const shown = [bodyOf(renamed).name, bodyOf(renamed).slug].join();
      expect.that(shown === `${name},${slug}`, `${name},${slug}`, shown, renamed.exchange);
      const other = JSON.stringify({ name, slug: `${slug}-2` });
      await expect.refused(renamed, { status: 400 }, (request) => withBody(request, other));
      await given.succeeds(call('deleteWorkspace', { as, path }));
      for (const by of [owner, outsider]) await expect.refused(created, taken, () => create(by, slug));
    },
  },
  {
    id: 'WSP-02/deleted',
    title:
      'a deleted workspace is in no list and answers to nobody, neither to its owner nor to its keys nor to an operator',
    run: async (context) => {
      const { call, contract, given, provision, operator, expect, send } = context;
      const owner = await provision.newcomer();
      const workspace = await provision.workspace(owner);
      const key = await provision.key(owner, workspace);
      const [as, path] = [owner.session, { workspace: workspace.id }];
      const lists = [
        call('listWorkspaces', { as, query: { limit: 100 } }),
        call('listAllWorkspaces', { as: operator.session, query: { limit: 100 } }),
        call('getMe', { as }),
      ];
      for (const list of lists) {
        const { exchange } = await given.succeeds(list);
        expect.that(bodyText(exchange.answer).includes(workspace.id), workspace.id, 'not there', exchange);
      }
      const byKey = await given.succeeds(call('getMe', { as: bearer(key.secret) }));
      const suspended = await given.succeeds(call('suspendWorkspace', { as: operator.session, path }));
      await given.succeeds(call('resumeWorkspace', { as: operator.session, path }));
      await given.succeeds(call('deleteWorkspace', { as, path }));

      for (const list of lists) {
        const { exchange } = await given.succeeds(list);
        expect.that(!bodyText(exchange.answer).includes(workspace.id), 'no such workspace', workspace.id, exchange);
      }
      await expect.refused(byKey, { status: 401 });
      await expect.refused(suspended, { status: 404 });
      const reads = contract.operations.filter(
        ({ method, template, credentials }) =>
          method === 'GET' && template.startsWith('/v1/workspaces/{workspace}') && credentials.includes('session'),
      );
      for (const operation of reads) {
        for (const name of [workspace.id, workspace.slug]) {
          const request = withPathValue(operation, sampleRequest(context, operation), 'workspace', name);
          requireRefusal(await send(presenting(as)(request)), { status: 404, code: 'not_found' });
        }
      }
    },
  },
  {
    id: 'WSP-03/id-and-slug',
    title: 'a workspace is the same by its id and by its slug, however long that is',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const slug = provision
        .uniqueName()
        .padEnd(longestSlug, '-x')
        .slice(0, longestSlug - 1)
        .concat('z');
      const body = { name: provision.uniqueName(), slug };
      const created = await given.succeeds(call('createWorkspace', { as: owner.session, body }));
      const workspace = { id: String(bodyOf(created).id), slug, name: body.name };
      await provision.key(owner, workspace);
      for (const operation of ['getWorkspace', 'listMembers', 'listWorkspaceKeys', 'listRoles', 'getPolicy']) {
        const [byId, bySlug] = await Promise.all(
          [workspace.id, slug].map((name) =>
            given.succeeds(call(operation, { as: owner.session, path: { workspace: name } })),
          ),
        );
        const [left, right] = [inOneOrder(byId && bodyOf(byId)), inOneOrder(bySlug && bodyOf(bySlug))];
        expect.that(left === right, left, right, bySlug?.exchange);
      }
    },
  },
  {
    id: 'WSP-04/operators-only',
    title: 'neither the owner of a workspace nor its keys can suspend it or list those of others: operators can',
    run: async ({ call, given, provision, operator, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const key = await provision.key(owner, workspace);
      const path = { workspace: workspace.id };
      const service = await provision.serviceKey();
      const list = await given.succeeds(call('listAllWorkspaces', { as: operator.session }));
      const suspend = await given.succeeds(call('suspendWorkspace', { as: operator.session, path }));
      const resume = await given.succeeds(call('resumeWorkspace', { as: operator.session, path }));
      for (const control of [list, suspend, resume]) {
        await expect.refused(control, { status: 403 }, presenting(owner.session));
        for (const { secret } of [key, service])
          await expect.refused(control, { status: [401, 403] }, presenting(bearer(secret)));
        await expect.refused(control, { status: 401 }, presenting());
      }
      const read = await given.succeeds(call('getWorkspace', { as: owner.session, path }));
      expect.that(bodyOf(read).state === 'active', 'active', bodyOf(read).state, read.exchange);
    },
  },
  {
    id: 'WSP-04/no-way-in',
    title: 'an operator who is not a member sees that a workspace exists, and nothing in it',
    run: async ({ call, given, provision, operator, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const as = operator.session;
      const list = await given.succeeds(call('listAllWorkspaces', { as, query: { limit: 100 } }));
      const listed = arrayOf(bodyOf(list).data).map((entry) => objectOf(entry).id);
      expect.that(listed.includes(workspace.id), workspace.id, listed, list.exchange);
      for (const operation of ['getWorkspace', 'listMembers', 'listWorkspaceKeys', 'getPolicy']) {
        const read = await given.succeeds(call(operation, { as: owner.session, path: { workspace: workspace.id } }));
        await expect.refused(read, { status: 404, code: 'not_found' }, presenting(as));
      }
    },
  },
];
