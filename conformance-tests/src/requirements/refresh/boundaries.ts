import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { objectOf } from '../../contract/document.ts';
import { requireRefusal } from '../../expect.ts';
import { bodyOf } from '../../provision.ts';
import { openToken } from '../access-tokens/jwt.ts';
import { inOneOrder } from '../in-one-order.ts';
import { startTimeline } from '../timeline.ts';
import { refreshRequest, refuseRefresh, renew, requireOauthError } from './renewal.ts';

const claimsThatStay = ['sub', 'sid', 'auth_time', 'iss', 'aud', 'client_id'];

/** What is told of the token's person, apart from times and from workspaces, which others make meanwhile. */
const principalOf = async ({ call, given }: CheckContext, accessToken: string): Promise<string> => {
  const { principal, user } = bodyOf(await given.succeeds(call('getMe', { as: bearer(accessToken) })));
  const { expires_at: _, ...who } = objectOf(principal);
  return inOneOrder([who, objectOf(user).is_operator]);
};

export const refreshBoundaries: readonly Check[] = [
  {
    id: 'REF-05/no-wider',
    title: 'a refreshed access token says and may do what the one before did, the time of the password included',
    run: async (context) => {
      const { provision, expect, wait } = context;
      // Nobody else's: what other checks let a person of the run make would show as more.
      const person = await provision.newcomer();
      await provision.workspace(person);
      const first = await provision.renewable(person);
      const before = await principalOf(context, first.accessToken);
      // Claims are in whole seconds: a time of the password that moved along has to show.
      await wait(1_100);
      const { accessToken, control } = await renew(context, first.refreshToken);
      const [old, renewed] = [openToken(first.accessToken).claims, openToken(accessToken).claims];
      const changed = claimsThatStay.filter((name) => inOneOrder(old[name]) !== inOneOrder(renewed[name]));
      expect.that(changed.length === 0, `the same ${claimsThatStay.join(', ')}`, `other ${changed}`, control.exchange);
      const added = Object.keys(renewed).filter((name) => !(name in old));
      expect.that(added.length === 0, 'no claim more', added, control.exchange);
      const after = await principalOf(context, accessToken);
      expect.that(after === before, before, after);
    },
  },
  {
    id: 'REF-05/scope',
    title: 'a refresh that asks for a scope is refused, and does not use the token up',
    run: async (context) => {
      const { provision, send } = context;
      const first = await provision.renewable(await provision.outsider());
      const { refreshToken } = await renew(context, first.refreshToken);
      for (const scope of ['admin', 'openid offline_access', '*'])
        requireOauthError(context, await send(refreshRequest(context, refreshToken, { scope })), 'invalid_scope');
      await renew(context, refreshToken);
    },
  },
  {
    id: 'REF-06/idle',
    title: 'a refresh token that nobody uses ends at its idle limit, and use extends it',
    run: async (context) => {
      const { later, provision, times } = context;
      const { refreshIdleSeconds: idle, marginSeconds: margin, leewaySeconds: leeway } = times;
      const person = await provision.outsider();
      const at = startTimeline(context);
      const { refreshToken } = await provision.renewable(person);
      const used = await renew(context, refreshToken, at(idle - margin));
      await refuseRefresh(context, used.refreshToken, later(idle - margin + idle + leeway + margin));
      await renew(context, used.refreshToken, at(idle - margin + idle - margin));
    },
  },
  {
    id: 'REF-06/absolute',
    title: 'a refresh token ends at the absolute limit of its session however often it was renewed',
    run: async (context) => {
      const { later, provision, times } = context;
      const { refreshIdleSeconds: idle, refreshAbsoluteSeconds: absolute, marginSeconds: margin } = times;
      const person = await provision.outsider();
      const at = startTimeline(context);
      let { refreshToken } = await provision.renewable(person);
      const last = absolute - margin;
      for (let passed = 0; passed < last; ) {
        passed = Math.min(last, passed + idle - margin);
        ({ refreshToken } = await renew(context, refreshToken, at(passed)));
      }
      await refuseRefresh(context, refreshToken, later(absolute + times.leewaySeconds + margin));
    },
  },
  {
    id: 'REF-07/session',
    title: 'the refresh token of a session that was ended is refused, by whichever way it ended',
    run: async (context) => {
      const { call, given, provision } = context;
      const person = await provision.outsider();
      const [ended, revoked] = [await provision.renewable(person), await provision.renewable(person)];
      const tokens = [await renew(context, ended.refreshToken), await renew(context, revoked.refreshToken)];
      await given.succeeds(call('revokeSession', { as: person.session, path: { session_id: ended.sessionId } }));
      await given.succeeds(call('revokeToken', { body: { token: tokens[1]?.refreshToken } }));
      for (const { refreshToken } of tokens) await refuseRefresh(context, refreshToken);
    },
  },
  {
    id: 'REF-07/person',
    title: 'the refresh tokens of a person who was suspended, or is gone, are refused',
    run: async (context) => {
      const { call, given, provision, operator } = context;
      const person = await provision.newcomer();
      const path = { user_id: person.id };
      const before = await renew(context, (await provision.renewable(person)).refreshToken);
      await given.succeeds(call('suspendUser', { as: operator.session, path }));
      await refuseRefresh(context, before.refreshToken);
      await given.succeeds(call('resumeUser', { as: operator.session, path }));
      await refuseRefresh(context, before.refreshToken);
      const after = await renew(context, (await provision.renewable(person)).refreshToken);
      await given.succeeds(call('deleteMe', { as: bearer(after.accessToken) }));
      await refuseRefresh(context, after.refreshToken);
    },
  },
  {
    id: 'REF-08/role',
    title:
      'another role counts from the next request on, for an access token that was there before as for a refreshed one',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { member: role, viewer } = await provision.memberRoles();
      const person = await provision.member(owner, workspace, 'admin');
      const { accessToken, refreshToken } = await provision.renewable(person);
      const roleBy = async (token: string, expected: string): Promise<void> => {
        const query = { workspace: workspace.id };
        const shown = await given.succeeds(call('getMyPermissions', { as: bearer(token), query }));
        const { role: actual } = bodyOf(shown);
        expect.that(actual === expected, `role ${expected}`, actual, shown.exchange);
      };
      const path = { workspace: workspace.id, user_id: person.id };
      const become = (roleId: string) =>
        given.succeeds(call('updateMember', { as: owner.session, path, body: { role_id: roleId } }));
      await roleBy(accessToken, 'admin');
      await become(viewer);
      await roleBy(accessToken, viewer);
      const renewed = await renew(context, refreshToken);
      await roleBy(renewed.accessToken, viewer);
      await become(role);
      for (const token of [accessToken, renewed.accessToken]) await roleBy(token, role);
    },
  },
  {
    id: 'REF-11/errors',
    title: 'a refused refresh says why in the words of OAuth',
    run: async (context) => {
      const { call, provision, send, secrets } = context;
      const first = await provision.renewable(await provision.outsider());
      const { refreshToken } = await renew(context, first.refreshToken);
      secrets.remember(`${refreshToken}0`, 'altered refresh token');
      await refuseRefresh(context, `${refreshToken}0`);
      await refuseRefresh(context, 'made-up');
      const asked = (body: Readonly<Record<string, string>>) => send(call('issueToken', { body }));
      for (const grant of ['authorization_code', 'password', 'client_credentials', 'REFRESH_TOKEN']) {
        const answered = await asked({ grant_type: grant, refresh_token: refreshToken });
        requireOauthError(context, answered, 'unsupported_grant_type');
      }
      requireOauthError(context, await asked({ grant_type: 'refresh_token' }), 'invalid_request');
      requireOauthError(context, await asked({ refresh_token: refreshToken }), 'invalid_request');
      await renew(context, refreshToken);
    },
  },
  {
    id: 'REF-12/nothing-else',
    title: 'a refresh token opens nothing and is valid nowhere else, and no other credential renews',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const person = await provision.outsider();
      const { accessToken, refreshToken } = await provision.renewable(person);
      const service = bearer((await provision.serviceKey()).secret);
      const verified = (credential: string) =>
        given.succeeds(call('verifyCredential', { as: service, body: { credential } }));
      const introspected = (token: string) => given.succeeds(call('introspectToken', { as: service, body: { token } }));
      for (const [credential, outcome, active] of [
        [accessToken, 'authenticated', true],
        [refreshToken, 'invalid', false],
      ] as const) {
        const [verification, introspection] = [await verified(credential), await introspected(credential)];
        const told = [bodyOf(verification).outcome, bodyOf(introspection).active];
        expect.that(
          told[0] === outcome && told[1] === active,
          `outcome ${outcome}, active ${active}`,
          told,
          verification.exchange,
        );
      }
      await given.succeeds(call('getMe', { as: bearer(accessToken) }));
      for (const as of [bearer(refreshToken), { tokenHeader: refreshToken }, { apiKeyHeader: refreshToken }])
        requireRefusal(await send(call('getMe', { as })), { status: 401 });
      for (const other of [accessToken, person.sessionToken]) await refuseRefresh(context, other);
      await renew(context, refreshToken);
    },
  },
];
