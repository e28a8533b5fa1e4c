import { notFound } from '../errors/service-error.ts';
import type { AuditStore } from './audit-store.ts';
import type { SealedEvent } from './sealed-event.ts';

/**
 * An event of the stream that the caller may see: a test key sees what was done in the test environment.
 * @throws {ServiceError} 404, alike for unknown ids, other streams and the live environment
 */
export async function requireVisibleEvent(
  audit: AuditStore,
  stream: string,
  eventId: string,
  caller: { readonly environment: 'live' | 'test' },
): Promise<SealedEvent> {
  const event = await audit.sealed(stream, eventId);
  if (event === undefined) throw notFound();
  if (caller.environment === 'test' && event.environment !== 'test') throw notFound();
  return event;
}
