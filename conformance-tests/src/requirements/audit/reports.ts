import { bearer, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { requireRefusal } from '../../expect.ts';
import { bodyOf, type Key, type Person, type Workspace } from '../../provision.ts';
import type { WireRequest } from '../../wire/exchange.ts';
import { grantsOf } from '../grants-of.ts';
import { actionsOf, lookUntil, trailOfWorkspace, walk } from './trail.ts';

interface Place {
  readonly owner: Person;
  readonly workspace: Workspace;
  /** Keys that may report: one of the workspace, one of the deployment. */
  readonly reporters: readonly Key[];
}

const placeWithReporters = async ({ provision }: CheckContext): Promise<Place> => {
  const owner = await provision.owner();
  const workspace = await provision.workspace(owner);
  const permission = grantsOf(['latchkey.audit.write']);
  return {
    owner,
    workspace,
    reporters: [await provision.key(owner, workspace, { permission }), await provision.serviceKey()],
  };
};

const reportOf = (
  { call }: CheckContext,
  { workspace }: Place,
  reporter: Key,
  events: readonly JsonObject[],
): WireRequest =>
  call('recordAuditEvents', { as: bearer(reporter.secret), path: { workspace: workspace.id }, body: { events } });

/** Far more than anybody needs to see that somebody keeps trying. */
const refusals = 20;
/** One for each of the minutes that the refusals may fall into, and one for what was counted. */
const mostEvents = 3;

export const reports: readonly Check[] = [
  {
    id: 'AUD-15/once',
    title: 'a report is recorded once for each reporter and client id, with who reported it',
    run: async (context) => {
      const { given, provision, expect } = context;
      const place = await placeWithReporters(context);
      const event = {
        client_event_id: provision.uniqueName(),
        action: 'content.publish',
        actor: { kind: 'user', id: 'usr_of-elsewhere' },
      };
      const from = trailOfWorkspace(context, place.owner.session, place.workspace);
      for (const reporter of place.reporters) {
        const ids: string[] = [];
        for (const events of [[event], [event], [event, { ...event, action: 'content.delete' }]]) {
          const reported = await given.succeeds(reportOf(context, place, reporter, events));
          ids.push(...arrayOf(bodyOf(reported).events).map((one) => stringOf(objectOf(one).event_id)));
        }
        expect.that(new Set(ids).size === 1, 'the same event for every repetition', ids);
        const query = { action: 'content.publish' };
        const isOwn = ({ reported_by: by }: JsonObject): boolean => objectOf(by).id === reporter.id;
        const events = await lookUntil(
          context,
          () => walk(from, query),
          (seen) => seen.some(isOwn),
        );
        const [own, ...more] = events.filter(isOwn);
        expect.that(own?.id === ids[0] && more.length === 0, `one event, ${ids[0]}`, [own?.id, more.length]);
        expect.that(own?.client_event_id === event.client_event_id, event.client_event_id, own?.client_event_id);
      }
      const deleted = await walk(from, { action: 'content.delete' });
      expect.that(deleted.length === 0, 'nothing else under a client id that is used', actionsOf(deleted));
    },
  },
  {
    id: 'AUD-15/at-once',
    title: 'reports of one thing at the same moment are recorded once',
    run: async (context) => {
      const { provision, together, expect } = context;
      const place = await placeWithReporters(context);
      const actor = { kind: 'system', id: null };
      const event = { client_event_id: provision.uniqueName(), action: 'content.publish', actor };
      const from = trailOfWorkspace(context, place.owner.session, place.workspace);
      for (const [index, reporter] of place.reporters.entries()) {
        const report = reportOf(context, place, reporter, [event]);
        const answers = await together(Array.from({ length: 5 }, () => report));
        for (const { answer } of answers) expect.that(answer.status === 200, '200 for each', answer.status);
        const seen = await lookUntil(
          context,
          () => walk(from, { action: 'content.publish' }),
          ({ length }) => length > index,
        );
        expect.that(seen.length === index + 1, `one event of ${reporter.id}`, seen.length - index);
      }
    },
  },
  {
    id: 'AUD-16/own-actions',
    title: 'nobody reports an action of the service itself, not even among others',
    run: async (context) => {
      const { given, provision, expect } = context;
      const place = await placeWithReporters(context);
      const eventOf = (action: string) => ({
        client_event_id: provision.uniqueName(),
        action,
        actor: { kind: 'user', id: place.owner.id },
      });
      const from = trailOfWorkspace(context, place.owner.session, place.workspace);
      for (const reporter of place.reporters) {
        const control = await given.succeeds(reportOf(context, place, reporter, [eventOf('content.publish')]));
        for (const action of ['latchkey.audit.exported', 'latchkey.keys.create', 'latchkey.workspace.delete']) {
          const events = [eventOf('content.delete'), eventOf(action)];
          await expect.refused(control, { status: 422 }, () => reportOf(context, place, reporter, events));
        }
      }
      const seen = await lookUntil(
        context,
        () => walk(from),
        (events) => actionsOf(events).filter((action) => action === 'content.publish').length === 2,
      );
      const wrong = actionsOf(seen).filter((action) => action.startsWith('latchkey.') || action === 'content.delete');
      expect.that(wrong.length === 0, 'nothing of what was refused', wrong);
    },
  },
  {
    id: 'AUD-21/repeated-refusals',
    title: 'whoever is refused again and again does not flood the trail',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const key = await provision.key(owner, workspace);
      const control = await given.succeeds(call('listRoles', { as: owner.session, path: { workspace: workspace.id } }));
      const ask = presenting(bearer(key.secret))(control.request);
      for (let count = 0; count < refusals; count += 1) requireRefusal(await send(ask), { status: 403 });
      const from = trailOfWorkspace(context, owner.session, workspace);
      const denials = await lookUntil(
        context,
        () => walk(from, { actor_id: key.id }),
        ({ length }) => length > 0,
      );
      expect.that(
        denials.length >= 1 && denials.length <= mostEvents,
        `1 to ${mostEvents} events of ${refusals} refusals`,
        denials.length,
      );
    },
  },
];
