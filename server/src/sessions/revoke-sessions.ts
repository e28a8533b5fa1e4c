import { deploymentStream } from '../deployment/deployment.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { endAllSessions } from './end-all-sessions.ts';

/** Ends the caller's sessions everywhere else, or everywhere. */
export const revokeSessions: Operation<'revokeSessions'> = ({ body, caller, origin, services }) => {
  if (caller.type !== 'user') throw new TypeError('sessions belong to people');
  const kept = body.scope === 'others' ? caller.session : undefined;
  return {
    events: [
      {
        action: 'session.revoked',
        stream: deploymentStream,
        target: { type: 'user', id: caller.id, name: caller.name },
        changes: [{ member: 'sessions', before: 'all', after: kept === undefined ? 'none' : kept.id }],
      },
    ],
    changes: endAllSessions(services, caller.id, caller.head, kept),
    answer: noContent(
      kept === undefined && origin.hasSessionCookie ? { 'Set-Cookie': services.cookie.clear() } : undefined,
    ),
  };
};
