import { bearer, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import type { Control } from '../../expect.ts';
import { bodyOf, type Key, type Person } from '../../provision.ts';
import { neverIssued, withOneCharacterChanged } from '../../token-format.ts';
import { bodyJson, type WireRequest } from '../../wire/exchange.ts';
import { managedKey } from '../managed-token.ts';

const introspecting =
  ({ call }: CheckContext, asker: Key) =>
  (token: string): WireRequest =>
    call('introspectToken', { as: bearer(asker.secret), body: { token } });

/** Only `active: false` (RFC 7662 §2.2): a member more would tell what kind of nothing it is. */
const requireInactive = async (
  { given, expect }: CheckContext,
  request: WireRequest,
  what: string,
): Promise<Control> => {
  const asked = await given.succeeds(request);
  const told = JSON.stringify(bodyJson(asked.exchange.answer));
  expect.that(told === '{"active":false}', `{"active":false} for ${what}`, told ?? 'nothing', asked.exchange);
  return asked;
};

/** Two secrets that nobody has issued: one well-formed, one not. */
const strangers = ({ secrets }: CheckContext, secret: string): readonly string[] => {
  const made = [neverIssued(secret), withOneCharacterChanged(secret, 1)];
  for (const one of made) secrets.remember(one, 'secret that never was');
  return made;
};

const owned = async ({ provision }: CheckContext, owner: Person) => {
  const workspace = await provision.workspace(owner);
  return { workspace, verifier: await provision.verifierKey(owner, workspace) };
};

export const keyIntrospection: readonly Check[] = [
  {
    id: 'KEY-23/active',
    title: 'introspection says of a live key whose it is and until when',
    run: async (context) => {
      const { given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const introspect = introspecting(context, await provision.serviceKey());
      const expiresAt = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 3_600_000).toISOString();
      const key = await provision.key(owner, workspace, { expires_at: expiresAt });
      const asked = await given.succeeds(introspect(key.secret));
      const { active, sub, principal_type: kind, environment, workspace_id: workspaceId, exp } = bodyOf(asked);
      const told = JSON.stringify({ active, sub, kind, environment, workspaceId, exp });
      const expected = JSON.stringify({
        active: true,
        sub: key.id,
        kind: 'workspace_key',
        environment: 'live',
        workspaceId: workspace.id,
        exp: Date.parse(expiresAt) / 1_000,
      });
      expect.that(told === expected, expected, told, asked.exchange);
    },
  },
  {
    id: 'KEY-23/inactive',
    title: 'of whatever cannot be used, introspection says only that it is not active',
    run: async (context) => {
      const { given, provision, expect } = context;
      const owner = await provision.owner();
      const key = await managedKey(context, owner, await provision.workspace(owner));
      const introspect = introspecting(context, await provision.serviceKey());
      const control = await given.succeeds(introspect(key.secret));
      expect.that(bodyOf(control).active === true, 'active: true for a live key', bodyOf(control), control.exchange);
      await given.succeeds(key.manage('suspend'));
      const suspended = await requireInactive(context, control.request, 'a suspended key');
      await given.succeeds(key.manage('revoke'));
      const revoked = await requireInactive(context, control.request, 'a revoked key');
      const { refreshToken } = await provision.renewable(owner);
      const others = [...strangers(context, key.secret), refreshToken, 'no token'];
      for (const other of others) {
        const asked = await requireInactive(context, introspect(other), 'what is no live token');
        for (const { exchange } of [suspended, revoked]) expect.indistinguishable(exchange, asked.exchange);
      }
    },
  },
  {
    id: 'KEY-24/needs-credential',
    title: 'only who may verify can introspect',
    run: async (context) => {
      const { given, provision, expect } = context;
      const owner = await provision.owner();
      const { workspace, verifier } = await owned(context, owner);
      const ordinary = await provision.key(owner, workspace);
      const control = await given.succeeds(introspecting(context, verifier)(ordinary.secret));
      await expect.refused(control, { status: 401 }, presenting());
      await expect.refused(control, { status: 403 }, presenting(bearer(ordinary.secret)));
      await expect.refused(control, { status: [401, 403] }, presenting(owner.session));
    },
  },
  {
    id: 'KEY-24/foreign',
    title: 'to the key of one workspace the keys of another, service keys and strangers look unknown',
    run: async (context) => {
      const { given, provision, expect } = context;
      const owner = await provision.owner();
      const [{ workspace, verifier }, foreign] = [await owned(context, owner), await provision.workspace(owner)];
      const introspect = introspecting(context, verifier);
      const near = await given.succeeds(introspect((await provision.key(owner, workspace)).secret));
      expect.that(bodyOf(near).active === true, 'active: true for an own key', bodyOf(near), near.exchange);
      const foreignKey = await provision.key(owner, foreign);
      const stranger = await provision.outsider();
      const hidden = [foreignKey.secret, (await provision.serviceKey()).secret, stranger.sessionToken];
      for (const secret of hidden) {
        const asked = await requireInactive(context, introspect(secret), 'what is not of this workspace');
        const unknown = await given.succeeds(introspect(neverIssued(foreignKey.secret)));
        expect.indistinguishable(unknown.exchange, asked.exchange);
      }
    },
  },
];
