import { type Call, personOf, requireRecentPassword } from './call.ts';
import { page } from './pages.ts';
import { clearedCookie } from './presented.ts';
import { mayKnow, showPrincipal } from './principal.ts';
import { type Answer, accepted, created, done, ok, Refusal } from './refusal.ts';
import { digestOf, hashPassword, isPassword, isWeakPassword, newCode } from './secrets.ts';
import { signInAnswer } from './sign-in-answer.ts';
import {
  activeMembership,
  type MailedCode,
  newUser,
  optionalTimestamp,
  type State,
  timestamp,
  type User,
} from './state.ts';

const normalised = (email: string): string => email.toLowerCase();
export const userAt = ({ users }: State, email: string): User | undefined =>
  users.find((user) => normalised(user.email) === normalised(email));

const showUser = (user: User) => ({
  id: user.id,
  external_id: user.externalId,
  email: user.email,
  name: user.name,
  email_verified: user.isVerified,
  login_count: user.loginCount,
  last_login_at: optionalTimestamp(user.lastLoginAt),
  is_operator: user.isOperator,
});
const showAccount = (user: User) => ({
  ...showUser(user),
  state: user.isSuspended ? 'suspended' : 'active',
  created_at: timestamp(user.createdAt),
});

export const sendMail = ({ mails }: State, to: string, kind: string, code?: string): void => {
  mails.push({
    to,
    kind,
    data: code === undefined ? {} : { code },
    subject: kind.replaceAll('_', ' '),
    text: code ?? '',
  });
};

const hour = 3_600_000;

/** Mails a code that is good once; a newer one for the same purpose takes its place. */
const mailCode = (
  call: Call,
  kind: MailedCode['kind'],
  user: User,
  more: { readonly to: string; readonly mail: string; readonly life: number },
): void => {
  const { codes } = call.state;
  for (const [digest, one] of codes) if (one.kind === kind && one.userId === user.id) codes.delete(digest);
  const code = newCode();
  codes.set(digestOf(code), { kind, userId: user.id, email: more.to, expiresAt: call.now + more.life });
  sendMail(call.state, more.to, more.mail, code);
};

const useCode = (call: Call, kind: MailedCode['kind']): { readonly user: User; readonly email: string } => {
  const digest = digestOf(String(call.body.code));
  const known = call.state.codes.get(digest);
  const user = call.state.users.find(({ id }) => id === known?.userId);
  if (known === undefined || user === undefined || known.kind !== kind || known.expiresAt <= call.now)
    throw new Refusal('gone');
  call.state.codes.delete(digest);
  return { user, email: known.email };
};

const requireStrong = (password: string): void => {
  if (isWeakPassword(password)) throw new Refusal('password_too_weak');
};

const freeAttempts = 10;

/** Counted before it is looked at, so that many at once do not pass for one. */
export const requirePassword = async (
  call: Call,
  user: User | undefined,
  password: string,
  code = 'invalid_credentials',
): Promise<void> => {
  if (user !== undefined) {
    if (user.refusedUntil > call.now)
      throw new Refusal('rate_limit_exceeded', {
        retryAfterSeconds: Math.ceil((user.refusedUntil - call.now) / 1_000),
      });
    user.failedAttempts += 1;
    if (user.failedAttempts > freeAttempts)
      user.refusedUntil = call.now + Math.min(2 ** (user.failedAttempts - freeAttempts), 900) * 1_000;
  }
  const isRight = await isPassword(password, user?.password);
  if (!isRight || user === undefined || user.isSuspended) throw new Refusal(code);
  user.failedAttempts = 0;
  user.refusedUntil = 0;
};

const endSessions = ({ sessions }: State, user: User, except?: string): void => {
  for (const session of sessions) if (session.userId === user.id && session.id !== except) session.isEnded = true;
};
const revokeTokens = ({ tokens }: State, user: User): void => {
  for (const token of tokens) if (token.ownerId === user.id) token.isRevoked = true;
};

/** Not while somebody would be left without an owner, or the deployment without an operator. */
const removeAccount = (call: Call, user: User): void => {
  const { state } = call;
  requireAnotherOperator(call, user);
  const owned = state.workspaces.filter((one) => !one.isDeleted && activeMembership(one, user.id)?.roleId === 'owner');
  const isLastOwner = owned.some(
    ({ members }) => [...members.values()].filter((one) => one.isActive && one.roleId === 'owner').length === 1,
  );
  if (isLastOwner) throw new Refusal('last_owner');
  endSessions(state, user);
  revokeTokens(state, user);
  for (const { members } of state.workspaces) members.delete(user.id);
  state.users.splice(state.users.indexOf(user), 1);
};

const requireAnotherOperator = ({ state }: Call, user: User): void => {
  const operators = state.users.filter((one) => one.isOperator && !one.isSuspended);
  if (operators.length === 1 && operators[0] === user) throw new Refusal('last_owner');
};

const named = ({ state, path }: Call): User => {
  const user = state.users.find(({ id }) => id === path.user_id);
  if (user === undefined) throw new Refusal('not_found');
  return user;
};

