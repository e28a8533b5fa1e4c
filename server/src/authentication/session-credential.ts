import type { Session, SessionDigest, SessionHead } from '../sessions/session.ts';
import { liveSession, sessionHeadId } from '../sessions/session.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type UserHead, userHeadId } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { UserPrincipal } from './principal.ts';

export const sessionHeads = (digest: Pick<SessionDigest, 'session_id' | 'user_id'>): string[] => [
  sessionHeadId(digest.session_id),
  userHeadId(digest.user_id),
];

/** The person of a session that lives: not ended, not idle too long, not too old, and of a user who may sign in. */
export async function principalOfSession(
  digest: Pick<SessionDigest, 'session_id' | 'user_id'>,
  by: { readonly credentialKind: 'session' | 'access_token'; readonly chain: string | undefined },
  users: UserStore,
  heads: HeadReader,
  now: number,
): Promise<UserPrincipal | undefined> {
  await heads.read(sessionHeads(digest));
  const user = heads.get<UserHead>(userHeadId(digest.user_id));
  if (user === undefined || user.state !== 'active') return undefined;
  const session: Session | undefined = liveSession(
    digest.session_id,
    heads.get<SessionHead>(sessionHeadId(digest.session_id)),
    user,
    now,
  );
  if (session === undefined) return undefined;
  return {
    type: 'user',
    id: digest.user_id,
    name: await users.name(digest.user_id, user),
    environment: 'live',
    subject: { kind: 'user', userId: digest.user_id },
    head: user,
    session,
    ...by,
  };
}
