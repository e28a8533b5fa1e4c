import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { arrayOf, objectOf, stringOf } from '../../contract/document.ts';
import type { Variant } from '../../expect.ts';
import { bodyOf } from '../../provision.ts';
import { hasValidChecksum, neverIssued, withOneCharacterChanged } from '../../token-format.ts';
import { bodyText } from '../../wire/exchange.ts';
import { lookUntil } from '../audit/trail.ts';

/** Long enough for a slow target to make a key and to be asked with it. */
const shortLifeSeconds = 10;

const refusedKey = { status: 401, code: 'invalid_api_key', challenge: 'invalid_token' } as const;

export const keys: readonly Check[] = [
  {
    id: 'KEY-01/outsider',
    title: 'an outsider cannot make a key, and cannot even tell that the workspace exists',
    run: async ({ call, given, provision, send, expect }) => {
      const [owner, outsider] = [await provision.owner(), await provision.outsider()];
      const workspace = await provision.workspace(owner);
      const body = { name: provision.uniqueName(), environment: 'live', permission: { kind: 'grants', grants: [] } };
      const create = (slug: string) =>
        call('createWorkspaceKey', { as: owner.session, path: { workspace: slug }, body });
      const control = await given.succeeds(create(workspace.slug));
      const refused = await expect.refused(control, { status: 404, code: 'not_found' }, presenting(outsider.session));
      expect.indistinguishable(await send(presenting(outsider.session)(create(provision.uniqueName()))), refused);
    },
  },
  {
    id: 'KEY-01/key-makes-no-key',
    title: 'a key cannot make a key, even with everything granted',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const permission = { kind: 'grants', grants: [{ effect: 'allow', actions: ['*'], resources: ['*'] }] };
      const key = await provision.key(owner, workspace, { permission });
      const body = { name: provision.uniqueName(), environment: 'live', permission: { kind: 'grants', grants: [] } };
      const control = await given.succeeds(
        call('createWorkspaceKey', { as: owner.session, path: { workspace: workspace.slug }, body }),
      );
      await given.succeeds(call('getMe', { as: bearer(key.secret) }));
      await expect.refused(control, { status: [401, 403] }, presenting(bearer(key.secret)));
    },
  },
  {
    id: 'KEY-02/shown-once',
    title: 'the secret of a key is in the answer that made it and nowhere after',
    isSmoke: true,
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const key = await provision.key(owner, workspace);
      const as = owner.session;
      const places = [
        call('listWorkspaceKeys', { as, path: { workspace: workspace.slug } }),
        call('getWorkspaceKey', { as, path: { workspace: workspace.slug, token_id: key.id } }),
        call('listAuditEvents', { as, path: { workspace: workspace.slug } }),
        call('getMe', { as: bearer(key.secret) }),
      ];
      for (const place of places) {
        const { exchange } = await given.succeeds(place);
        expect.that(!bodyText(exchange.answer).includes(key.secret), 'no secret', 'the secret', exchange);
        expect.that(
          !/"(?:secret|hash|digest|sha256)"/i.test(bodyText(exchange.answer)),
          'no member for a secret or its hash',
          bodyText(exchange.answer),
          exchange,
        );
      }
    },
  },
  {
    id: 'KEY-02/display',
    title: 'what is shown of a key is its prefix and its last four characters, and its checksum can be checked offline',
    run: async ({ provision, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      for (const environment of ['live', 'test']) {
        const { secret, resource } = await provision.key(owner, workspace, { environment });
        const { prefix, last_four: lastFour } = objectOf(resource.display);
        expect.that(
          stringOf(prefix).endsWith(`k_${environment}_`) && secret.startsWith(stringOf(prefix)),
          `a prefix of ${environment} keys`,
          prefix,
        );
        expect.that(
          secret.endsWith(stringOf(lastFour)) && stringOf(lastFour).length === 4,
          'the last four characters',
          lastFour,
        );
        expect.that(hasValidChecksum(secret), 'a fitting checksum', 'another one');
      }
    },
  },
  {
    id: 'KEY-03/stands-for-the-workspace',
    title: 'a key acts as itself in its workspace, not as the person who made it',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const key = await provision.key(owner, workspace);
      const me = await given.succeeds(call('getMe', { as: bearer(key.secret) }));
      const { principal, user } = bodyOf(me);
      const { type, id, workspace: reached } = objectOf(principal);
      expect.that(type === 'workspace_key' && id === key.id, `workspace_key ${key.id}`, principal, me.exchange);
      expect.that(objectOf(reached).id === workspace.id, workspace.id, reached, me.exchange);
      expect.that(
        user === undefined && !bodyText(me.exchange.answer).includes(owner.email),
        'no person',
        bodyOf(me),
        me.exchange,
      );
    },
  },
  {
    id: 'KEY-03/header',
    title: 'a key counts as Bearer and in X-API-Key',
    run: async ({ call, given, provision }) => {
      const owner = await provision.owner();
      const key = await provision.key(owner, await provision.workspace(owner));
      await given.succeeds(call('getMe', { as: bearer(key.secret) }));
      await given.succeeds(call('getMe', { as: { apiKeyHeader: key.secret } }));
    },
  },
  {
    id: 'KEY-04/foreign-workspace',
    title: 'to a key every other workspace looks like one that does not exist',
    run: async ({ call, given, provision, send, expect }) => {
      const owner = await provision.owner();
      const [own, other] = [await provision.workspace(owner), await provision.workspace(owner)];
      const permission = {
        kind: 'grants',
        grants: [
          {
            effect: 'allow',
            actions: ['latchkey.workspace.read', 'latchkey.roles.read', 'latchkey.audit.read'],
            resources: ['latchkey:*'],
          },
        ],
      };
      const key = await provision.key(owner, own, { permission });
      for (const operation of ['getWorkspace', 'listRoles', 'listAuditEvents']) {
        const at = (workspace: string) => call(operation, { as: bearer(key.secret), path: { workspace } });
        const control = await given.succeeds(at(own.slug));
        const refused = await expect.refused(control, { status: 404, code: 'not_found' }, () => at(other.slug));
        expect.indistinguishable(await send(at(provision.uniqueName())), refused);
      }
    },
  },
  {
    id: 'KEY-05/no-person',
    title: 'a key cannot do what only a person can',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const permission = { kind: 'grants', grants: [{ effect: 'allow', actions: ['*'], resources: ['*'] }] };
      const key = await provision.key(owner, workspace, { permission });
      await given.succeeds(call('getMe', { as: bearer(key.secret) }));
      const personal = [
        call('listSessions', { as: owner.session }),
        call('createWorkspace', { as: owner.session, body: { name: provision.uniqueName() } }),
        call('listWorkspaceKeys', { as: owner.session, path: { workspace: workspace.slug } }),
      ];
      for (const request of personal) {
        await expect.refused(await given.succeeds(request), { status: [401, 403] }, presenting(bearer(key.secret)));
      }
    },
  },
  {
    id: 'KEY-09/revoked',
    title: 'a revoked key is refused from the next request on, for good',
    isSmoke: true,
    run: async ({ call, given, provision, send, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const key = await provision.key(owner, workspace);
      const path = { workspace: workspace.slug, token_id: key.id };
      const control = await given.succeeds(call('getMe', { as: bearer(key.secret) }));
      const revoke = call('revokeWorkspaceKey', { as: owner.session, path });
      await given.succeeds(revoke);
      await expect.refused(control, refusedKey);
      const again = await send(revoke);
      expect.that([204, 404, 409].includes(again.answer.status), 'no way back', again.answer.status, again);
      await expect.refused(control, refusedKey);
      const shown = await given.succeeds(call('getWorkspaceKey', { as: owner.session, path }));
      expect.that(bodyOf(shown).state === 'revoked', 'state revoked', bodyOf(shown).state, shown.exchange);
    },
  },
  {
    id: 'KEY-10/alike',
    title: 'a revoked key and one that never was are refused alike',
    run: async ({ call, given, provision, expect, secrets }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const key = await provision.key(owner, workspace);
      const control = await given.succeeds(call('getMe', { as: bearer(key.secret) }));
      await given.succeeds(
        call('revokeWorkspaceKey', { as: owner.session, path: { workspace: workspace.slug, token_id: key.id } }),
      );
      const revoked = await expect.refused(control, refusedKey);
      for (const other of [neverIssued(key.secret), withOneCharacterChanged(key.secret, 10)]) {
        secrets.remember(other, 'altered key');
        expect.indistinguishable(revoked, await expect.refused(control, refusedKey, presenting(bearer(other))));
      }
    },
  },
  {
    id: 'KEY-10/expired',
    title: 'a key is refused once it has expired, like one that never was',
    run: async (context) => {
      const { call, given, provision, send, expect, secrets, hooks, later, times } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const expiresAt = new Date(Date.now() + shortLifeSeconds * 1_000).toISOString();
      const key = await provision.key(owner, workspace, { expires_at: expiresAt });
      const control = await given.succeeds(call('getMe', { as: bearer(key.secret) }));
      const isOverSeconds = shortLifeSeconds + times.marginSeconds;
      const afterwards: Variant = hooks.clock ? later(isOverSeconds) : (request) => request;
      if (!hooks.clock) {
        const statusNow = async () => (await send(control.request)).answer.status;
        await lookUntil(context, statusNow, (status) => status !== 200, isOverSeconds);
      }
      const expired = await expect.refused(control, refusedKey, afterwards);
      const unknown = neverIssued(key.secret);
      secrets.remember(unknown, 'altered key');
      const another = presenting(bearer(unknown));
      expect.indistinguishable(
        expired,
        await expect.refused(control, refusedKey, (request) => afterwards(another(request))),
      );
    },
  },
  {
    id: 'KEY-09/listed',
    title: 'a list of keys shows every key of the workspace with its state',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const [kept, revoked] = [await provision.key(owner, workspace), await provision.key(owner, workspace)];
      await given.succeeds(
        call('revokeWorkspaceKey', { as: owner.session, path: { workspace: workspace.slug, token_id: revoked.id } }),
      );
      const list = await given.succeeds(
        call('listWorkspaceKeys', { as: owner.session, path: { workspace: workspace.slug } }),
      );
      const states = new Map(arrayOf(bodyOf(list).data).map((key) => [objectOf(key).id, objectOf(key).state]));
      expect.that(states.get(kept.id) === 'active', `${kept.id} active`, states.get(kept.id), list.exchange);
      expect.that(states.get(revoked.id) === 'revoked', `${revoked.id} revoked`, states.get(revoked.id), list.exchange);
    },
  },
];
