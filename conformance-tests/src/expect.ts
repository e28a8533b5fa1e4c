import { isObject } from './contract/document.ts';
import { HarnessError, Violation } from './outcome.ts';
import { bodyJson, bodyText, type Exchange, header, mediaType, type WireRequest } from './wire/exchange.ts';

declare const control: unique symbol;

/**
 * A request that has just succeeded. Every negative expectation starts from one, so that a server which refuses everything
 * cannot pass: only `given.succeeds` makes it.
 */
export interface Control {
  readonly request: WireRequest;
  readonly exchange: Exchange;
  readonly [control]: true;
}

export interface Refusal {
  readonly status: number | readonly number[];
  readonly code?: string | readonly string[];
  /** Of a 401: a challenge that names the error `invalid_token`, or one that names none (RFC 6750 §3.1). */
  readonly challenge?: 'invalid_token' | 'no error';
}

export type Variant = (request: WireRequest) => WireRequest;

export interface Expect {
  /** The control's request, changed by `variant` (or repeated as it is), is refused as described. */
  refused(control: Control, refusal: Refusal, variant?: Variant): Promise<Exchange>;
  /** Both answers could come from the same cause: an observer cannot tell them apart. */
  indistinguishable(left: Exchange, right: Exchange): void;
  /** Anything else, said as a sentence about what was expected. */
  that(holds: boolean, expected: string, actual: unknown, exchange?: Exchange): void;
  /** The value, which must be there. */
  present<T>(value: T | undefined, expected: string, exchange?: Exchange): T;
}

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

const requireChallenge = (exchange: Exchange, wanted: 'invalid_token' | 'no error'): void => {
  const challenge = header(exchange.answer, 'www-authenticate') ?? '';
  if (!/^bearer\b/i.test(challenge))
    throw new Violation('a Bearer challenge', challenge || 'no WWW-Authenticate', exchange);
  const named = /error="?([\w-]+)/.exec(challenge)?.[1];
  if (wanted === 'no error' && named !== undefined)
    throw new Violation('a challenge without error', challenge, exchange);
  if (wanted !== 'no error' && named !== wanted)
    throw new Violation(`a challenge with error="${wanted}"`, challenge, exchange);
};

export const requireRefusal = (exchange: Exchange, refusal: Refusal): void => {
  const { answer } = exchange;
  const statuses = listOf(refusal.status);
  if (!statuses.includes(answer.status))
    throw new Violation(`status ${statuses.join(' or ')}`, String(answer.status), exchange);
  const problem = bodyJson(answer);
  const code = isObject(problem) ? problem.code : undefined;
  const codes = listOf(refusal.code ?? []);
  if (codes.length > 0 && !codes.includes(String(code)))
    throw new Violation(`code ${codes.join(' or ')}`, String(code), exchange);
  if (refusal.challenge !== undefined) requireChallenge(exchange, refusal.challenge);
};

/** Members and headers that differ between any two answers. */
const changingMembers = new Set(['trace_id', 'timestamp']);
const changingHeaders = new Set([
  'date',
  'traceparent',
  'ratelimit',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
]);

const appearance = ({ answer }: Exchange): string => {
  const body = bodyJson(answer);
  const shown = isObject(body)
    ? JSON.stringify(body, (key, value) => (changingMembers.has(key) ? '…' : value))
    : bodyText(answer);
  const names = [...new Set(answer.headers.map(([name]) => name.toLowerCase()))]
    .filter((name) => !changingHeaders.has(name))
    .sort();
  return [answer.status, mediaType(answer), names.join(' '), header(answer, 'www-authenticate') ?? '', shown].join(
    '\n',
  );
};

/** @throws {Violation} the target broke the promise; the exchange is the evidence */
export const createExpect = (send: (request: WireRequest) => Promise<Exchange>): Expect => {
  const that: Expect['that'] = (holds, expected, actual, exchange) => {
    if (!holds)
      throw new Violation(
        expected,
        typeof actual === 'string' ? actual : (JSON.stringify(actual) ?? 'nothing'),
        exchange,
      );
  };
  return {
    that,
    present: (value, expected, exchange) => {
      if (value === undefined) throw new Violation(expected, 'nothing', exchange);
      return value;
    },
    refused: async ({ request, exchange }, refusal, variant = (same) => same) => {
      if (exchange.answer.status >= 400) throw new HarnessError('a control that did not succeed');
      const refused = await send(variant(request));
      requireRefusal(refused, refusal);
      return refused;
    },
    indistinguishable: (left, right) => {
      if (appearance(left) !== appearance(right)) {
        throw new Violation(`the same answer as before:\n${appearance(left)}`, appearance(right), right);
      }
    },
  };
};

export const controlOf = (exchange: Exchange): Control => ({ request: exchange.request, exchange }) as Control;
