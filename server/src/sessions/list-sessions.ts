import { nextPage, startOf } from '../operation/list-page.ts';
import type { Operation } from '../operation/operation.ts';
import { read } from '../operation/operation.ts';
import { presentSession } from './present-session.ts';
import { liveSession, type SessionHead, sessionHeadId } from './session.ts';

/** The caller's own sessions that live, newest first. */
export const listSessions: Operation<'listSessions'> = async (request) => {
  const { caller, heads, now, services } = request;
  if (caller.type !== 'user') throw new TypeError('sessions belong to people');
  const start = startOf('listSessions', caller.id, request);
  const page = await services.sessions.page(caller.id, caller.head.session_epoch, now, start);
  await heads.read(page.documents.map(({ _id }) => sessionHeadId(_id)));

  const data = page.documents.flatMap((record) => {
    const head = heads.get<SessionHead>(sessionHeadId(record._id));
    const isLive = head !== undefined && liveSession(record._id, head, caller.head, now) !== undefined;
    return isLive ? [presentSession(record, head, record._id === caller.session.id)] : [];
  });
  return read(nextPage(data, page, start, request));
};
