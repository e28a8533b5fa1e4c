import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, isObject, objectOf } from '../../contract/document.ts';
import { requireRefusal } from '../../expect.ts';
import { Violation } from '../../outcome.ts';
import { bodyOf, type Person } from '../../provision.ts';
import { bodyJson, type Exchange, header, type WireRequest } from '../../wire/exchange.ts';

/** The contract lets ten attempts pass; a slow machine may see the first short blocks end before the next attempt. */
const mostAttempts = 14;
const tooMany = { status: 429, code: 'rate_limit_exceeded' } as const;

interface Blocked {
  readonly exchange: Exchange;
  readonly failures: number;
  readonly seconds: number;
}

const secondsToWait = (exchange: Exchange): number => {
  const told = header(exchange.answer, 'retry-after') ?? '';
  if (!/^\d+$/.test(told)) throw new Violation('Retry-After in whole seconds', told || 'no Retry-After', exchange);
  return Number(told);
};

/** Fails until there is a 429. @throws {Violation} when there is none */
const failUntilBlocked = async (
  { sendOnce }: CheckContext,
  attempt: WireRequest,
  most: number = mostAttempts,
): Promise<Blocked> => {
  let exchange: Exchange | undefined;
  for (let failures = 0; failures < most; failures += 1) {
    exchange = await sendOnce(attempt);
    if (exchange.answer.status === 429) return { exchange, failures, seconds: secondsToWait(exchange) };
    requireRefusal(exchange, { status: 401 });
  }
  throw new Violation(`429 within ${most} attempts`, 'an answer to each', exchange);
};

const signInOf = ({ call }: CheckContext, email: string, password: string): WireRequest =>
  call('signIn', { body: { email, password } });

/** A person whose account is blocked, with a session that was open before. */
const blockedPerson = async (
  context: CheckContext,
): Promise<{ readonly person: Person; readonly blocked: Blocked; readonly right: WireRequest }> => {
  const { provision } = context;
  const person = await provision.newcomer();
  const blocked = await failUntilBlocked(context, signInOf(context, person.email, provision.password()));
  return { person, blocked, right: signInOf(context, person.email, person.password) };
};

/** One failure in each of the other places that check a password. */
const otherPaths = ({ call, provision }: CheckContext, { session: as }: Person): readonly WireRequest[] => [
  call('changePassword', { as, body: { current_password: provision.password(), new_password: provision.password() } }),
  call('reauthenticate', { as, path: { session_id: 'current' }, body: { password: provision.password() } }),
];

export const passwordAttempts: readonly Check[] = [
  {
    id: 'LIM-01/password-attempts',
    title: 'guessing at a password ends in a 429 problem that says when to come again',
    isSerial: true,
    run: async (context) => {
      const { exchange, seconds } = (await blockedPerson(context)).blocked;
      requireRefusal(exchange, tooMany);
      const problem = objectOf(bodyJson(exchange.answer));
      context.expect.that(seconds >= 1, 'Retry-After of at least a second', seconds, exchange);
      context.expect.that(
        problem.status === 429 && problem.retry_after_seconds === seconds,
        `a problem with the same ${seconds} s`,
        isObject(problem) ? problem : 'none',
        exchange,
      );
    },
  },
  {
    id: 'LIM-04/restored',
    title: 'whoever waits as long as they were told is served again',
    isSerial: true,
    run: async (context) => {
      const { sendOnce, later, expect } = context;
      const { blocked, right } = await blockedPerson(context);
      const served = await sendOnce(later(blocked.seconds)(right));
      expect.that(served.answer.status === 201, `201 after ${blocked.seconds} s`, served.answer.status, served);
    },
  },
  {
    id: 'LIM-05/not-too-early',
    title: 'after the seconds of Retry-After the next attempt is judged, and not sent away again',
    isSerial: true,
    run: async (context) => {
      const { provision, sendOnce, wait, expect } = context;
      const person = await provision.newcomer();
      const wrong = signInOf(context, person.email, provision.password());
      const { seconds } = await failUntilBlocked(context, wrong);
      await wait(seconds * 1_000);
      const next = await sendOnce(wrong);
      expect.that(next.answer.status === 401, `401 after ${seconds} s`, next.answer.status, next);
    },
  },
  {
    id: 'LIM-07/every-path',
    title: 'failed passwords count for the account wherever they are given, and end no session',
    isSerial: true,
    run: async (context) => {
      const { call, given, provision, sendOnce, expect } = context;
      const person = await provision.newcomer();
      const paths = [signInOf(context, person.email, provision.password()), ...otherPaths(context, person)];
      const unknown = signInOf(context, `${provision.uniqueName()}@conformance.example`, provision.password());
      const { failures } = await failUntilBlocked(context, unknown);
      for (let count = 0; count < failures; count += 1) {
        const attempt = paths[count % paths.length];
        if (attempt !== undefined) requireRefusal(await sendOnce(attempt), { status: [401, 403, 429] });
      }
      await failUntilBlocked(context, signInOf(context, person.email, provision.password()), 3);
      await given.succeeds(call('getMe', { as: person.session }));
      const reset = await sendOnce(call('requestPasswordReset', { body: { email: person.email } }));
      expect.that(reset.answer.status === 202, '202 for a reset of the password', reset.answer.status, reset);
    },
  },
  {
    id: 'LIM-07/unknown-accounts',
    title: 'an account that does not exist is blocked like one that does',
    isSerial: true,
    run: async (context) => {
      const { provision, expect } = context;
      const { email } = await provision.newcomer();
      const password = provision.password();
      const known = await failUntilBlocked(context, signInOf(context, email, password));
      const unknown = await failUntilBlocked(
        context,
        signInOf(context, `${provision.uniqueName()}@conformance.example`, password),
      );
      expect.that(
        known.failures === unknown.failures,
        `${known.failures} failures`,
        unknown.failures,
        unknown.exchange,
      );
      if (known.seconds === unknown.seconds) expect.indistinguishable(known.exchange, unknown.exchange);
    },
  },
  {
    id: 'LIM-08/no-effect',
    title: 'while an account is blocked, the right password opens no session either',
    isSerial: true,
    run: async (context) => {
      const { call, given, sendOnce, expect } = context;
      const { person, right } = await blockedPerson(context);
      const sessions = async (): Promise<number> =>
        arrayOf(bodyOf(await given.succeeds(call('listSessions', { as: person.session }))).data).length;
      const before = await sessions();
      requireRefusal(await sendOnce(right), tooMany);
      const after = await sessions();
      expect.that(after === before, `${before} sessions`, after);
    },
  },
];
