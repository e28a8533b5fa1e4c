import type { Principal } from '../authentication/principal.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { liveSession, type SessionHead, type SessionRecord, sessionHeadId } from './session.ts';
import type { SessionStore } from './session-store.ts';

export interface OwnSession {
  readonly record: SessionRecord;
  readonly head: SessionHead;
  readonly isLive: boolean;
  readonly isCurrent: boolean;
}

/** The caller's session of that id, or the one that makes the request; undefined for another's, which looks unknown. */
export async function findOwnSession(request: {
  readonly path: { readonly session_id: string };
  readonly caller: Principal;
  readonly heads: HeadReader;
  readonly now: number;
  readonly services: { readonly sessions: SessionStore };
}): Promise<OwnSession | undefined> {
  const { caller, heads, now, services } = request;
  if (caller.type !== 'user') return undefined;
  const id = request.path.session_id === 'current' ? caller.session.id : request.path.session_id;
  const [record, head] = await Promise.all([services.sessions.find(id), heads.one<SessionHead>(sessionHeadId(id))]);
  if (record?.user_id !== caller.id || head === undefined) return undefined;
  return {
    record,
    head,
    isLive: liveSession(id, head, caller.head, now) !== undefined,
    isCurrent: id === caller.session.id,
  };
}
