import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { stringOf } from '../../contract/document.ts';
import { requireRefusal, type Variant } from '../../expect.ts';
import { bodyOf, type Person } from '../../provision.ts';
import type { WireRequest } from '../../wire/exchange.ts';
import { startTimeline } from '../timeline.ts';

const ended = { status: 401, code: 'invalid_token', challenge: 'invalid_token' } as const;
const notRecent = { status: 403, code: 'recent_authentication_required' } as const;

/** Gives the password again at that time: the session token that counts from then on. */
const reauthenticateAt = async ({ call, given }: CheckContext, person: Person, at: Variant): Promise<string> => {
  const body = { password: person.password };
  const again = call('reauthenticate', { as: person.session, path: { session_id: 'current' }, body });
  return stringOf(bodyOf(await given.succeeds(at(again))).session_token);
};

export const sessionTimeLimits: readonly Check[] = [
  {
    id: 'SES-17/unused',
    title: 'a session that nobody uses ends at its idle limit',
    run: async ({ call, given, later, provision, expect, times }) => {
      const { token } = await provision.signIn(await provision.outsider());
      const control = await given.succeeds(call('getMe', { as: bearer(token) }));
      await expect.refused(control, ended, later(times.sessionIdleSeconds + times.leewaySeconds + times.marginSeconds));
    },
  },
  {
    id: 'SES-17/used',
    title: 'each use gives a session the whole idle time again',
    run: async ({ call, given, later, provision, expect, times }) => {
      const { sessionIdleSeconds: idle, leewaySeconds: leeway, marginSeconds: margin } = times;
      const person = await provision.outsider();
      const at = startTimeline({ later });
      const { token, id } = await provision.signIn(person);
      const use = call('getMe', { as: bearer(token) });
      const step = idle - margin;
      await given.succeeds(at(step)(use));
      const control = await given.succeeds(at(2 * step)(use));
      const shown = await given.succeeds(
        at(2 * step)(call('getSession', { as: bearer(token), path: { session_id: id } })),
      );
      const { last_used_at: usedAt, idle_expires_at: endsAt } = bodyOf(shown);
      const idleFor = (Date.parse(stringOf(endsAt)) - Date.parse(stringOf(usedAt))) / 1_000;
      expect.that(
        Math.abs(idleFor - idle) <= leeway + margin,
        `idle_expires_at ${idle} s after the use`,
        `${Math.round(idleFor)} s after it`,
        shown.exchange,
      );
      await expect.refused(control, ended, later(2 * step + idle + leeway + margin));
    },
  },
  {
    id: 'SES-18/absolute',
    title: 'a session ends at its absolute limit however much it is used, and so do its access tokens',
    run: async ({ call, given, later, provision, expect, times }) => {
      const { sessionAbsoluteSeconds: absolute, marginSeconds: margin } = times;
      const person = await provision.outsider();
      const at = startTimeline({ later });
      const { token } = await provision.signIn(person);
      const use = call('getMe', { as: bearer(token) });
      const step = times.sessionIdleSeconds - margin;
      const last = absolute - margin;
      for (let passed = step; passed < last; passed += step) await given.succeeds(at(passed)(use));
      const control = await given.succeeds(at(last)(use));
      const minted = await given.succeeds(at(last)(call('mintAccessToken', { as: bearer(token) })));
      const me = call('getMe', { as: bearer(stringOf(bodyOf(minted).token)) });
      const after = later(absolute + times.leewaySeconds + margin);
      await expect.refused(control, ended, after);
      await expect.refused(minted, ended, () => after(me));
    },
  },
  {
    id: 'SES-21/recent',
    title:
      'what ends or takes over an account or a workspace needs a recent password, and may be done once it was given again',
    run: async (context) => {
      const { call, given, later, provision, send, times } = context;
      const person = await provision.newcomer();
      const workspace = await provision.workspace(person);
      const at = later(times.recentAuthenticationSeconds + times.marginSeconds);
      const address = `${provision.uniqueName()}@conformance.example`;
      const sensitive = (token: string): readonly WireRequest[] => [
        call('requestEmailChange', { as: bearer(token), body: { email: address } }),
        call('deleteWorkspace', { as: bearer(token), path: { workspace: workspace.id } }),
        call('deleteMe', { as: bearer(token) }),
      ];
      await given.succeeds(at(call('getMe', { as: person.session })));
      for (const request of sensitive(person.sessionToken)) requireRefusal(await send(at(request)), notRecent);
      const renewed = await reauthenticateAt(context, person, at);
      for (const request of sensitive(renewed)) await given.succeeds(at(request));
    },
  },
  {
    id: 'SES-21/access-token',
    title: 'an access token is no way around a recent password',
    run: async (context) => {
      const { call, given, later, provision, send, times } = context;
      const person = await provision.outsider();
      const session = bearer((await provision.signIn(person)).token);
      const at = later(times.recentAuthenticationSeconds + times.marginSeconds);
      const minted = bodyOf(await given.succeeds(at(call('mintAccessToken', { as: session }))));
      const as = bearer(stringOf(minted.token));
      await given.succeeds(at(call('getMe', { as })));
      const body = { email: `${provision.uniqueName()}@conformance.example` };
      requireRefusal(await send(at(call('requestEmailChange', { as, body }))), notRecent);
    },
  },
];
