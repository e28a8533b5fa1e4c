import { bearer, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { objectOf, stringOf } from '../../contract/document.ts';
import { outboxRequest } from '../../hooks/outbox.ts';
import { testClockHeader } from '../../hooks/test-clock.ts';
import { bodyJson, type Exchange, type WireRequest, withHeader } from '../../wire/exchange.ts';

const daySeconds = 86_400;

const secondsToldBy = ({ answer }: Exchange): number =>
  Date.parse(stringOf(objectOf(bodyJson(answer)).timestamp)) / 1_000;

/** Refused by everybody, and the refusal tells the time it was made at. */
const timeless: WireRequest = { method: 'GET', path: '/v1/what-time-is-it', headers: [] };

const isNow = async ({ send, expect }: CheckContext, request: WireRequest): Promise<void> => {
  const now = secondsToldBy(await send(timeless));
  const told = await send(request);
  expect.that(Math.abs(secondsToldBy(told) - now) < 60, 'the real time', `${secondsToldBy(told) - now} s later`, told);
};

export const hooks: readonly Check[] = [
  {
    id: 'HOK-01/clock',
    title: 'a clock header that is unsigned, or signed with another secret or for other seconds, moves nothing',
    isSmoke: true,
    run: async (context) => {
      const { later, send, expect } = context;
      const moved = await send(later(daySeconds)(timeless));
      const shift = secondsToldBy(moved) - secondsToldBy(await send(timeless));
      expect.that(Math.abs(shift - daySeconds) < 60, 'a day later', `${shift} s later`, moved);
      const [name, value] = testClockHeader(daySeconds, 'not the secret');
      const right = later(daySeconds)(timeless).headers.find(([header]) => header === name)?.[1] ?? '';
      for (const wrong of [
        String(daySeconds),
        `${daySeconds}.`,
        value,
        right.replace(/^\d+/, String(daySeconds * 2)),
      ]) {
        await isNow(context, withHeader(timeless, name, wrong));
      }
    },
  },
  {
    id: 'HOK-01/outbox',
    title: 'the outbox is not there without its secret',
    run: async ({ call, given, provision, expect }) => {
      const control = await given.succeeds(call('getMe', { as: (await provision.owner()).session }));
      for (const wrong of [outboxRequest('not the secret'), { ...outboxRequest(''), headers: [] }]) {
        await expect.refused(control, { status: [401, 403, 404] }, () => wrong);
      }
    },
  },
  {
    id: 'HOK-02/no-credential',
    title: 'the secret of the hooks lets nobody in as anybody',
    run: async ({ call, given, provision, expect, hookSecret }) => {
      const control = await given.succeeds(call('getMe', { as: (await provision.owner()).session }));
      const secret = hookSecret();
      for (const credential of [bearer(secret), { apiKeyHeader: secret }, { tokenHeader: secret }]) {
        await expect.refused(control, { status: 401 }, presenting(credential));
      }
    },
  },
  {
    id: 'HOK-03/one-request',
    title: 'the clock is moved for one request: the next one is judged at the real time',
    isSmoke: true,
    run: async (context) => {
      const { call, given, provision, expect, later, times } = context;
      const person = await provision.newcomer();
      const control = await given.succeeds(call('getMe', { as: person.session }));
      await expect.refused(control, { status: 401 }, later(times.sessionIdleSeconds + 60 + times.marginSeconds));
      await given.succeeds(control.request);
    },
  },
  {
    id: 'HOK-03/forwards',
    title: 'the clock cannot be moved back, so that nothing which expired comes back',
    run: async (context) => {
      await isNow(context, context.later(-daySeconds)(timeless));
    },
  },
];
