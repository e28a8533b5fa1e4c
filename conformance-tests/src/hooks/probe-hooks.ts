import { objectOf, stringOf } from '../contract/document.ts';
import { bodyJson, type Header } from '../wire/exchange.ts';
import type { Wire } from '../wire/send.ts';
import { readOutbox } from './outbox.ts';
import { testClockHeader } from './test-clock.ts';

/** What the target offers to whoever holds the secret of its test hooks. */
export interface Hooks {
  readonly secret: string | undefined;
  readonly clock: boolean;
  readonly outbox: boolean;
}

export const noHooks: Hooks = { secret: undefined, clock: false, outbox: false };

const daySeconds = 86_400;

/** Tries the hooks out instead of believing a declaration: a hook that does nothing would make every check of time pass or fail by luck. */
export const probeHooks = async (wire: Wire, secret: string | undefined): Promise<Hooks> => {
  if (secret === undefined) return noHooks;
  const shift = (await timeTold(wire, [testClockHeader(daySeconds, secret)])) - (await timeTold(wire, []));
  return {
    secret,
    clock: Math.abs(shift / 1_000 - daySeconds) < 60,
    outbox: (await readOutbox(wire, secret)) !== undefined,
  };
};

/** The time in the problem about a path that nothing has, in milliseconds: it costs no credential and has no effect. */
const timeTold = async (wire: Wire, headers: readonly Header[]): Promise<number> => {
  const { answer } = await wire.send({ method: 'GET', path: '/v1/what-time-is-it', headers });
  return Date.parse(stringOf(objectOf(bodyJson(answer)).timestamp));
};
