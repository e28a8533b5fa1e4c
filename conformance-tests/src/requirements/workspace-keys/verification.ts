import { bearer, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { type JsonObject, objectOf } from '../../contract/document.ts';
import type { Key, Person, Workspace } from '../../provision.ts';
import { neverIssued } from '../../token-format.ts';
import { type Ask, asking } from '../verifying.ts';

const allow = (actions: readonly string[], resources: readonly string[]): JsonObject => ({
  effect: 'allow',
  actions,
  resources,
});

interface Scene {
  readonly ask: Ask;
  readonly owner: Person;
  readonly workspace: Workspace;
  readonly granted: string;
  readonly withheld: string;
  readonly resource: string;
}

/** A workspace of the check's own, and a service key that asks. */
const scene = async (context: CheckContext): Promise<Scene> => {
  const { provision } = context;
  const owner = await provision.owner();
  return {
    ask: asking(context, await provision.serviceKey()),
    owner,
    workspace: await provision.workspace(owner),
    ...(await provision.vocabulary()),
  };
};

export const verification: readonly Check[] = [
  {
    id: 'KEY-12/active',
    title: 'a verification says who a live key is: kind, id and workspace',
    run: async (context) => {
      const { ask, owner, workspace } = await scene(context);
      const key = await context.provision.key(owner, workspace);
      const { body, exchange } = await ask({ credential: key.secret });
      const { type, id, workspace: reached } = objectOf(body.principal);
      context.expect.that(body.outcome === 'authenticated', 'outcome authenticated', body.outcome, exchange);
      context.expect.that(
        type === 'workspace_key' && id === key.id && objectOf(reached).id === workspace.id,
        `key ${key.id} of ${workspace.id}`,
        body.principal,
        exchange,
      );
    },
  },
  {
    id: 'KEY-12/inactive',
    title: 'of a credential that is not in force a verification says only that',
    run: async (context) => {
      const { call, given, provision, expect, secrets } = context;
      const { ask, owner, workspace, granted, resource } = await scene(context);
      const key = await provision.key(owner, workspace);
      const question = { credential: key.secret, workspace: workspace.slug, action: granted, resource };
      expect.that((await ask(question)).body.outcome === 'allowed', 'outcome allowed', 'another');
      await given.succeeds(
        call('revokeWorkspaceKey', { as: owner.session, path: { workspace: workspace.slug, token_id: key.id } }),
      );
      const revoked = await ask(question);
      const unknown = neverIssued(key.secret);
      secrets.remember(unknown, 'altered key');
      const never = await ask({ ...question, credential: unknown });
      for (const { body, exchange } of [revoked, never]) {
        expect.that(body.outcome === 'invalid' && !('principal' in body), 'outcome invalid alone', body, exchange);
      }
      expect.indistinguishable(revoked.exchange, never.exchange);
    },
  },
  {
    id: 'KEY-12/decision',
    title: 'a granted action is allowed and every other is denied with the reason',
    isSmoke: true,
    run: async (context) => {
      const { ask, owner, workspace, granted, withheld, resource } = await scene(context);
      const key = await context.provision.key(owner, workspace);
      const question = { credential: key.secret, workspace: workspace.slug, resource };
      const yes = await ask({ ...question, action: granted });
      context.expect.that(yes.body.outcome === 'allowed', 'outcome allowed', yes.body, yes.exchange);
      const no = await ask({ ...question, action: withheld });
      const { code, layer } = objectOf(no.body.decision);
      context.expect.that(
        no.body.outcome === 'denied' && code === 'insufficient_permissions' && layer === 'token',
        'denied: insufficient_permissions by the token',
        no.body,
        no.exchange,
      );
    },
  },
  {
    id: 'KEY-12/deny-wins',
    title: 'a matching deny wins over an allow, in whatever order they stand',
    run: async (context) => {
      const { ask, owner, workspace, granted, withheld, resource } = await scene(context);
      const deny = { effect: 'deny', actions: [withheld], resources: ['*'] };
      const wide = allow([granted, withheld], ['*']);
      for (const grants of [
        [wide, deny],
        [deny, wide],
      ]) {
        const key = await context.provision.key(owner, workspace, { permission: { kind: 'grants', grants } });
        const question = { credential: key.secret, workspace: workspace.slug, resource };
        const yes = await ask({ ...question, action: granted });
        context.expect.that(yes.body.outcome === 'allowed', 'outcome allowed', yes.body, yes.exchange);
        const no = await ask({ ...question, action: withheld });
        context.expect.that(no.body.outcome === 'denied', 'outcome denied', no.body, no.exchange);
      }
    },
  },
  {
    id: 'KEY-12/resource',
    title: 'a grant reaches its resources and no neighbour, and resource_limit narrows it further',
    run: async (context) => {
      const { ask, owner, workspace, granted } = await scene(context);
      const permission = { kind: 'grants', grants: [allow([granted], ['shelf:books:*'])] };
      const plain = await context.provision.key(owner, workspace, { permission });
      const limited = await context.provision.key(owner, workspace, {
        permission,
        resource_limit: ['shelf:books:one'],
      });
      const cells: readonly (readonly [key: Key, resource: string, outcome: string])[] = [
        [plain, 'shelf:books:one', 'allowed'],
        [plain, 'shelf:books', 'allowed'],
        [plain, 'shelf:bookshop:one', 'denied'],
        [plain, 'shelf', 'denied'],
        [limited, 'shelf:books:one', 'allowed'],
        [limited, 'shelf:books:two', 'denied'],
      ];
      for (const [key, resource, outcome] of cells) {
        const { body, exchange } = await ask({
          credential: key.secret,
          workspace: workspace.slug,
          action: granted,
          resource,
        });
        context.expect.that(body.outcome === outcome, `${outcome} on ${resource}`, body, exchange);
      }
    },
  },
  {
    id: 'KEY-12/environment',
    title: 'a test key is told from a live one where the caller asks for an environment',
    run: async (context) => {
      const { ask, owner, workspace, granted, resource } = await scene(context);
      const question = { workspace: workspace.slug, action: granted, resource };
      const keys = {
        live: await context.provision.key(owner, workspace),
        test: await context.provision.key(owner, workspace, { environment: 'test' }),
      };
      for (const [own, other] of [
        ['live', 'test'],
        ['test', 'live'],
      ] as const) {
        const right = await ask({ ...question, credential: keys[own].secret, environment: own });
        context.expect.that(
          right.body.outcome === 'allowed',
          `${own} allowed where ${own} is asked`,
          right.body,
          right.exchange,
        );
        const wrong = await ask({ ...question, credential: keys[own].secret, environment: other });
        const { code } = objectOf(wrong.body.decision);
        context.expect.that(
          wrong.body.outcome === 'denied' && code === 'wrong_environment',
          'denied: wrong_environment',
          wrong.body,
          wrong.exchange,
        );
      }
    },
  },
  {
    id: 'KEY-12/own-actions',
    title: "no grant lets a key reach the service's own administration",
    run: async (context) => {
      const { ask, owner, workspace } = await scene(context);
      const key = await context.provision.key(owner, workspace, {
        permission: { kind: 'grants', grants: [allow(['*'], ['*'])] },
      });
      for (const action of ['latchkey.keys.create', 'latchkey.members.update', 'latchkey.workspace.delete']) {
        const { body, exchange } = await ask({
          credential: key.secret,
          workspace: workspace.slug,
          action,
          resource: 'latchkey:keys',
        });
        context.expect.that(body.outcome === 'denied', 'outcome denied', body, exchange);
      }
    },
  },
  {
    id: 'KEY-13/needs-credential',
    title: 'only who may verify can verify',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const [verifier, ordinary] = [
        await provision.verifierKey(owner, workspace),
        await provision.key(owner, workspace),
      ];
      const control = await given.succeeds(
        call('verifyCredential', { as: bearer(verifier.secret), body: { credential: ordinary.secret } }),
      );
      await expect.refused(control, { status: 401, code: 'authentication_required' }, presenting());
      await expect.refused(
        control,
        { status: 403, code: 'insufficient_permissions' },
        presenting(bearer(ordinary.secret)),
      );
      await expect.refused(control, { status: [401, 403] }, presenting(owner.session));
    },
  },
  {
    id: 'KEY-13/foreign-keys',
    title: 'to the verifying key of one workspace every key of another looks unknown',
    run: async (context) => {
      const { provision, expect, secrets } = context;
      const owner = await provision.owner();
      const [own, other] = [await provision.workspace(owner), await provision.workspace(owner)];
      const ask = asking(context, await provision.verifierKey(owner, own));
      const near = await ask({ credential: (await provision.key(owner, own)).secret });
      expect.that(
        near.body.outcome === 'authenticated',
        'outcome authenticated for an own key',
        near.body,
        near.exchange,
      );
      const foreignKey = await provision.key(owner, other);
      const unknown = neverIssued(foreignKey.secret);
      secrets.remember(unknown, 'altered key');
      const [foreign, never] = [await ask({ credential: foreignKey.secret }), await ask({ credential: unknown })];
      expect.that(
        foreign.body.outcome === 'invalid',
        'outcome invalid for a foreign key',
        foreign.body,
        foreign.exchange,
      );
      expect.indistinguishable(never.exchange, foreign.exchange);
    },
  },
];
