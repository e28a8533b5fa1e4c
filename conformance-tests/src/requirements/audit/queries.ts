import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { grantsOf } from '../grants-of.ts';
import { eventsIn, lookUntil, type Query, type Trail, trailOfWorkspace, walk } from './trail.ts';

const idOf = ({ id }: JsonObject): string => stringOf(id);

/** Many events of one moment: what one report of many tells, and a few that came one by one. */
const reportedAtOnce = 30;

const report = async (
  { call, given, provision }: CheckContext,
  workspace: Workspace,
  events: readonly JsonObject[],
): Promise<readonly string[]> => {
  const as = bearer((await provision.serviceKey()).secret);
  const body = { events: events.map((event) => ({ client_event_id: provision.uniqueName(), ...event })) };
  const reported = await given.succeeds(call('recordAuditEvents', { as, path: { workspace: workspace.id }, body }));
  return arrayOf(bodyOf(reported).events).map((event) => stringOf(objectOf(event).event_id));
};

const busyTrail = async (context: CheckContext): Promise<{ readonly from: Trail; readonly ids: readonly string[] }> => {
  const { provision } = context;
  const owner = await provision.owner();
  const workspace = await provision.workspace(owner);
  const actor = { kind: 'system', id: null };
  const one = { action: 'content.publish', actor };
  const ids = [
    ...(await report(
      context,
      workspace,
      Array.from({ length: reportedAtOnce }, () => one),
    )),
    ...(await report(context, workspace, [one])),
    ...(await report(context, workspace, [one, one])),
  ];
  const from = trailOfWorkspace(context, owner.session, workspace);
  await lookUntil(
    context,
    () => walk(from),
    ({ length }) => length > ids.length,
  );
  return { from, ids };
};

const pagesOf = async (from: Trail, limit: number): Promise<readonly (readonly JsonObject[])[]> => {
  const pages: (readonly JsonObject[])[] = [];
  for (let cursor: unknown = null; pages.length < 100; ) {
    const page = await from.page({ limit, ...(typeof cursor === 'string' ? { cursor } : {}) });
    pages.push(eventsIn(page));
    cursor = bodyOf(page).next_cursor;
    if (typeof cursor !== 'string') break;
  }
  return pages;
};

interface Filtered {
  readonly owner: Person;
  readonly from: Trail;
  readonly events: readonly JsonObject[];
}

/** Events that differ in everything there is a filter for. */
const variedTrail = async (context: CheckContext): Promise<Filtered> => {
  const { call, given, provision } = context;
  const owner = await provision.owner();
  const workspace = await provision.workspace(owner);
  const reader = await provision.key(owner, workspace, { permission: grantsOf(['latchkey.audit.read']) });
  const path = { workspace: workspace.id };
  await given.succeeds(call('exportAuditEvents', { as: bearer(reader.secret), path }));
  const keyPath = { ...path, token_id: reader.id };
  await given.succeeds(
    call('updateWorkspaceKey', { as: owner.session, path: keyPath, body: { name: provision.uniqueName() } }),
  );
  await provision.key(owner, workspace);
  const target = { type: 'post', id: reader.id };
  await report(context, workspace, [
    { action: 'content.publish', actor: { kind: 'user', id: owner.id }, target, outcome: 'denied' },
    { action: 'content.publish', actor: { kind: 'user', id: owner.id }, target, outcome: 'failed' },
    { action: 'content.publish-later', actor: { kind: 'system', id: null }, outcome: 'failed' },
    { action: 'content.publish', actor: { kind: 'stranger', id: null }, target: { type: 'post', id: `${reader.id}0` } },
  ]);
  const from = trailOfWorkspace(context, owner.session, workspace);
  const hasAll = (seen: readonly JsonObject[]): boolean =>
    seen.filter(({ reported_by: reporter }) => reporter !== null).length === 4;
  return { owner, from, events: await lookUntil(context, () => walk(from), hasAll) };
};

const matches = (event: JsonObject, query: Query): boolean =>
  Object.entries(query).every(([name, value]) => {
    const at = Date.parse(stringOf(event.occurred_at));
    if (name === 'actor_id') return objectOf(event.actor).id === value;
    if (name === 'target_id') return objectOf(event.target).id === value;
    if (name === 'occurred_after') return at > Date.parse(String(value));
    if (name === 'occurred_before') return at < Date.parse(String(value));
    return event[name] === value;
  });

export const queries: readonly Check[] = [
  {
    id: 'AUD-08/newest-first',
    title: 'events come newest first, and pages neither skip nor repeat any, also of one moment',
    run: async (context) => {
      const { expect } = context;
      const { from, ids } = await busyTrail(context);
      const whole = await walk(from);
      for (const limit of [1, 7]) {
        const paged = (await pagesOf(from, limit)).flat().map(idOf);
        const wanted = whole.map(idOf);
        expect.that(paged.join() === wanted.join(), `by ${limit}: ${wanted.join()}`, paged.join());
      }
      const missing = ids.filter((id) => !whole.some((event) => event.id === id));
      expect.that(missing.length === 0, 'every event that was reported', `without ${missing.join()}`);
      const times = whole.map(({ occurred_at: at }) => Date.parse(stringOf(at)));
      const isFalling = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? 0));
      expect.that(isFalling, 'times that never rise', times);
      expect.that(new Set(ids).size === ids.length, 'an id for each', ids);
    },
  },
  {
    id: 'AUD-09/each-and-all',
    title: 'each filter finds exactly what it says, and so do any together',
    run: async (context) => {
      const { expect, note } = context;
      const { owner, from, events } = await variedTrail(context);
      const [first, middle] = [events.at(-1), events[Math.floor(events.length / 2)]];
      const key = stringOf(objectOf(events.find(({ action }) => action === 'workspace_key.updated')?.target).id);
      const byTime: readonly Query[] = [
        { occurred_after: stringOf(middle?.occurred_at) },
        { occurred_before: stringOf(middle?.occurred_at) },
        { occurred_after: stringOf(first?.occurred_at), occurred_before: stringOf(events[0]?.occurred_at) },
      ];
      const byValue: readonly Query[] = [
        { action: 'content.publish' },
        { action: 'workspace_key.created' },
        { actor_id: owner.id },
        { actor_id: key },
        { target_id: key },
        { outcome: 'denied' },
        { outcome: 'failed' },
      ];
      const together: readonly Query[] = [
        { action: 'content.publish', target_id: key },
        { action: 'content.publish', target_id: key, outcome: 'denied', actor_id: owner.id },
        { actor_id: owner.id, outcome: 'succeeded', ...byTime[0] },
        { actor_id: key, target_id: key },
        { action: 'content.publish', outcome: 'failed', ...byTime[2] },
      ];
      for (const query of [...byTime, ...byValue, ...together]) {
        const wanted = events.filter((event) => matches(event, query)).map(idOf);
        const found = (await walk(from, query)).map(idOf);
        expect.that(found.join() === wanted.join(), `${JSON.stringify(query)}: ${wanted.join()}`, found.join());
      }
      const told = byValue.filter((query) => events.some((event) => matches(event, query)));
      expect.that(told.length === byValue.length, 'events for every filter', told);
      note(`${byTime.length + byValue.length + together.length} queries of ${events.length} events`);
    },
  },
];
