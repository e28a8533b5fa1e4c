import type { CheckContext } from '../../check.ts';
import type { Person } from '../../provision.ts';
import { headerValues, type WireRequest, withHeader } from '../../wire/exchange.ts';

export interface CookieSession {
  /** `name=value` as a browser would send it. */
  readonly cookie: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly line: string;
}

/** As a page of the target's own would send it. */
export const sameOrigin = (request: WireRequest): WireRequest => withHeader(request, 'Sec-Fetch-Site', 'same-origin');

export const signInWithCookie = async (
  { call, given, expect }: CheckContext,
  person: Person,
): Promise<CookieSession> => {
  const body = { email: person.email, password: person.password, delivery: 'cookie' };
  const { exchange } = await given.succeeds(sameOrigin(call('signIn', { body })));
  const lines = headerValues(exchange.answer, 'set-cookie');
  expect.that(lines.length === 1, 'one Set-Cookie', lines.length, exchange);
  const [cookie = '', ...rest] = (lines[0] ?? '').split(';').map((part) => part.trim());
  const attributes = new Map(rest.map((part) => [part.split('=')[0]?.toLowerCase() ?? '', part.split('=')[1] ?? '']));
  return { cookie, attributes, line: [cookie.split('=')[0], ...rest].join('; ') };
};
