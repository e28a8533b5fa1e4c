import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { NotApplicable } from '../../outcome.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { header } from '../../wire/exchange.ts';
import { allow, permissionOf, siblingOf } from './grants.ts';
import { expectOutcome } from './verdict.ts';

/** Lets the workspace's policy admit API tokens of these environments alone. */
const admit = async (
  { call, given, expect }: CheckContext,
  { by, workspace }: { readonly by: Person; readonly workspace: Workspace },
  environments: readonly string[],
): Promise<void> => {
  const at = { as: by.session, path: { workspace: workspace.id } };
  const policy = await given.succeeds(call('getPolicy', at));
  const version = expect.present(header(policy.exchange.answer, 'etag'), 'an ETag', policy.exchange);
  const body = { ...bodyOf(policy), environments };
  await given.succeeds(call('setPolicy', { ...at, headers: [['If-Match', version]], body }));
};

const expectLayer = async (
  context: CheckContext,
  { layer, code }: { readonly layer: string; readonly code?: string },
  question: JsonObject,
): Promise<void> => {
  const { decision, exchange } = await expectOutcome(context, 'denied', question);
  context.expect.that(decision.layer === layer, `the layer ${layer} as reason`, decision, exchange);
  if (code !== undefined) context.expect.that(decision.code === code, code, decision, exchange);
};

/** Texts that somebody might take for this one, and that name something else. */
const lookalikesOf = (text: string): readonly string[] => [
  text.toUpperCase(),
  `${text[0]?.toUpperCase()}${text.slice(1)}`,
  `${text} `,
  ` ${text}`,
  text.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  `${text}%00`,
  `${text}/`,
];

export const layers: readonly Check[] = [
  {
    id: 'DEC-05/order',
    title: 'of all layers that refuse a question the first one is the reason',
    run: async (context) => {
      const { call, given, provision, operator } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted, withheld, resource } = await provision.vocabulary();
      const role = await provision.role(owner, workspace, [
        allow(['latchkey.workspace.read'], ['latchkey:workspace:*']),
      ]);
      const person = await provision.member(owner, workspace, role.id);
      const token = await provision.personalToken(person, [workspace], {
        permission: permissionOf(allow([granted], ['*'])),
        resource_limit: [resource],
      });
      const here = { credential: token.secret, workspace: workspace.id };
      const never = { action: 'latchkey.workspace.delete', resource: `latchkey:workspace:${workspace.id}` };
      const elsewhere = { ...here, workspace: provision.uniqueName(), ...never };
      await expectLayer(
        context,
        { layer: 'environment', code: 'wrong_environment' },
        { ...elsewhere, environment: 'test' },
      );
      await expectLayer(context, { layer: 'workspace', code: 'not_found' }, elsewhere);

      await admit(context, { by: owner, workspace }, ['test']);
      await expectLayer(context, { layer: 'catalog', code: 'api_tokens_never' }, { ...here, ...never });
      await expectLayer(context, { layer: 'policy' }, { ...here, action: withheld, resource: siblingOf(resource) });
      await admit(context, { by: owner, workspace }, ['live', 'test']);
      await expectLayer(context, { layer: 'token' }, { ...here, action: withheld, resource: siblingOf(resource) });
      await expectLayer(
        context,
        { layer: 'resource_limit' },
        { ...here, action: granted, resource: siblingOf(resource) },
      );
      await expectLayer(context, { layer: 'role' }, { ...here, action: granted, resource });

      const path = { workspace: workspace.id };
      await given.succeeds(call('suspendWorkspace', { as: operator.session, path }));
      await expectLayer(context, { layer: 'workspace', code: 'workspace_suspended' }, { ...here, ...never });
      await given.succeeds(call('resumeWorkspace', { as: operator.session, path }));
    },
  },
  {
    id: 'DEC-06/closed-catalog',
    title: 'an action that a closed catalog does not have is denied when asked about and refused in a grant',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const catalog = bodyOf(await given.succeeds(call('getCatalog')));
      if (catalog.open === true) throw new NotApplicable('the catalog is open: grants may name any action');
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted, resource } = await provision.vocabulary();
      const known = new Set(arrayOf(catalog.actions).map((action) => stringOf(objectOf(action).id)));
      const unknown = ['unheard-of', `${granted}.unheard-of`].filter((action) => !known.has(action));
      const key = await provision.key(owner, workspace, { permission: permissionOf(allow(['*'], ['*'])) });
      const asking = { credential: key.secret, workspace: workspace.id, resource };
      await expectOutcome(context, 'allowed', { ...asking, action: granted });
      const create = (action: string) =>
        call('createWorkspaceKey', {
          as: owner.session,
          path: { workspace: workspace.id },
          body: { name: provision.uniqueName(), environment: 'live', permission: permissionOf(allow([action], ['*'])) },
        });
      const made = await given.succeeds(create(granted));
      for (const action of unknown) {
        await expectLayer(context, { layer: 'catalog', code: 'unknown_action' }, { ...asking, action });
        await expect.refused(made, { status: 422, code: 'unknown_action' }, () => create(action));
      }
    },
  },
  {
    id: 'DEC-09/lookalikes',
    title: 'a resource or action that is spelt otherwise than the granted one is another one',
    run: async (context) => {
      const { provision } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted: action, resource: plain } = await provision.vocabulary();
      const resource = `${plain}:caf\u00e9`;
      const permission = permissionOf(allow([action], [plain, resource]));
      const key = await provision.key(owner, workspace, { permission });
      const asking = { credential: key.secret, workspace: workspace.id };
      for (const known of [plain, resource])
        await expectOutcome(context, 'allowed', { ...asking, action, resource: known });
      for (const other of [...lookalikesOf(plain), resource.normalize('NFD')])
        await expectOutcome(context, 'denied', { ...asking, action, resource: other });
      const otherSeparators = action.includes('.') ? action.replaceAll('.', ':') : action.replaceAll(':', '.');
      for (const other of [action.toUpperCase(), otherSeparators, `${action}.${action}`].filter(
        (one) => one !== action,
      ))
        await expectOutcome(context, 'denied', { ...asking, action: other, resource: plain });
    },
  },
  {
    id: 'DEC-10/prefix',
    title:
      'a resource with the name of another workspace in front is denied, like one of a workspace that does not exist',
    run: async (context) => {
      const { provision, expect } = context;
      const owner = await provision.owner();
      const [here, there] = [await provision.workspace(owner), await provision.workspace(owner)];
      const { granted: action, resource } = await provision.vocabulary();
      const permission = permissionOf(allow([action], ['*']));
      const tokens = [
        await provision.key(owner, here, { permission }),
        await provision.personalToken(owner, [here, there], { permission }),
      ];
      for (const { secret: credential } of tokens) {
        const asking = (workspace: string) => ({
          credential,
          workspace: here.slug,
          action,
          resource: `workspace:${workspace}:${resource}`,
        });
        for (const own of [here.id, here.slug]) await expectOutcome(context, 'allowed', asking(own));
        const unknown = await expectOutcome(context, 'denied', asking(provision.uniqueName()));
        for (const other of [there.id, there.slug])
          expect.indistinguishable((await expectOutcome(context, 'denied', asking(other))).exchange, unknown.exchange);
      }
    },
  },
];
