import type { CheckContext } from '../../check.ts';
import { requireRefusal, type Variant } from '../../expect.ts';
import type { Person } from '../../provision.ts';
import type { WireRequest } from '../../wire/exchange.ts';

/** Asks for a new password: the code that was mailed. */
export const resetCode = async ({ call, given, mailedCode }: CheckContext, { email }: Person): Promise<string> => {
  await given.succeeds(call('requestPasswordReset', { body: { email } }));
  return mailedCode(email, 'reset_password');
};

export const completeReset = ({ call }: CheckContext, code: string, password: string): WireRequest =>
  call('completePasswordReset', { body: { code, password } });

/** Asks for another address: the code that was mailed there. */
export const emailChangeCode = async (
  { call, given, mailedCode }: CheckContext,
  { session }: Person,
  email: string,
): Promise<string> => {
  await given.succeeds(call('requestEmailChange', { as: session, body: { email } }));
  return mailedCode(email, 'confirm_email_change');
};

export const confirmEmail = ({ call }: CheckContext, code: string): WireRequest =>
  call('confirmEmailChange', { body: { code } });

const asSent: Variant = (request) => request;

/** A code that is unknown, used, replaced or over is gone. */
export const requireGone = async ({ send }: CheckContext, request: WireRequest, at: Variant = asSent): Promise<void> =>
  requireRefusal(await send(at(request)), { status: 410, code: 'gone' });

export const newAddress = ({ provision }: CheckContext): string => `${provision.uniqueName()}@conformance.example`;
