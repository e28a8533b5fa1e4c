import type { CheckContext } from '../check.ts';
import { bodyOf, type Person, type Workspace } from '../provision.ts';
import { grantOf, idOf, ifStillAs, type Visit } from './visit.ts';

/** The life of a workspace and of what belongs to it, from its rules to its end. */
export const visitWorkspaceAdministration = async (
  context: CheckContext,
  person: Person,
  visit: Visit,
): Promise<void> => {
  const place = { context, person, workspace: await context.provision.workspace(person) };
  await visitMembers(place, visit);
  await changeWorkspace(place, visit);
  await visitEnd(place, visit);
};

interface Place {
  readonly context: CheckContext;
  readonly person: Person;
  readonly workspace: Workspace;
}

/** Every change of a workspace that leaves it as alive as it was. */
export const changeWorkspace = async (place: Place, visit: Visit): Promise<void> => {
  await visitRules(place, visit);
  await visitRoles(place, visit);
  await visitInvitations(place, visit);
  await visitSuspension(place, visit);
};

const visitRules = async ({ context, person, workspace }: Place, visit: Visit): Promise<void> => {
  const { call, contract, given, provision } = context;
  const as = person.session;
  const path = { workspace: workspace.id };
  const read = await given.succeeds(call('getWorkspace', { as, path }));
  const renamed = { as, path, headers: ifStillAs(read), body: { name: provision.uniqueName() } };
  await visit('updateWorkspace', call('updateWorkspace', renamed));
  const policy = await visit('getPolicy', call('getPolicy', { as, path }));
  const body = { ...bodyOf(policy), maximum_token_days: 90, default_token_days: 30 };
  await visit('setPolicy', call('setPolicy', { as, path, headers: ifStillAs(policy), body }));
  const preview = { as, path, body: { change: { kind: 'suspend' } } };
  if (contract.has('previewChange')) await visit('previewChange', call('previewChange', preview));
};

const visitRoles = async ({ context, person, workspace }: Place, visit: Visit): Promise<void> => {
  const { call, provision } = context;
  const as = person.session;
  const { granted, withheld } = await provision.vocabulary();
  const body = { name: provision.uniqueName(), grants: [grantOf(granted)] };
  const created = await visit('createRole', call('createRole', { as, path: { workspace: workspace.id }, body }));
  const path = { workspace: workspace.id, role_id: idOf(created) };
  const read = await visit('getRole', call('getRole', { as, path }));
  const change = { as, path, headers: ifStillAs(read), body: { grants: [grantOf(withheld)] } };
  const updated = await visit('updateRole', call('updateRole', change));
  await visit('deleteRole', call('deleteRole', { as, path, headers: ifStillAs(updated) }));
};

/** The only member is the owner, who can neither leave nor become less: it takes a mailed code to have another one. */
const visitMembers = async ({ context, person, workspace }: Place, visit: Visit): Promise<void> => {
  const { call } = context;
  const as = person.session;
  const path = { workspace: workspace.id };
  await visit('listMembers', call('listMembers', { as, path }));
  const own = { ...path, user_id: person.id };
  const read = await visit('getMember', call('getMember', { as, path: own }));
  const unchanged = { as, path: own, headers: ifStillAs(read), body: { role_id: 'owner' } };
  await visit('updateMember', call('updateMember', unchanged));
};

const visitInvitations = async ({ context, person, workspace }: Place, visit: Visit): Promise<void> => {
  const { call, provision } = context;
  const as = person.session;
  const path = { workspace: workspace.id };
  const body = { email: `${provision.uniqueName()}@conformance.example`, role_id: 'admin' };
  const invitation = await visit('createInvitation', call('createInvitation', { as, path, body }));
  const one = { ...path, invitation_id: idOf(invitation) };
  await visit('listInvitations', call('listInvitations', { as, path }));
  await visit('getInvitation', call('getInvitation', { as, path: one }));
  await visit('revokeInvitation', call('revokeInvitation', { as, path: one }));
};

const visitSuspension = async ({ context, workspace }: Place, visit: Visit): Promise<void> => {
  const { call, operator } = context;
  const [path, as] = [{ workspace: workspace.id }, operator.session];
  await visit('listAllWorkspaces', call('listAllWorkspaces', { as, query: { limit: 2 } }));
  await visit('suspendWorkspace', call('suspendWorkspace', { as, path }));
  await visit('resumeWorkspace', call('resumeWorkspace', { as, path }));
};

const visitEnd = async ({ context, person, workspace }: Place, visit: Visit): Promise<void> => {
  const { call, given } = context;
  const [path, as] = [{ workspace: workspace.id }, person.session];
  const read = await given.succeeds(call('getWorkspace', { as, path }));
  await visit('deleteWorkspace', call('deleteWorkspace', { as, path, headers: ifStillAs(read) }));
};
