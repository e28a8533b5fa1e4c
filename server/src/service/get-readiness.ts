import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';

/** The process can serve: its store answers. Throws StoreUnavailable, a 503, where it does not. */
export const getReadiness: Operation<'getReadiness'> = async ({ services }) => {
  await services.ping();
  return read(ok({ status: 'ok' }));
};
