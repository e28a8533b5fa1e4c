import { minutes } from '../clock.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Principal } from './principal.ts';

/** How long a password that was given counts as given just now. */
export const recentAuthenticationLasts = minutes(10);

/**
 * What cannot be undone asks for the password again: a session left open must not be enough.
 * @throws {ServiceError} 403 `recent_authentication_required`
 */
export function requireRecent(caller: Principal, now: number): void {
  if (caller.type === 'user' && caller.session.authenticatedAt > now - recentAuthenticationLasts) return;
  throw new ServiceError('recent_authentication_required');
}
