import { minutes } from '../../src/clock.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import { password, signInPerson, signUpOwner, signUpPerson, unique } from './actors.ts';
import { completeRequests } from './complete-requests.ts';
import type { Asked } from './test-client.ts';
import type { TestServer } from './test-server.ts';

interface Provoked {
  readonly actor: string | null;
  readonly target: string | null;
}

/** What somebody does to their own account; where the request is a mailed code, without a session. */
const toOwnAccount =
  (id: OperationId, { isSignedIn }: { readonly isSignedIn: boolean }) =>
  async (server: TestServer): Promise<Provoked> => {
    const operator = await signInPerson(server, 'operator@example.com');
    const { owner, workspace } = await signUpOwner(server);
    const asked = await completeRequests(server, operator)[id]({ owner, workspace });
    await server.succeed(id, { ...asked, ...(isSignedIn && { as: owner.session }) });
    return { actor: owner.id, target: owner.id };
  };

/** What makes each event about one's own account happen once. */
export const provokeAccountEvents = {
  'user.updated': toOwnAccount('updateMe', { isSignedIn: true }),
  'user.password_changed': toOwnAccount('changePassword', { isSignedIn: true }),
  'user.email_change_requested': toOwnAccount('requestEmailChange', { isSignedIn: true }),
  'user.email_changed': toOwnAccount('confirmEmailChange', { isSignedIn: false }),
  'user.password_reset': toOwnAccount('completePasswordReset', { isSignedIn: false }),
  'user.email_verified': toOwnAccount('completeEmailVerification', { isSignedIn: false }),
  'user.password_reset_requested': async (server: TestServer): Promise<Provoked> => {
    const { id, email } = await signUpPerson(server);
    await server.succeed('requestPasswordReset', { body: { email } });
    return { actor: null, target: id };
  },
  'user.email_verification_requested': async (server: TestServer): Promise<Provoked> => {
    const { email } = await signUpPerson(server);
    await server.succeed('requestEmailVerification', { body: { email } });
    return { actor: null, target: null };
  },
};

/** What happens only where addresses are verified before there is an account. */
export const provokeVerifiedSignUpEvents = {
  'user.sign_up_requested': async (server: TestServer): Promise<Provoked> => {
    const body = { email: `${unique('new')}@example.com`, password, name: 'Ada' };
    await server.ask('signUp', { body });
    return { actor: null, target: null };
  },
};

const bySomebody =
  (body: object) =>
  async (server: TestServer): Promise<Asked> => ({ as: (await signUpPerson(server)).session, body });
const unknownCode = 'A'.repeat(43);

/** A request of each of these operations that is refused: by the operation, where it refuses anything itself. */
export const refusedAboutAccounts = {
  updateMe: bySomebody({ name: '' }),
  deleteMe: async (server: TestServer): Promise<Asked> => ({ as: (await signUpOwner(server)).owner.session }),
  changePassword: bySomebody({ current_password: password, new_password: 'weak' }),
  requestEmailChange: async (server: TestServer): Promise<Asked> => {
    const { session: as } = await signUpPerson(server);
    server.clock.advance(minutes(10));
    return { as, body: { email: `${unique('moved')}@example.com` } };
  },
  confirmEmailChange: async (): Promise<Asked> => ({ body: { code: unknownCode } }),
  requestPasswordReset: async (): Promise<Asked> => ({ body: { email: 'nobody' } }),
  completePasswordReset: async (): Promise<Asked> => ({ body: { code: unknownCode, password } }),
  requestEmailVerification: async (): Promise<Asked> => ({ body: { email: 'nobody' } }),
  completeEmailVerification: async (): Promise<Asked> => ({ body: { code: unknownCode, password } }),
};
