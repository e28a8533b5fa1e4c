import type { Principal } from '../authentication/principal.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { liveSession, type SessionHead, type SessionRecord, sessionHeadId } from './session.ts';
import type { SessionStore } from './session-store.ts';

export interface OwnSession {
  readonly record: SessionRecord;
  readonly head: SessionHead;
  readonly userId: string;
  readonly currentId: string;
}

/** The caller's session of that id, or the one that makes the request; undefined if it is another's, or lives no more. */
export async function findOwnSession(request: {
  readonly path: { readonly session_id: string };
  readonly caller: Principal;
  readonly heads: HeadReader;
  readonly now: number;
  readonly services: { readonly sessions: SessionStore };
}): Promise<OwnSession | undefined> {
  const { caller, heads, now } = request;
  if (caller.type !== 'user') return undefined;
  const id = request.path.session_id === 'current' ? caller.session.id : request.path.session_id;
  const [record, head] = await Promise.all([
    request.services.sessions.find(id),
    heads.one<SessionHead>(sessionHeadId(id)),
  ]);
  if (record?.user_id !== caller.id || head === undefined || liveSession(id, head, caller.head, now) === undefined)
    return undefined;
  return { record, head, userId: caller.id, currentId: caller.session.id };
}
