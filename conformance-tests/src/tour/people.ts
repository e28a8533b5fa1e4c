import type { CheckContext } from '../check.ts';
import type { Person } from '../provision.ts';
import { idOf, type Visit } from './visit.ts';

/** What operators do with the people of the deployment, done to somebody who is made for it. */
export const visitPeople = async ({ call, operator, provision }: CheckContext, visit: Visit): Promise<void> => {
  const as = operator.session;
  const name = provision.uniqueName();
  const body = { email: `${name}@conformance.example`, name };
  const path = { user_id: idOf(await visit('createUser', call('createUser', { as, body }))) };
  await visit('listUsers', call('listUsers', { as, query: { limit: 2 } }));
  await visit('getUser', call('getUser', { as, path }));
  await visit('suspendUser', call('suspendUser', { as, path }));
  await visit('resumeUser', call('resumeUser', { as, path }));
  await visit('endUserCredentials', call('endUserCredentials', { as, path }));
  await visit('setOperator', call('setOperator', { as, path, body: { is_operator: false } }));
  await visit('deleteUser', call('deleteUser', { as, path }));
};

/** What people do with their own account. */
export const visitOwnAccount = async ({ call, provision }: CheckContext, visit: Visit): Promise<void> => {
  const person = await provision.newcomer();
  const { session: as, email } = person;
  await visit('updateMe', call('updateMe', { as, body: { name: provision.uniqueName() } }));
  const other = `${provision.uniqueName()}@conformance.example`;
  await visit('requestEmailChange', call('requestEmailChange', { as, body: { email: other } }));
  await visit('requestPasswordReset', call('requestPasswordReset', { body: { email } }));
  await visit('requestEmailVerification', call('requestEmailVerification', { body: { email } }));
  await visit('changePassword', call('changePassword', { as, body: newPassword(person, provision.password()) }));
  const leaving = await provision.newcomer();
  await visit('deleteMe', call('deleteMe', { as: leaving.session }));
};

const newPassword = ({ password }: Person, chosen: string): { readonly [member: string]: string } => ({
  current_password: password,
  new_password: chosen,
});
