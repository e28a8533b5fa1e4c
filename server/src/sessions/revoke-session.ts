import { deploymentStream } from '../deployment/deployment.ts';
import { notFound } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { findOwnSession } from './own-session.ts';

/**
 * Ends one of the caller's sessions, at once and everywhere: signing out if it is the current one. Others live on. Ending
 * an ended one again changes nothing and is answered alike.
 */
export const revokeSession: Operation<'revokeSession'> = async (request) => {
  const { services, origin, caller } = request;
  const found = await findOwnSession(request);
  if (found === undefined) throw notFound();
  const { record, isLive, isCurrent } = found;
  if (!isLive) return { events: [], changes: [], answer: noContent() };

  return {
    events: [
      {
        action: isCurrent ? 'session.ended' : 'session.revoked',
        stream: deploymentStream,
        target: { type: 'session', id: record._id, name: record.client_name },
      },
    ],
    changes: services.sessions.end(record._id, caller.id),
    answer: noContent(isCurrent && origin.hasSessionCookie ? { 'Set-Cookie': services.cookie.clear() } : undefined),
  };
};
