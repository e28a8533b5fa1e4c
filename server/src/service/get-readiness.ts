import { ServiceError } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';

/**
 * The process can serve: its store answers, and it is not about to end. Throws `unavailable`, a 503, otherwise, so that a
 * balancer sends its requests elsewhere while those under way are finished.
 */
export const getReadiness: Operation<'getReadiness'> = async ({ services }) => {
  if (services.readiness.isDraining)
    throw new ServiceError('unavailable', { detail: 'This process is about to end.', retryAfterSeconds: 1 });
  await services.ping();
  return read(ok({ status: 'ok' }));
};
