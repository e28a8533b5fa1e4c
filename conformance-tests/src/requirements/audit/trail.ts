import type { Credential } from '../../call.ts';
import type { CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import type { Control } from '../../expect.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { bodyText, type Exchange, header } from '../../wire/exchange.ts';

export type Query = { readonly [name: string]: string | number };

/** Where events are read: each list has its own operation, and all have the same shape. */
export interface Trail {
  page(query?: Query): Promise<Control>;
}

const trail = (
  context: CheckContext,
  operation: string,
  as: Credential,
  path?: { readonly workspace: string },
): Trail => ({
  page: (query = {}) =>
    context.given.succeeds(context.call(operation, { as, query, ...(path === undefined ? {} : { path }) })),
});

export const trailOfWorkspace = (context: CheckContext, as: Credential, workspace: Pick<Workspace, 'id'>): Trail =>
  trail(context, 'listAuditEvents', as, { workspace: workspace.id });

export const trailOfDeployment = (context: CheckContext): Trail =>
  trail(context, 'listDeploymentAuditEvents', context.operator.session);

export const ownTrail = (context: CheckContext, person: Pick<Person, 'session'>): Trail =>
  trail(context, 'listMyAuditEvents', person.session);

export const eventsIn = (page: Control): readonly JsonObject[] => arrayOf(bodyOf(page).data).map(objectOf);

export const actionsOf = (events: readonly JsonObject[]): readonly string[] =>
  events.map(({ action }) => stringOf(action));

/** A trail of many pages is not read to its end. */
const mostPages = 20;

/** All events that a query finds, page by page. */
export const walk = async (from: Trail, query: Query = {}): Promise<readonly JsonObject[]> => {
  const events: JsonObject[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page: Control = await from.page({ limit: 100, ...query, ...(cursor === null ? {} : { cursor }) });
    events.push(...eventsIn(page));
    const next = bodyOf(page).next_cursor;
    if (typeof next !== 'string') break;
    cursor = next;
  }
  return events;
};

const betweenLooksMilliseconds = 250;

/** Looks until the condition holds, for the time after which the target says that every event is listed. */
export const lookUntil = async <Seen>(
  { times, wait }: Pick<CheckContext, 'times' | 'wait'>,
  look: () => Promise<Seen>,
  isThere: (seen: Seen) => boolean,
  seconds: number = times.auditDelaySeconds,
): Promise<Seen> => {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    const seen = await look();
    if (isThere(seen) || performance.now() > deadline) return seen;
    await wait(betweenLooksMilliseconds);
  }
};

/** The trace id of a response, as `traceparent` carries it. */
export const traceIdOf = ({ answer }: Exchange): string =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(header(answer, 'traceparent') ?? '')?.[1] ?? 'no trace id';

/** The events that one request has left, once there are any. */
export const eventsOfRequest = (
  context: CheckContext,
  from: Trail,
  exchange: Exchange,
  query: Query = {},
): Promise<readonly JsonObject[]> => {
  const traceId = traceIdOf(exchange);
  return lookUntil(
    context,
    async () => (await walk(from, query)).filter(({ trace_id: id }) => id === traceId),
    (events) => events.length > 0,
  );
};

/** The lines of an export. */
export const linesOf = ({ exchange }: Control): readonly JsonObject[] =>
  bodyText(exchange.answer)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => objectOf(JSON.parse(line) as unknown));
