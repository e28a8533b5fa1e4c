import { deploymentStream } from '../deployment/deployment.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import type { RecordedEvent } from './audit-event.ts';
import { filterOf } from './audit-query.ts';
import { presentEvent } from './present-event.ts';

/** What a person did with their account and what was done to it. Where an operator called from is not theirs to know. */
export const listMyAuditEvents: Operation<'listMyAuditEvents'> = async (request) => {
  const { query, caller, services } = request;
  const start = startOf('listMyAuditEvents', caller.id, request);
  const page = await services.audit.pageAbout(deploymentStream, caller.id, filterOf(query), start);
  const events = page.documents.map((event) =>
    presentEvent(isAnothers(event, caller.id) ? withoutOrigin(event) : event),
  );
  return read(nextPage(events, page, start, request));
};

const isAnothers = ({ actor }: RecordedEvent, userId: string): boolean =>
  actor.kind !== 'stranger' && actor.id !== userId;

const withoutOrigin = (event: RecordedEvent): RecordedEvent => ({
  ...event,
  actor: { ...event.actor, name: null },
  credential: null,
  ip: null,
  user_agent: null,
});
