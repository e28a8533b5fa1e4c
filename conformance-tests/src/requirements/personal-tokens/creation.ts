import { hash } from 'node:crypto';
import type { Check, CheckContext } from '../../check.ts';
import type { JsonObject } from '../../contract/document.ts';
import { bodyOf, type Person } from '../../provision.ts';
import { readTokenFormat } from '../../token-format.ts';
import { grantOf } from '../../tour/visit.ts';
import { bodyText, type WireRequest } from '../../wire/exchange.ts';
import { changePolicy } from '../change-policy.ts';
import { inOneOrder } from '../in-one-order.ts';
import { managedPersonalToken, useOf } from '../managed-token.ts';
import { judging } from '../verifying.ts';

/** The request of a new token for all of its owner's workspaces, changed by `body`. */
const creating = async ({ call, provision }: CheckContext, owner: Person) => {
  const { granted } = await provision.vocabulary();
  return (body: JsonObject = {}): WireRequest =>
    call('createPersonalToken', {
      as: owner.session,
      body: {
        name: provision.uniqueName(),
        environment: 'live',
        workspaces: { kind: 'all' },
        permission: { kind: 'grants', grants: [grantOf(granted)] },
        ...body,
      },
    });
};

const daysFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

export const personalTokenCreation: readonly Check[] = [
  {
    id: 'PAT-01/format',
    title: 'a new token is a secret of its own in the published format, of the environment that was asked for',
    run: async ({ provision, expect }) => {
      const owner = await provision.owner();
      const seen = new Set<string>();
      for (const environment of ['live', 'test', 'live'] as const) {
        const { secret, resource } = await provision.personalToken(owner, 'all', { environment });
        const parts = readTokenFormat(secret);
        expect.that(
          parts?.kind === 'personal_token' && parts.environment === environment,
          `a personal token of the environment ${environment}`,
          parts?.prefix ?? 'another format',
        );
        const shown = inOneOrder({ prefix: parts?.prefix, last_four: parts?.lastFour });
        expect.that(inOneOrder(resource.display) === shown, `shown as ${shown}`, resource.display);
        seen.add(secret);
      }
      expect.that(seen.size === 3, 'three secrets', seen.size);
    },
  },
  {
    id: 'PAT-01/once',
    title: 'the secret is in the answer that made it and in no reading after, nor a digest of it',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const token = await managedPersonalToken(context, owner, [workspace]);
      const path = { workspace: workspace.slug };
      const places = [
        token.manage('get'),
        token.list(),
        useOf(context, token.secret),
        call('listAuditEvents', { as: owner.session, path }),
      ];
      for (const place of places) {
        const { exchange } = await given.succeeds(place);
        expect.that(!tellsSecret(bodyText(exchange.answer), token.secret), 'no secret', 'the secret', exchange);
      }
    },
  },
  {
    id: 'PAT-02/reads',
    title: 'whoever reads a token, its owner or a workspace, reads neither its secret nor a digest of it',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const token = await managedPersonalToken(context, owner, [workspace]);
      const path = { workspace: workspace.slug };
      const update = token.manage('update', { name: provision.uniqueName() });
      const ofWorkspace = call('listWorkspacePersonalTokens', { as: owner.session, path });
      const places = [
        update,
        token.manage('suspend'),
        token.manage('resume'),
        token.manage('get'),
        token.list(),
        ofWorkspace,
      ];
      for (const place of places) {
        const { exchange } = await given.succeeds(place);
        const text = bodyText(exchange.answer);
        expect.that(text.includes(token.id), token.id, 'an answer without it', exchange);
        expect.that(!tellsSecret(text, token.secret), 'neither secret nor digest', 'one of them', exchange);
        const named = /"(?:secret|token|hash|digest|sha256)":/i.exec(text)?.[0];
        expect.that(named === undefined, 'no member for a secret or its digest', named, exchange);
      }
    },
  },
  {
    id: 'PAT-05/unknown-scope',
    title: 'a scope that the catalog does not have is refused, alone and beside others, at creation and at update',
    run: async (context) => {
      const { given, provision, expect } = context;
      const owner = await provision.owner();
      const create = await creating(context, owner);
      const control = await given.succeeds(create({ permission: { kind: 'scopes', scopes: [] } }));
      const permission = { kind: 'scopes', scopes: ['no_such_scope_of_the_catalog'] };
      await expect.refused(control, { status: 422 }, () => create({ permission }));
      const token = await managedPersonalToken(context, owner, 'all');
      const updated = await given.succeeds(token.manage('update', { permission: { kind: 'scopes', scopes: [] } }));
      await expect.refused(updated, { status: 422 }, () => token.manage('update', { permission }));
    },
  },
  {
    id: 'PAT-05/empty-list',
    title: 'a token of no scopes and a token of no grants are allowed nothing',
    run: async (context) => {
      const { provision } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted, resource } = await provision.vocabulary();
      const judge = await judging(context);
      const question = { workspace: workspace.slug, action: granted, resource };
      const some = await provision.personalToken(owner, [workspace]);
      await judge('allowed', { ...question, credential: some.secret }, 'for a token with a grant');
      for (const permission of [
        { kind: 'scopes', scopes: [] },
        { kind: 'grants', grants: [] },
      ]) {
        const none = await provision.personalToken(owner, [workspace], { permission });
        await judge('denied', { ...question, credential: none.secret }, `for ${JSON.stringify(permission)}`);
      }
    },
  },
  {
    id: 'PAT-07/expiry',
    title: "an expiry in the past, or beyond the policy's maximum, is refused at creation and at update",
    run: async (context) => {
      const { given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      await changePolicy(context, owner, workspace, { maximum_token_days: 30, default_token_days: 10 });
      const create = await creating(context, owner);
      const workspaces = { kind: 'list', workspace_ids: [workspace.id] };
      const creation = await given.succeeds(create({ workspaces, expires_at: daysFromNow(29) }));
      const token = await managedPersonalToken(context, owner, [workspace]);
      const update = await given.succeeds(token.manage('update', { expires_at: daysFromNow(28) }));
      for (const life of [daysFromNow(-1), daysFromNow(31), null].map((expiry) => ({ expires_at: expiry }))) {
        await expect.refused(creation, { status: 422 }, () => create({ workspaces, ...life }));
        await expect.refused(update, { status: 422 }, () => token.manage('update', life));
      }
      const read = await given.succeeds(token.manage('get'));
      const [was, is] = [bodyOf(update).expires_at, bodyOf(read).expires_at];
      expect.that(was === is, `the expiry as before: ${was}`, is, read.exchange);
    },
  },
  {
    id: 'PAT-14/length',
    title: 'a name has 1 to 100 characters',
    run: async (context) => {
      const { given, provision, expect } = context;
      const create = await creating(context, await provision.owner());
      const longest = provision.uniqueName().padEnd(100, 'ß');
      const control = await given.succeeds(create({ name: longest }));
      for (const name of ['', ' ', `${longest}x`])
        await expect.refused(control, { status: 400 }, () => create({ name }));
    },
  },
  {
    id: 'PAT-14/unique',
    title: 'no two live tokens of an owner have one name; a revoked one gives it up, and other people are other owners',
    run: async (context) => {
      const { given, provision, expect } = context;
      const [owner, other] = [await provision.owner(), await provision.outsider()];
      const create = await creating(context, owner);
      const name = provision.uniqueName();
      const token = await managedPersonalToken(context, owner, 'all', { name });
      const taken = { status: 409, code: 'name_taken' } as const;
      const control = await given.succeeds(create());
      await expect.refused(control, taken, () => create({ name }));
      const second = await managedPersonalToken(context, owner, 'all');
      await expect.refused(control, taken, () => second.manage('update', { name }));
      await given.succeeds((await creating(context, other))({ name }));
      await given.succeeds(token.manage('revoke'));
      await given.succeeds(create({ name }));
    },
  },
];

/** Whether a text holds a secret or its SHA-256, however that is written. */
const tellsSecret = (text: string, secret: string): boolean =>
  text.includes(secret) ||
  (['hex', 'base64', 'base64url'] as const).some((written) => text.includes(hash('sha256', secret, written)));
