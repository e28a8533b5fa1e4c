import type { CheckContext } from '../../check.ts';
import { isObject } from '../../contract/document.ts';
import { type Control, requireRefusal, type Variant } from '../../expect.ts';
import { bodyOf } from '../../provision.ts';
import { bodyJson, type Exchange, type WireRequest } from '../../wire/exchange.ts';

/** The form that renews a session (RFC 6749 §6), with further parameters if given. */
export const refreshRequest = (
  { call }: CheckContext,
  refreshToken: string,
  parameters: Readonly<Record<string, string>> = {},
): WireRequest =>
  call('issueToken', { body: { grant_type: 'refresh_token', refresh_token: refreshToken, ...parameters } });

export interface Renewed {
  /** The request that has just used the token up. */
  readonly control: Control;
  readonly accessToken: string;
  readonly refreshToken: string;
}

const asSent: Variant = (request) => request;

/** Renews a session, now or at the time that the variant says. */
export const renew = async (
  context: CheckContext,
  refreshToken: string,
  variant: Variant = asSent,
): Promise<Renewed> => {
  const control = await context.given.succeeds(variant(refreshRequest(context, refreshToken)));
  const { access_token: accessToken, refresh_token: successor } = bodyOf(control);
  return { control, accessToken: String(accessToken), refreshToken: String(successor) };
};

/** Refused in the words of OAuth (RFC 6749 §5.2): 400 and this `error`. */
export const requireOauthError = ({ expect }: CheckContext, exchange: Exchange, error = 'invalid_grant'): void => {
  requireRefusal(exchange, { status: 400 });
  const body = bodyJson(exchange.answer);
  const actual = isObject(body) ? body.error : undefined;
  expect.that(actual === error, `error ${error}`, actual ?? 'no error', exchange);
};

/** The refresh token is not, or not any more, of use. What made it must have succeeded before. */
export const refuseRefresh = async (
  context: CheckContext,
  refreshToken: string,
  variant: Variant = asSent,
): Promise<void> => {
  requireOauthError(context, await context.send(variant(refreshRequest(context, refreshToken))));
};

/** The successors in the answers that succeeded: one at most, however many answers there are. */
export const successorsIn = (answers: readonly Exchange[]): readonly string[] => {
  const tokens = answers
    .filter(({ answer }) => answer.status === 200)
    .map(({ answer }) => bodyJson(answer))
    .map((body) => (isObject(body) ? String(body.refresh_token) : ''));
  return [...new Set(tokens)];
};
