import { bearer, type Credential } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { EnvironmentError, NotApplicable, Violation } from '../../outcome.ts';
import { type Exchange, header, type WireRequest, withHeader } from '../../wire/exchange.ts';

/** So many for each process of the target are enough to be seen beside what comes back of a quota meanwhile. */
const burstSize = 60;
const mostBursts = 12;

interface Policy {
  readonly name: string;
  readonly quota: number;
  readonly window: number;
}

/** One item of a list of structured fields: a string and its parameters, all of them whole numbers (RFC 8941 §3). */
const item =
  /^"([\x20-\x21\x23-\x5b\x5d-\x7e]*)"((?:;[a-z][a-z0-9_.*-]*=(?:-?\d{1,15}|"[^"\\]*"|:[A-Za-z0-9+/=]*:))*)$/;

const parse = (
  exchange: Exchange,
  field: string,
): readonly { readonly name: string; readonly values: Map<string, string> }[] => {
  const text = header(exchange.answer, field) ?? '';
  return text.split(/,[ \t]*/).map((part) => {
    const [, name, parameters] = item.exec(part) ?? [];
    if (name === undefined || parameters === undefined)
      throw new Violation(
        `${field} as a list of strings with whole numbers (RFC 8941)`,
        text || `no ${field}`,
        exchange,
      );
    const pairs = parameters.split(';').slice(1);
    return { name, values: new Map(pairs.map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? ''])) };
  });
};

const numberAt = (values: Map<string, string>, name: string, exchange: Exchange): number => {
  const text = values.get(name) ?? '';
  if (!/^\d+$/.test(text)) throw new Violation(`a whole number as ${name}`, text || `no ${name}`, exchange);
  return Number(text);
};

const policyOf = (exchange: Exchange): Policy => {
  if (['ratelimit', 'ratelimit-policy'].every((field) => header(exchange.answer, field) === undefined))
    throw new NotApplicable('the target tells of no quota of requests');
  const [first] = parse(exchange, 'ratelimit-policy');
  if (first === undefined) throw new Violation('a policy', 'none', exchange);
  const { name, values } = first;
  return { name, quota: numberAt(values, 'q', exchange), window: numberAt(values, 'w', exchange) };
};

/** What is left of the first policy. */
const remainingOf = (exchange: Exchange): number => {
  const { name } = policyOf(exchange);
  const state = parse(exchange, 'ratelimit').find((one) => one.name === name);
  if (state === undefined) throw new Violation(`the state of policy ${name}`, 'none', exchange);
  return numberAt(state.values, 'r', exchange);
};

interface Burst {
  readonly quota: number;
  /** What may be left after so many requests, with all that has come back since the first request. */
  readonly most: number;
  readonly answers: readonly Exchange[];
  /** The answer with the least left: each process may count by itself, and a balancer need not deal evenly. */
  readonly after: Exchange;
}

/**
 * Makes many requests at once, and one after them that has to draw on the same quota. A quota may come back evenly, so what
 * is left is judged by the time that passed; a burst that took so long that all of it could be back is made again.
 */
const burst = async (
  { together, processes }: CheckContext,
  requestAt: (index: number) => WireRequest,
  next: WireRequest,
): Promise<Burst> => {
  for (let bursts = 0; bursts < mostBursts; bursts += 1) {
    let from = performance.now();
    const onOpen = (): void => {
      from = performance.now();
    };
    const answers = await together(
      Array.from({ length: burstSize * processes }, (_, index) => requestAt(index)),
      onOpen,
    );
    const afterwards = await together(Array.from({ length: 2 * processes - 1 }, () => next));
    const [after] = afterwards.toSorted((one, other) => remainingOf(one) - remainingOf(other)) as [Exchange];
    const { quota, window } = policyOf(after);
    const back = Math.ceil(((performance.now() - from) / 1_000) * (quota / window));
    const most = quota - burstSize - 1 + back;
    if (most < quota - 1) return { quota, most, answers, after };
  }
  throw new EnvironmentError(`${burstSize} requests took so long that their quota was back`);
};

