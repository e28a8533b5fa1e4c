import { type Call, personOf } from './call.ts';
import { page } from './pages.ts';
import { requirePassword, userAt } from './people.ts';
import { clearedCookie, sessionCookie } from './presented.ts';
import { mayKnow } from './principal.ts';
import { type Answer, created, done, ok, Refusal } from './refusal.ts';
import { digestOf, letters, newSecret } from './secrets.ts';
import { showSession, signInAnswer } from './sign-in-answer.ts';
import { isLiveSession, type Session } from './state.ts';

const ownSession = (call: Call, isEndedFine = false): Session => {
  const { user, session: current } = personOf(call);
  const wanted = call.path.session_id;
  if (wanted === 'current') return current;
  const found = call.state.sessions.find(({ id, userId }) => id === wanted && userId === user.id);
  if (found === undefined || !(isEndedFine || isLiveSession(found, call.now))) throw new Refusal('not_found');
  return found;
};

const isByCookie = ({ principal }: Call): boolean => principal.via.place === 'cookie';

export const sessions: { readonly [operationId: string]: (call: Call) => Answer | Promise<Answer> } = {
  signIn: async (call) => {
    const { state, body } = call;
    const isCookie = body.delivery === 'cookie';
    if (isCookie && !call.isFromOwnSite()) throw new Refusal('cross_site_request');
    if (isCookie && body.kind === 'renewable')
      throw new Refusal('invalid_request', {
        errors: [{ pointer: '/delivery', code: 'invalid', detail: 'A renewable session has no cookie.' }],
      });
    const user = userAt(state, String(body.email));
    await requirePassword(call, user, String(body.password));
    if (user === undefined) throw new Refusal('invalid_credentials');
    const answer = signInAnswer(call, user, body);
    if (!isCookie) return answer;
    const { session, session_token: secret } = answer.body ?? {};
    return created(
      String(answer.headers?.Location),
      { type: 'cookie', session },
      { 'Set-Cookie': sessionCookie(String(secret)) },
    );
  },
  listSessions: (call) => {
    const { user, session } = personOf(call);
    const live = call.state.sessions.filter((one) => one.userId === user.id && isLiveSession(one, call.now));
    return page(call, live, (one) => showSession(one, session), `sessions of ${user.id}`);
  },
  getSession: (call) => ok(showSession(ownSession(call), personOf(call).session)),
  revokeSession: (call) => {
    const session = ownSession(call, true);
    session.isEnded = true;
    return done(isByCookie(call) && session === personOf(call).session ? { 'Set-Cookie': clearedCookie } : {});
  },
  revokeSessions: (call) => {
    const { user, session } = personOf(call);
    const isAll = call.body.scope === 'all';
    for (const one of call.state.sessions) if (one.userId === user.id && (isAll || one !== session)) one.isEnded = true;
    return done(isAll && isByCookie(call) ? { 'Set-Cookie': clearedCookie } : {});
  },
  reauthenticate: async (call) => {
    const session = ownSession(call);
    const { user, session: current } = personOf(call);
    await requirePassword(call, user, String(call.body.password));
    session.authenticatedAt = Math.max(session.authenticatedAt, call.now);
    const { claims } = call.principal.via;
    if (session !== current || claims !== undefined)
      return ok({ type: 'unchanged_token', session: showSession(session, current) });
    const secret = newSecret(letters.session).value;
    session.digest = digestOf(secret);
    const shown = showSession(session, current);
    if (!isByCookie(call)) return ok({ type: 'session_token', session: shown, session_token: secret });
    return ok({ type: 'cookie', session: shown }, { 'Set-Cookie': sessionCookie(secret) });
  },
  switchWorkspace: (call) => {
    const session = ownSession(call);
    if (session.kind !== 'sliding') throw new Refusal('conflict');
    const wanted = call.body.workspace;
    const found = call.state.workspaces.find(
      (one) => (one.id === wanted || one.slug === wanted) && mayKnow(call.principal, one),
    );
    if (wanted !== null && found === undefined) throw new Refusal('not_found');
    session.currentWorkspaceId = found?.id ?? null;
    return ok(showSession(session, personOf(call).session));
  },
};
