import type { ApiTokenStore } from '../api-tokens/api-token-store.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { Change } from '../storage/port.ts';
import type { WorkspaceStore } from '../workspaces/workspace-store.ts';
import type { NewUser, UserStore } from './user-store.ts';

/** Everything that comes into being with a person: their name, record, password, head and counters. */
export const newAccount = (
  stores: {
    readonly users: UserStore;
    readonly sessions: SessionStore;
    readonly workspaces: WorkspaceStore;
    readonly apiTokens: ApiTokenStore;
  },
  user: NewUser,
): Change[] => [
  ...stores.users.insert(
    user,
    new ServiceError('name_taken', { detail: 'An account with this e-mail address exists.' }),
    new ServiceError('name_taken', { detail: 'An account with this external id exists.' }),
  ),
  stores.sessions.insertCounter(user.id),
  stores.workspaces.insertCounter(user.id),
  stores.apiTokens.insertCounter(user.id),
];
