import { notFound } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { findOwnSession } from './own-session.ts';
import { presentSession } from './present-session.ts';

/** One of the caller's own sessions that live. */
export const getSession: Operation<'getSession'> = async (request) => {
  const found = await findOwnSession(request);
  if (found === undefined || !found.isLive) throw notFound();
  return read(ok(presentSession(found.record, found.head, found.isCurrent)));
};