export const people: { readonly [operationId: string]: (call: Call) => Answer | Promise<Answer> } = {
  completeSetup: async (call) => {
    const { state, body, now } = call;
    if (body.setup_token !== state.setup.token) throw new Refusal('invalid_token');
    if (state.setup.isDone) throw new Refusal('gone');
    requireStrong(String(body.password));
    state.setup.isDone = true;
    const password = await hashPassword(String(body.password));
    const user = newUser(String(body.email), String(body.name), now, { password, isVerified: true, isOperator: true });
    state.users.push(user);
    return signInAnswer(call, user, {});
  },

  signUp: async (call) => {
    const { state, body, now } = call;
    const invitation = state.invitations.find(
      ({ code, end }) => end === undefined && code === digestOf(String(body.invitation_code)),
    );
    if (body.invitation_code !== undefined && normalised(invitation?.email ?? '') !== normalised(String(body.email)))
      throw new Refusal('gone');
    requireStrong(String(body.password));
    if (userAt(state, String(body.email)) !== undefined) throw new Refusal('name_taken');
    const password = await hashPassword(String(body.password));
    if (userAt(state, String(body.email)) !== undefined) throw new Refusal('name_taken');
    const user = newUser(String(body.email), String(body.name), now, {
      password,
      isVerified: invitation !== undefined,
    });
    state.users.push(user);
    return created('/v1/me', { user: showUser(user) });
  },

  createUser: (call) => {
    const { state, body, now } = call;
    const externalId = body.external_id === undefined ? null : String(body.external_id);
    const isTaken = externalId !== null && state.users.some((one) => one.externalId === externalId);
    if (isTaken || userAt(state, String(body.email)) !== undefined) throw new Refusal('name_taken');
    const user = newUser(String(body.email), String(body.name), now, { externalId });
    state.users.push(user);
    mailCode(call, 'reset_password', user, { to: user.email, mail: 'set_password', life: 7 * 24 * hour });
    return created(`/v1/operator/users/${user.id}`, showAccount(user));
  },
  listUsers: (call) => page(call, call.state.users, showAccount, 'users'),
  getUser: (call) => ok(showAccount(named(call))),
  deleteUser: (call) => {
    const user = named(call);
    requireRecentPassword(call);
    removeAccount(call, user);
    return done();
  },
  suspendUser: (call) => {
    const user = named(call);
    requireAnotherOperator(call, user);
    endSessions(call.state, user);
    user.isSuspended = true;
    return ok(showAccount(user));
  },
  resumeUser: (call) => {
    const user = named(call);
    user.isSuspended = false;
    return ok(showAccount(user));
  },
  setOperator: (call) => {
    const user = named(call);
    if (call.body.is_operator === false && user.isOperator) requireAnotherOperator(call, user);
    user.isOperator = call.body.is_operator === true;
    return ok(showAccount(user));
  },
  endUserCredentials: (call) => {
    const user = named(call);
    endSessions(call.state, user);
    revokeTokens(call.state, user);
    return done();
  },

  getMe: (call) => {
    const { principal, state } = call;
    if (principal.kind === 'service_key') return ok({ principal: showPrincipal(principal), workspaces: [] });
    const reached = state.workspaces.filter((one) => mayKnow(principal, one)).toReversed();
    const roleIn = (members: ReadonlyMap<string, { readonly roleId: string }>) =>
      'user' in principal ? (members.get(principal.user.id)?.roleId ?? null) : null;
    const workspaces = reached
      .slice(0, 100)
      .map(({ id, slug, name, members }) => ({ id, slug, name, role: roleIn(members) }));
    return ok({
      principal: showPrincipal(principal),
      ...('user' in principal ? { user: showUser(principal.user) } : {}),
      workspaces,
    });
  },
  updateMe: (call) => {
    const { user } = personOf(call);
    user.name = String(call.body.name ?? user.name);
    return ok(showUser(user));
  },
  deleteMe: (call) => {
    requireRecentPassword(call);
    removeAccount(call, personOf(call).user);
    return done(call.principal.via.place === 'cookie' ? { 'Set-Cookie': clearedCookie } : {});
  },
  changePassword: async (call) => {
    const { user, session } = personOf(call);
    const chosen = String(call.body.new_password);
    await requirePassword(call, user, String(call.body.current_password));
    requireStrong(chosen);
    user.password = await hashPassword(chosen);
    endSessions(call.state, user, session.id);
    sendMail(call.state, user.email, 'password_changed');
    return done();
  },
  requestEmailChange: (call) => {
    requireRecentPassword(call);
    const { user } = personOf(call);
    const to = String(call.body.email);
    if (userAt(call.state, to) === undefined)
      mailCode(call, 'confirm_email_change', user, { to, mail: 'confirm_email_change', life: hour });
    sendMail(call.state, user.email, 'email_change_requested');
    return accepted;
  },
  confirmEmailChange: (call) => {
    const { user, email } = useCode(call, 'confirm_email_change');
    if (userAt(call.state, email) !== undefined) throw new Refusal('name_taken');
    sendMail(call.state, user.email, 'email_changed');
    user.email = email;
    user.isVerified = true;
    return done();
  },
  requestPasswordReset: (call) => {
    const user = userAt(call.state, String(call.body.email));
    if (user !== undefined)
      mailCode(call, 'reset_password', user, { to: user.email, mail: 'reset_password', life: hour });
    return accepted;
  },
  completePasswordReset: async (call) => {
    const chosen = String(call.body.password);
    requireStrong(chosen);
    const { user } = useCode(call, 'reset_password');
    user.password = await hashPassword(chosen);
    user.isVerified = true;
    user.failedAttempts = 0;
    user.refusedUntil = 0;
    endSessions(call.state, user);
    return done();
  },
  /** Nobody waits for verification here: sign-up is open. */
  requestEmailVerification: () => accepted,
  completeEmailVerification: () => {
    throw new Refusal('gone');
  },
};
