import { bearer, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { type Control, requireRefusal } from '../../expect.ts';
import { bodyOf, type Person } from '../../provision.ts';
import { unknownId } from '../../token-format.ts';
import type { WireRequest } from '../../wire/exchange.ts';
import { grantsOf } from '../grants-of.ts';
import { inOneOrder } from '../in-one-order.ts';
import {
  actionsOf,
  eventsIn,
  eventsOfRequest,
  lookUntil,
  ownTrail,
  type Query,
  trailOfDeployment,
  trailOfWorkspace,
  walk,
} from './trail.ts';

interface Place {
  readonly owner: Person;
  readonly workspace: { readonly id: string };
  readonly event: JsonObject;
}

/** A new workspace, and the event of a key that was made in it. */
const placeWithEvent = async (context: CheckContext): Promise<Place> => {
  const { provision, expect } = context;
  const owner = await provision.owner();
  const workspace = await provision.workspace(owner);
  const key = await provision.key(owner, workspace);
  const from = trailOfWorkspace(context, owner.session, workspace);
  const [event] = await lookUntil(
    context,
    () => walk(from, { target_id: key.id }),
    ({ length }) => length > 0,
  );
  return { owner, workspace, event: expect.present(event, `the event of ${key.id}`) };
};

/** Every way to read the trail of a workspace. */
const readsOf = ({ call }: CheckContext, { owner, workspace, event }: Place): readonly WireRequest[] => {
  const path = { workspace: workspace.id };
  const eventPath = { ...path, event_id: stringOf(event.id) };
  return [
    call('listAuditEvents', { as: owner.session, path }),
    call('getAuditEvent', { as: owner.session, path: eventPath }),
    call('exportAuditEvents', { as: owner.session, path }),
    call('listCheckpoints', { as: owner.session, path }),
    call('getProof', { as: owner.session, path: eventPath }),
  ];
};

/** The same read of an event that nobody has written, in a workspace that nobody has made. */
const ofNothing = (request: WireRequest, { workspace, event }: Place): WireRequest => ({
  ...request,
  path: request.path
    .replace(workspace.id, unknownId(workspace.id))
    .replace(stringOf(event.id), unknownId(stringOf(event.id))),
});

const destructive = ['PUT', 'PATCH', 'DELETE', 'POST'] as const;

const isAbout = ({ actor, target }: JsonObject, id: string): boolean =>
  objectOf(actor).id === id || objectOf(target).id === id;

/** The answer holds the event exactly as it was read before. */
const requireSame = ({ expect }: CheckContext, event: JsonObject, after: Control): void =>
  expect.that(
    inOneOrder(bodyOf(after)) === inOneOrder(event),
    inOneOrder(event),
    inOneOrder(bodyOf(after)),
    after.exchange,
  );

export const readers: readonly Check[] = [
  {
    id: 'AUD-06/no-way-to-change',
    title: 'no method changes or removes an event, not even for the owner of the workspace or an operator',
    run: async (context) => {
      const { call, given, provision, send, operator } = context;
      const place = await placeWithEvent(context);
      const path = { workspace: place.workspace.id, event_id: stringOf(place.event.id) };
      const read = call('getAuditEvent', { as: place.owner.session, path });
      await given.succeeds(read);
      const deployment = { ...read, path: `/v1/operator/audit-events/${path.event_id}` };
      const list = { ...read, path: read.path.slice(0, read.path.lastIndexOf('/')) };
      for (const as of [place.owner.session, operator.session]) {
        for (const method of destructive) {
          const change = { ...presenting(as)(read), method, body: '{"action":"nothing.happened"}' };
          const headers = [...change.headers, ['Content-Type', 'application/json'] as const];
          for (const { path: target } of [read, deployment, ...(method === 'POST' ? [] : [list])])
            requireRefusal(await send({ ...change, headers, path: target }), { status: [404, 405] });
        }
      }
      await provision.key(place.owner, { ...place.workspace, slug: '', name: '' });
      const after = await given.succeeds(read);
      requireSame(context, place.event, after);
    },
  },
  {
    id: 'AUD-06/outlives-its-target',
    title: 'an event stays as it was when what it is about is changed and ended',
    run: async (context) => {
      const { call, given } = context;
      const { owner, workspace, event } = await placeWithEvent(context);
      const path = { workspace: workspace.id };
      const keyPath = { ...path, token_id: stringOf(objectOf(event.target).id) };
      const body = { name: context.provision.uniqueName() };
      await given.succeeds(call('updateWorkspaceKey', { as: owner.session, path: keyPath, body }));
      await given.succeeds(call('revokeWorkspaceKey', { as: owner.session, path: keyPath }));
      const eventPath = { ...path, event_id: stringOf(event.id) };
      const after = await given.succeeds(call('getAuditEvent', { as: owner.session, path: eventPath }));
      requireSame(context, event, after);
    },
  },
  {
    id: 'AUD-07/permission',
    title: 'a key reads events with latchkey.audit.read, and without it nothing of the trail',
    run: async (context) => {
      const { given, provision, expect } = context;
      const place = await placeWithEvent(context);
      const workspace = { ...place.workspace, slug: '', name: '' };
      const [without, other, reader] = [
        await provision.key(place.owner, workspace),
        await provision.key(place.owner, workspace, { permission: grantsOf(['latchkey.audit.write']) }),
        await provision.key(place.owner, workspace, { permission: grantsOf(['latchkey.audit.read']) }),
      ];
      for (const read of readsOf(context, place)) {
        const control = await given.succeeds(presenting(bearer(reader.secret))(read));
        for (const { secret } of [without, other])
          await expect.refused(control, { status: 403, code: 'insufficient_permissions' }, presenting(bearer(secret)));
      }
    },
  },
  {
    id: 'AUD-07/outsider',
    title: 'to an outsider the trail of a workspace looks like that of one which does not exist',
    run: async (context) => {
      const { given, provision, send, expect } = context;
      const place = await placeWithEvent(context);
      const outsider = presenting((await provision.outsider()).session);
      for (const read of readsOf(context, place)) {
        const refused = await expect.refused(await given.succeeds(read), { status: 404, code: 'not_found' }, outsider);
        expect.indistinguishable(await send(outsider(ofNothing(read, place))), refused);
      }
    },
  },
  {
    id: 'AUD-07/other-workspace',
    title: 'an event is not found through another workspace of the same owner',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const { owner, workspace, event } = await placeWithEvent(context);
      const other = await provision.workspace(owner);
      const at = (operation: string, place: string, id: string) =>
        call(operation, { as: owner.session, path: { workspace: place, event_id: id } });
      for (const operation of ['getAuditEvent', 'getProof']) {
        const control = await given.succeeds(at(operation, workspace.id, stringOf(event.id)));
        const refused = await expect.refused(control, { status: 404, code: 'not_found' }, () =>
          at(operation, other.id, stringOf(event.id)),
        );
        expect.indistinguishable(await send(at(operation, other.id, unknownId(stringOf(event.id)))), refused);
      }
    },
  },
  {
    id: 'AUD-07/operators-only',
    title: 'the trail of the deployment is for operators alone',
    run: async ({ call, given, provision, operator, expect }) => {
      const person = await provision.owner();
      const lists = ['listDeploymentAuditEvents', 'listDeploymentAuditCheckpoints'];
      for (const operation of lists) {
        const control = await given.succeeds(call(operation, { as: operator.session, query: { limit: 1 } }));
        await expect.refused(control, { status: 403, code: 'insufficient_permissions' }, presenting(person.session));
      }
    },
  },
  {
    id: 'AUD-18/workspace-key',
    title: 'what a workspace key does is told of the key alone: no person, no address, no browser',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const key = await provision.key(owner, workspace, { permission: grantsOf(['latchkey.audit.read']) });
      const [as, path] = [bearer(key.secret), { workspace: workspace.id }];
      const headers = [['User-Agent', 'conformance-of-a-person/1.0']] as const;
      const taken = await given.succeeds(call('exportAuditEvents', { as, path, headers }));
      const denied = await send(call('listRoles', { as, path, headers }));
      requireRefusal(denied, { status: 403 });
      const from = trailOfWorkspace(context, owner.session, workspace);
      for (const exchange of [taken.exchange, denied]) {
        const [event] = await eventsOfRequest(context, from, exchange);
        const { actor, credential, ip, user_agent: agent } = expect.present(event, 'its event', exchange);
        const named = [objectOf(actor).kind, objectOf(actor).id, objectOf(credential).id];
        expect.that(named.join() === `workspace_key,${key.id},${key.id}`, `workspace_key ${key.id}`, named);
        expect.that(ip === null && agent === null, 'no address and no browser', [ip, agent]);
        const text = JSON.stringify(event);
        const person = [owner.id, owner.email, owner.sessionId].filter((value) => text.includes(value));
        expect.that(person.length === 0, 'nothing of the person who made the key', person);
      }
      const [change] = await eventsOfRequest(
        context,
        from,
        (
          await given.succeeds(
            call('updateWorkspaceKey', {
              as: owner.session,
              path: { ...path, token_id: key.id },
              body: { name: provision.uniqueName() },
              headers,
            }),
          )
        ).exchange,
      );
      expect.that(
        objectOf(change?.actor).id === owner.id && change?.user_agent === headers[0][1],
        'the person and the browser of what a person did',
        change,
      );
    },
  },
  {
    id: 'AUD-19/own',
    title: 'a person’s own trail tells what one did and what was done to the account, and of nobody else',
    run: async (context) => {
      const { call, given, provision, operator, expect } = context;
      const [person, other] = [await provision.newcomer(), await provision.newcomer()];
      const second = await provision.signIn(person);
      const control = await given.succeeds(call('getMe', { as: person.session }));
      await expect.refused(control, { status: 401 }, () =>
        call('signIn', { body: { email: person.email, password: provision.password() } }),
      );
      await given.succeeds(call('revokeSession', { as: person.session, path: { session_id: second.id } }));
      await given.succeeds(call('suspendUser', { as: operator.session, path: { user_id: person.id } }));
      await given.succeeds(call('resumeUser', { as: operator.session, path: { user_id: person.id } }));
      const again = { ...person, session: bearer((await provision.signIn(person)).token) };
      const wanted = ['session.created', 'sign_in.failed', 'session.revoked', 'user.suspended', 'user.resumed'];
      const events = await lookUntil(
        context,
        () => walk(ownTrail(context, again)),
        (seen) => wanted.every((action) => actionsOf(seen).includes(action)),
      );
      const missing = wanted.filter((action) => !actionsOf(events).includes(action));
      expect.that(missing.length === 0, `all of ${wanted.join(', ')}`, `none of ${missing.join(', ')}`);
      const foreign = events.filter((event) => !isAbout(event, person.id));
      expect.that(foreign.length === 0, `events about ${person.id} alone`, foreign);
      const text = JSON.stringify(events);
      const leaked = [other.id, other.email, operator.email].filter((value) => text.includes(value));
      expect.that(leaked.length === 0, 'nothing of anybody else', leaked);
    },
  },
  {
    id: 'AUD-19/complete',
    title: 'a person’s own trail has every event of the deployment that somebody did or suffered',
    run: async (context) => {
      const { provision, expect } = context;
      const person = await provision.newcomer();
      await provision.signIn(person);
      const idsOf = (events: readonly JsonObject[]): readonly string[] => events.map(({ id }) => stringOf(id)).sort();
      const about = (query: Query) => walk(trailOfDeployment(context), query);
      const isSettled = (events: readonly JsonObject[]): boolean =>
        actionsOf(events).filter((action) => action === 'session.created').length > 1;
      await lookUntil(context, () => about({ actor_id: person.id }), isSettled);
      const both = [...(await about({ actor_id: person.id })), ...(await about({ target_id: person.id }))];
      const own = eventsIn(await ownTrail(context, person).page({ limit: 100 }));
      const [told, wanted] = [idsOf(own), [...new Set(idsOf(both))].sort()];
      expect.that(wanted.length > 2 && told.join() === wanted.join(), wanted.join(), told.join());
    },
  },
];
