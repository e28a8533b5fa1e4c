import { notFound } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { deploymentStream } from '../setup/deployment.ts';
import { findOwnSession } from './own-session.ts';

/** Ends one of the caller's sessions, at once and everywhere: signing out if it is the current one. Others live on. */
export const revokeSession: Operation<'revokeSession'> = async (request) => {
  const { services, origin } = request;
  const found = await findOwnSession(request);
  if (found === undefined) throw notFound();
  const { record, userId, currentId } = found;
  const isSignOut = record._id === currentId;

  return {
    events: [
      {
        action: isSignOut ? 'session.ended' : 'session.revoked',
        stream: deploymentStream,
        target: { type: 'session', id: record._id, name: record.client_name },
      },
    ],
    changes: services.sessions.end(record._id, userId, notFound()),
    answer: noContent(isSignOut && origin.hasSessionCookie ? { 'Set-Cookie': services.cookie.clear() } : undefined),
  };
};
