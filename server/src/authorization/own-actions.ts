/** The first segment of every action of the auth service itself. A pattern covers such an action only if it says so. */
export const ownNamespace = 'latchkey';

export interface OwnAction {
  readonly id: string;
  readonly title: string;
  readonly apiTokens: 'allowed' | 'never';
}

const reachable = (id: string, title: string): OwnAction => ({ id, title, apiTokens: 'allowed' });
const sessionsOnly = (id: string, title: string): OwnAction => ({ id, title, apiTokens: 'never' });

/**
 * What can be done to the auth service inside one workspace. API tokens reach five of these: a leaked one must not be
 * able to make more tokens, change roles or lock people out.
 */
export const ownActions: readonly OwnAction[] = [
  reachable('latchkey.workspace.read', 'See the workspace'),
  sessionsOnly('latchkey.workspace.update', 'Rename the workspace'),
  sessionsOnly('latchkey.workspace.delete', 'Delete the workspace'),
  sessionsOnly('latchkey.policy.read', 'See the policy'),
  sessionsOnly('latchkey.policy.update', 'Change the policy'),
  sessionsOnly('latchkey.members.read', 'See the members'),
  sessionsOnly('latchkey.members.update', 'Change the role of a member'),
  sessionsOnly('latchkey.members.delete', 'Remove a member'),
  sessionsOnly('latchkey.invitations.read', 'See invitations'),
  sessionsOnly('latchkey.invitations.create', 'Invite people'),
  sessionsOnly('latchkey.invitations.update', 'Send an invitation again'),
  sessionsOnly('latchkey.invitations.delete', 'Withdraw an invitation'),
  reachable('latchkey.roles.read', 'See roles and their grants'),
  sessionsOnly('latchkey.roles.create', 'Make a role'),
  sessionsOnly('latchkey.roles.update', 'Change a role'),
  sessionsOnly('latchkey.roles.delete', 'Delete a role'),
  sessionsOnly('latchkey.keys.read', 'See workspace keys'),
  sessionsOnly('latchkey.keys.create', 'Make a workspace key'),
  sessionsOnly('latchkey.keys.update', 'Change, rotate, suspend or resume a workspace key'),
  sessionsOnly('latchkey.keys.delete', 'Revoke a workspace key'),
  sessionsOnly('latchkey.personal_tokens.read', 'See which personal tokens reach the workspace'),
  sessionsOnly('latchkey.personal_tokens.delete', 'Drop a personal token from the workspace'),
  reachable('latchkey.credentials.verify', 'Verify credentials and ask for decisions'),
  reachable('latchkey.audit.read', 'Read the audit trail'),
  reachable('latchkey.audit.write', 'Record audit events'),
];
