import type { CheckContext } from '../check.ts';
import type { Person } from '../provision.ts';
import { idOf, permissionOf, type Visit } from './visit.ts';

const overlap = { overlap_seconds: 60 };

export const visitPersonalTokens = async (context: CheckContext, person: Person, visit: Visit): Promise<void> => {
  const { call, given, provision } = context;
  const as = person.session;
  const { granted, resource } = await provision.vocabulary();
  const workspace = (await provision.workspace(person)).id;
  const wanted = {
    name: provision.uniqueName(),
    environment: 'live',
    workspaces: { kind: 'list', workspace_ids: [workspace] },
    permission: permissionOf(granted),
  };
  const path = {
    token_id: idOf(await visit('createPersonalToken', call('createPersonalToken', { as, body: wanted }))),
  };
  await visit('listPersonalTokens', call('listPersonalTokens', { as }));
  await visit('getPersonalToken', call('getPersonalToken', { as, path }));
  const body = { name: provision.uniqueName() };
  await visit('updatePersonalToken', call('updatePersonalToken', { as, path, body }));
  const question = { workspace, action: granted, resource };
  await visit('explainPersonalToken', call('explainPersonalToken', { as, path, body: question }));
  await visit('rotatePersonalToken', call('rotatePersonalToken', { as, path, body: overlap }));
  await visit('endPersonalTokenOverlap', call('endPersonalTokenOverlap', { as, path }));
  await visit('suspendPersonalToken', call('suspendPersonalToken', { as, path }));
  await visit('resumePersonalToken', call('resumePersonalToken', { as, path }));
  await visit('listWorkspacePersonalTokens', call('listWorkspacePersonalTokens', { as, path: { workspace } }));
  await visit('dropWorkspacePersonalToken', call('dropWorkspacePersonalToken', { as, path: { ...path, workspace } }));
  const another = await given.succeeds(
    call('createPersonalToken', { as, body: { ...wanted, name: provision.uniqueName() } }),
  );
  await visit('revokePersonalToken', call('revokePersonalToken', { as, path: { token_id: idOf(another) } }));
};

export const visitKeyCare = async (context: CheckContext, person: Person, visit: Visit): Promise<void> => {
  const { call, provision } = context;
  const as = person.session;
  const workspace = await provision.workspace(person);
  const path = { workspace: workspace.id, token_id: (await provision.key(person, workspace)).id };
  await visit('updateWorkspaceKey', call('updateWorkspaceKey', { as, path, body: { name: provision.uniqueName() } }));
  await visit('rotateWorkspaceKey', call('rotateWorkspaceKey', { as, path, body: overlap }));
  await visit('endWorkspaceKeyOverlap', call('endWorkspaceKeyOverlap', { as, path }));
  await visit('suspendWorkspaceKey', call('suspendWorkspaceKey', { as, path }));
  await visit('resumeWorkspaceKey', call('resumeWorkspaceKey', { as, path }));
};

export const visitServiceKeyCare = async (context: CheckContext, visit: Visit): Promise<void> => {
  const { call, given, operator, provision } = context;
  const as = operator.session;
  const created = await given.succeeds(call('createServiceKey', { as, body: { name: provision.uniqueName() } }));
  const path = { token_id: idOf(created) };
  await visit('rotateServiceKey', call('rotateServiceKey', { as, path, body: overlap }));
  await visit('endServiceKeyOverlap', call('endServiceKeyOverlap', { as, path }));
  await visit('suspendServiceKey', call('suspendServiceKey', { as, path }));
  await visit('resumeServiceKey', call('resumeServiceKey', { as, path }));
  await given.succeeds(call('revokeServiceKey', { as, path }));
};
