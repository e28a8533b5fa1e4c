import { bearer } from '../../call.ts';
import type { Check } from '../../check.ts';
import { arrayOf, objectOf } from '../../contract/document.ts';
import { NotApplicable } from '../../outcome.ts';
import { bodyOf } from '../../provision.ts';
import { refreshRequest, refuseRefresh, renew, successorsIn } from './renewal.ts';

const ended = { status: 401, code: 'invalid_token', challenge: 'invalid_token' } as const;
const inParallel = 8;

export const refreshRotation: readonly Check[] = [
  {
    id: 'REF-01/new-tokens',
    title: 'a refresh gives an access token that works and a refresh token that renews again',
    isSmoke: true,
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.outsider();
      const { refreshToken, sessionId } = await provision.renewable(person);
      const first = await renew(context, refreshToken);
      expect.that(first.refreshToken !== refreshToken, 'another refresh token', 'the same one', first.control.exchange);
      const second = await renew(context, first.refreshToken);
      for (const token of [first.accessToken, second.accessToken]) {
        const me = await given.succeeds(call('getMe', { as: bearer(token) }));
        const { user_id: userId, session_id: session } = objectOf(bodyOf(me).principal);
        expect.that(
          userId === person.id && session === sessionId,
          `${person.id} in ${sessionId}`,
          [userId, session],
          me.exchange,
        );
      }
    },
  },
  {
    id: 'REF-02/used-up',
    title: 'a used refresh token is of no use after the grace',
    run: async (context) => {
      const { later, provision, times } = context;
      const { refreshToken } = await provision.renewable(await provision.outsider());
      await renew(context, refreshToken);
      await refuseRefresh(context, refreshToken, later(times.refreshGraceSeconds + times.marginSeconds));
    },
  },
  {
    id: 'REF-03/reuse',
    title: 'a refresh token used again after the grace ends the session, down to its newest tokens',
    run: async (context) => {
      const { call, given, later, provision, expect, times } = context;
      const first = await provision.renewable(await provision.outsider());
      const second = await renew(context, first.refreshToken);
      const newest = await renew(context, second.refreshToken);
      const meBy = (token: string) => given.succeeds(call('getMe', { as: bearer(token) }));
      const controls = [await meBy(first.accessToken), await meBy(newest.accessToken)];
      await refuseRefresh(context, second.refreshToken, later(times.refreshGraceSeconds + times.marginSeconds));
      for (const control of controls) await expect.refused(control, ended);
      await refuseRefresh(context, newest.refreshToken);
    },
  },
  {
    id: 'REF-04/one-successor',
    title: 'refreshes at the same moment have one successor, and it works',
    run: async (context) => {
      const { together, provision, expect, times } = context;
      const { refreshToken } = await provision.renewable(await provision.outsider());
      const requests = Array.from({ length: inParallel }, () => refreshRequest(context, refreshToken));
      const successors = successorsIn(await together(requests));
      expect.that(successors.length === 1, `one successor of ${inParallel} refreshes`, successors.length);
      // Without a grace whoever comes second is taken for a thief, and the session may end.
      if (times.refreshGraceSeconds > 0) await renew(context, successors[0] ?? '');
    },
  },
  {
    id: 'REF-09/recorded',
    title: 'the reuse of a refresh token is in the audit trail of the person',
    run: async (context) => {
      const { call, given, later, wait, provision, expect, times } = context;
      const person = await provision.outsider();
      const { refreshToken, sessionId } = await provision.renewable(person);
      await renew(context, refreshToken);
      const list = call('listMyAuditEvents', { as: person.session, query: { action: 'session.reuse_detected' } });
      await given.succeeds(list);
      await refuseRefresh(context, refreshToken, later(times.refreshGraceSeconds + times.marginSeconds));
      for (let seconds = 0; ; seconds += 1) {
        const listed = await given.succeeds(list);
        const isThere = arrayOf(bodyOf(listed).data).some((event) => {
          const { target, credential } = objectOf(event);
          return objectOf(credential).id === sessionId || objectOf(target).id === sessionId;
        });
        if (isThere) return;
        expect.that(
          seconds < times.auditDelaySeconds,
          `an event session.reuse_detected about ${sessionId}`,
          'none',
          listed.exchange,
        );
        await wait(1_000);
      }
    },
  },
  {
    id: 'REF-10/repeated',
    title: 'whoever lost the answer of a refresh gets the same successor again',
    run: async (context) => {
      const { provision, expect, times } = context;
      if (times.refreshGraceSeconds === 0) throw new NotApplicable('the target declares no grace');
      const { refreshToken } = await provision.renewable(await provision.outsider());
      const first = await renew(context, refreshToken);
      const again = await renew(context, refreshToken);
      expect.that(
        again.refreshToken === first.refreshToken,
        'the successor of before',
        'another one',
        again.control.exchange,
      );
      await renew(context, first.refreshToken);
    },
  },
  {
    id: 'REF-10/older',
    title: 'once its successor was used a refresh token is refused, also within the grace',
    run: async (context) => {
      const { provision } = context;
      const { refreshToken } = await provision.renewable(await provision.outsider());
      const first = await renew(context, refreshToken);
      await renew(context, first.refreshToken);
      await refuseRefresh(context, refreshToken);
    },
  },
];
