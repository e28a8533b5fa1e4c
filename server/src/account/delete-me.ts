import { requireRecent } from '../authentication/recent-authentication.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { deploymentStream } from '../setup/deployment.ts';
import { departure } from './departures.ts';
import { personTarget } from './person.ts';

/** Ends the caller's account, at once and for good. What belongs to workspaces stays with them. */
export const deleteMe: Operation<'deleteMe'> = async ({ caller, now, origin, services }) => {
  requireRecent(caller, now);
  const user = await services.users.find(caller.id);
  if (user === undefined) throw new TypeError('a user head without its user');
  const { events, changes } = await departure(user, caller.head, now, services);
  return {
    events: [
      { action: 'user.deleted', stream: deploymentStream, target: personTarget(caller.id, caller.name) },
      ...events,
    ],
    changes,
    answer: noContent(origin.hasSessionCookie ? { 'Set-Cookie': services.cookie.clear() } : undefined),
  };
};
