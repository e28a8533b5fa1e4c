import { bearer, type CallInput, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import type { Key, Person, Workspace } from '../../provision.ts';
import { unknownId } from '../../token-format.ts';
import { withBody } from '../../wire/exchange.ts';

interface Scene {
  readonly owner: Person;
  readonly outsider: Person;
  readonly workspace: Workspace;
  readonly key: Key;
}

const scene = async ({ provision }: CheckContext): Promise<Scene> => {
  const owner = await provision.owner();
  const workspace = await provision.workspace(owner);
  return { owner, outsider: await provision.outsider(), workspace, key: await provision.key(owner, workspace) };
};

interface Probe {
  readonly operation: string;
  readonly existing: CallInput;
  readonly unknown: CallInput;
}

/** The same request for something that exists in a foreign workspace and for something that exists nowhere. */
const probesOf = ({ workspace, key }: Scene, unknownSlug: string): readonly Probe[] => {
  const inWorkspace = (operation: string): Probe[] => [
    { operation, existing: { path: { workspace: workspace.slug } }, unknown: { path: { workspace: unknownSlug } } },
    {
      operation,
      existing: { path: { workspace: workspace.id } },
      unknown: { path: { workspace: unknownId(workspace.id) } },
    },
  ];
  const ofKey = (operation: string): Probe => ({
    operation,
    existing: { path: { workspace: workspace.slug, token_id: key.id } },
    unknown: { path: { workspace: unknownSlug, token_id: unknownId(key.id) } },
  });
  return [
    ...['getWorkspace', 'listRoles', 'listWorkspaceKeys', 'listAuditEvents'].flatMap(inWorkspace),
    ofKey('getWorkspaceKey'),
  ];
};

export const foreignObjects: readonly Check[] = [
  {
    id: 'ISO-01/reads',
    title: 'to an outsider every read in a foreign workspace looks like one in a workspace that does not exist',
    isSmoke: true,
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const here = await scene(context);
      for (const { operation, existing, unknown } of probesOf(here, provision.uniqueName())) {
        const control = await given.succeeds(call(operation, { ...existing, as: here.owner.session }));
        const foreign = await expect.refused(
          control,
          { status: 404, code: 'not_found' },
          presenting(here.outsider.session),
        );
        expect.indistinguishable(await send(call(operation, { ...unknown, as: here.outsider.session })), foreign);
      }
    },
  },
  {
    id: 'ISO-01/session',
    title: "somebody else's session looks like one that does not exist",
    run: async ({ call, given, provision, send, expect }) => {
      const [owner, outsider] = [await provision.owner(), await provision.outsider()];
      const control = await given.succeeds(
        call('getSession', { as: owner.session, path: { session_id: owner.sessionId } }),
      );
      const foreign = await expect.refused(control, { status: 404, code: 'not_found' }, presenting(outsider.session));
      const unknown = call('getSession', { as: outsider.session, path: { session_id: unknownId(owner.sessionId) } });
      expect.indistinguishable(await send(unknown), foreign);
    },
  },
  {
    id: 'ISO-02/writes',
    title: 'the same holds for every write, with a valid and with an invalid body',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const { owner, outsider, workspace, key } = await scene(context);
      const unknownSlug = provision.uniqueName();
      const body = { name: provision.uniqueName(), environment: 'live', permission: { kind: 'grants', grants: [] } };
      const create = (slug: string) =>
        call('createWorkspaceKey', { as: outsider.session, path: { workspace: slug }, body });
      const control = await given.succeeds(presenting(owner.session)(create(workspace.slug)));
      const foreign = await expect.refused(control, { status: 404, code: 'not_found' }, presenting(outsider.session));
      expect.indistinguishable(await send(create(unknownSlug)), foreign);
      for (const broken of ['{"name":7}', '{}', 'nonsense']) {
        const [known, never] = [
          await send(withBody(create(workspace.slug), broken)),
          await send(withBody(create(unknownSlug), broken)),
        ];
        expect.that(known.answer.status >= 400, 'a refusal', known.answer.status, known);
        expect.indistinguishable(never, known);
      }
      const revoke = (slug: string, id: string) =>
        call('revokeWorkspaceKey', { as: outsider.session, path: { workspace: slug, token_id: id } });
      const refused = await send(revoke(workspace.slug, key.id));
      expect.that(refused.answer.status === 404, '404', refused.answer.status, refused);
      expect.indistinguishable(await send(revoke(unknownSlug, unknownId(key.id))), refused);
    },
  },
  {
    id: 'ISO-03/untouched',
    title: 'what an outsider tried to end lives on',
    run: async (context) => {
      const { call, given, expect } = context;
      const { owner, outsider, workspace, key } = await scene(context);
      const read = call('getWorkspaceKey', {
        as: owner.session,
        path: { workspace: workspace.slug, token_id: key.id },
      });
      const control = await given.succeeds(read);
      await given.succeeds(call('getMe', { as: bearer(key.secret) }));
      await expect.refused(control, { status: 404 }, (request) => ({
        ...presenting(outsider.session)(request),
        method: 'DELETE',
      }));
      await given.succeeds(call('getMe', { as: bearer(key.secret) }));
    },
  },
  {
    id: 'ISO-07/wrong-parent',
    title: 'a key under the wrong workspace is 404, even for an owner of both',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const { owner, workspace, key } = await scene(context);
      const other = await provision.workspace(owner);
      const at = (slug: string, id: string) =>
        call('getWorkspaceKey', { as: owner.session, path: { workspace: slug, token_id: id } });
      const control = await given.succeeds(at(workspace.slug, key.id));
      const misplaced = await expect.refused(control, { status: 404, code: 'not_found' }, () => at(other.slug, key.id));
      expect.indistinguishable(await send(at(other.slug, unknownId(key.id))), misplaced);
      await expect.refused(control, { status: [404] }, () => ({ ...at(other.slug, key.id), method: 'DELETE' }));
      await given.succeeds(call('getMe', { as: bearer(key.secret) }));
    },
  },
  {
    id: 'ISO-08/body-reference',
    title: 'a foreign workspace named in a body is answered like an unknown one',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const { owner, outsider, workspace } = await scene(context);
      const own = await provision.workspace(outsider);
      const { granted } = await provision.vocabulary();
      const limitedTo = (slug: string) => {
        const grants = [{ effect: 'allow', actions: [granted], resources: [`workspace:${slug}:reports:*`] }];
        const body = { name: provision.uniqueName(), environment: 'live', permission: { kind: 'grants', grants } };
        return call('createWorkspaceKey', { as: outsider.session, path: { workspace: own.slug }, body });
      };
      const control = await given.succeeds(limitedTo(own.slug));
      await given.succeeds(call('getWorkspace', { as: owner.session, path: { workspace: workspace.slug } }));
      const foreign = await expect.refused(control, { status: [400, 422] }, () => limitedTo(workspace.slug));
      const unknown = await send(limitedTo(`${'x'.repeat(workspace.slug.length - 1)}y`));
      expect.that(
        unknown.answer.status === foreign.answer.status,
        `status ${foreign.answer.status}`,
        unknown.answer.status,
        unknown,
      );
    },
  },
  {
    id: 'ISO-11/credential-and-workspace',
    title: 'a key is never allowed anything in a workspace that is not its own, whoever asks',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { owner, workspace } = await scene(context);
      const other = await provision.workspace(owner);
      const { granted, resource } = await provision.vocabulary();
      const permission = { kind: 'grants', grants: [{ effect: 'allow', actions: ['*'], resources: ['*'] }] };
      const key = await provision.key(owner, workspace, { permission });
      const asker = bearer((await provision.serviceKey()).secret);
      const outcomeIn = async (slug: string): Promise<string> => {
        const question = { credential: key.secret, workspace: slug, action: granted, resource };
        const { exchange } = await given.succeeds(call('verifyCredential', { as: asker, body: question }));
        return String((JSON.parse(Buffer.from(exchange.answer.body).toString()) as { outcome?: unknown }).outcome);
      };
      expect.that(
        (await outcomeIn(workspace.slug)) === 'allowed',
        'allowed in its own workspace',
        await outcomeIn(workspace.slug),
      );
      expect.that((await outcomeIn(other.slug)) === 'denied', 'denied in another', await outcomeIn(other.slug));
    },
  },
  {
    id: 'ISO-16/nobody',
    title: 'to a caller without credential an existing and an unknown workspace look alike',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const { owner, workspace } = await scene(context);
      const at = (slug: string) => call('getWorkspace', { path: { workspace: slug } });
      const control = await given.succeeds(presenting(owner.session)(at(workspace.slug)));
      const existing = await expect.refused(control, { status: 401, code: 'authentication_required' }, presenting());
      expect.indistinguishable(await send(at(provision.uniqueName())), existing);
    },
  },
];
