import type { Principal, UserPrincipal } from '../authentication/principal.ts';
import { minutes } from '../clock.ts';
import { ServiceError } from '../errors/service-error.ts';

/** How long a given password counts as recent. */
export const recentFor = minutes(10);

/**
 * Lets pass only a person who gave the password within the last ten minutes, in this session or before its access token was
 * minted: whoever finds an open session must not be able to take the account over (ASVS 7.5.1).
 * @throws {ServiceError} 403 `recent_authentication_required`
 */
export function requireRecent(caller: Principal, now: number): asserts caller is UserPrincipal {
  if (caller.type === 'user' && now - caller.session.authenticatedAt < recentFor) return;
  throw new ServiceError('recent_authentication_required');
}