const me = ({ call }: CheckContext, as: Credential): WireRequest => call('getMe', { as });

/** What proxies tell of who is behind them. */
const forwardedBy = ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'X-Client-IP', 'True-Client-IP', 'CF-Connecting-IP'];

const pretending = (request: WireRequest, index: number): WireRequest =>
  forwardedBy.reduce((changed, name) => {
    const address = `198.51.100.${index + 1}`;
    return withHeader(changed, name, name === 'Forwarded' ? `for=${address}` : address);
  }, request);

export const requestQuota: readonly Check[] = [
  {
    id: 'LIM-02/structured-fields',
    title: 'RateLimit and RateLimit-Policy are structured fields with whole numbers that fit together',
    isSerial: true,
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { session: as } = await provision.owner();
      for (const request of [me(context, as), call('listWorkspaces', { as }), call('getCatalog')]) {
        const { exchange } = await given.succeeds(request);
        const { name, quota, window } = policyOf(exchange);
        expect.that(quota > 0 && window > 0, 'a quota and a window above 0', [name, quota, window], exchange);
        for (const { name: told, values } of parse(exchange, 'ratelimit')) {
          const [remaining, resets] = [numberAt(values, 'r', exchange), numberAt(values, 't', exchange)];
          expect.that(
            told !== name || (remaining <= quota && resets <= window),
            `at most ${quota} left and ${window} s to wait`,
            [remaining, resets],
            exchange,
          );
        }
      }
    },
  },
  {
    id: 'LIM-03/falls',
    title: 'what is left of a quota falls with every request',
    isSerial: true,
    run: async (context) => {
      const { provision, expect } = context;
      const ask = me(context, (await provision.newcomer()).session);
      const { most, answers, after } = await burst(context, () => ask, ask);
      expect.that(remainingOf(after) <= most, `at most ${most} left after ${burstSize + 1}`, remainingOf(after), after);
      expect.that(
        answers.every((one) => remainingOf(one) >= 0),
        'nothing below 0',
        answers.map(remainingOf),
      );
      const fallen = new Set(answers.map(remainingOf)).size;
      expect.that(fallen > 1, 'different numbers while it falls', answers.map(remainingOf), after);
    },
  },
  {
    id: 'LIM-06/of-another',
    title: 'what one caller uses up is not taken from another',
    isSerial: true,
    run: async (context) => {
      const { provision, expect } = context;
      const [busy, quiet] = [await provision.newcomer(), await provision.newcomer()];
      const ask = me(context, busy.session);
      const { quota, most, after } = await burst(context, () => ask, ask);
      expect.that(remainingOf(after) <= most, `at most ${most} left for the one`, remainingOf(after), after);
      const first = await context.send(me(context, quiet.session));
      expect.that(remainingOf(first) === quota - 1, `${quota - 1} left for the other`, remainingOf(first), first);
    },
  },
  {
    id: 'LIM-09/access-token',
    title: 'an access token draws on the quota of the session that it is for',
    isSerial: true,
    run: async (context) => {
      const { provision, expect } = context;
      const { session } = await provision.newcomer();
      const token = await provision.accessToken(session);
      const { most, after } = await burst(context, () => me(context, session), me(context, bearer(token)));
      expect.that(remainingOf(after) <= most, `at most ${most} left for the token`, remainingOf(after), after);
    },
  },
  {
    id: 'LIM-10/forwarded-addresses',
    title: 'whoever makes up the address of each request has no quota for each',
    isSerial: true,
    run: async (context) => {
      const { expect } = context;
      const ask = context.call('getCatalog');
      const { most, after } = await burst(context, (index) => pretending(ask, index), pretending(ask, burstSize));
      expect.that(remainingOf(after) <= most, `at most ${most} left after ${burstSize + 1}`, remainingOf(after), after);
    },
  },
];
