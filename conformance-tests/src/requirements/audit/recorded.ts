import { bearer, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf, type Person } from '../../provision.ts';
import { header } from '../../wire/exchange.ts';
import { inOneOrder } from '../in-one-order.ts';
import {
  actionsOf,
  eventsOfRequest,
  lookUntil,
  ownTrail,
  traceIdOf,
  trailOfDeployment,
  trailOfWorkspace,
  walk,
} from './trail.ts';

const refusedWrite = async (
  context: CheckContext,
  owner: Person,
): Promise<{ readonly workspace: { readonly id: string }; readonly refused: readonly string[] }> => {
  const { call, provision, expect } = context;
  const workspace = await provision.workspace(owner);
  const key = await provision.key(owner, workspace);
  const path = { workspace: workspace.id };
  const list = await context.given.succeeds(call('listWorkspaceKeys', { as: owner.session, path }));
  const body = { name: key.resource.name, environment: 'live', permission: { kind: 'grants', grants: [] } };
  const taken = await expect.refused(list, { status: 409, code: 'name_taken' }, () =>
    call('createWorkspaceKey', { as: owner.session, path, body }),
  );
  const invalid = await expect.refused(list, { status: 400 }, () =>
    call('createWorkspaceKey', { as: owner.session, path, body: { ...body, name: 7 } }),
  );
  const stale = await expect.refused(list, { status: 412 }, () =>
    call('updateWorkspace', {
      as: owner.session,
      path,
      body: { name: provision.uniqueName() },
      headers: [['If-Match', '"of-another-version"']],
    }),
  );
  return { workspace, refused: [taken, invalid, stale].map(traceIdOf) };
};

export const recorded: readonly Check[] = [
  {
    id: 'AUD-02/sign-in',
    title: 'a wrong password is an event that the owner of the account sees',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.newcomer();
      const { email, password } = person;
      const control = await given.succeeds(call('signIn', { body: { email, password } }));
      const refused = await expect.refused(control, { status: 401, code: 'invalid_credentials' }, () =>
        call('signIn', { body: { email, password: provision.password() } }),
      );
      const events = await eventsOfRequest(context, ownTrail(context, person), refused);
      const told = events.map(({ action, outcome }) => `${stringOf(action)} ${stringOf(outcome)}`);
      expect.that(
        told.some((one) => one === 'sign_in.failed denied' || one === 'sign_in.failed failed'),
        'sign_in.failed, without success',
        told,
        refused,
      );
    },
  },
  {
    id: 'AUD-02/denied',
    title: 'a denied key is an event of its workspace, a knock at a foreign workspace one of the deployment',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const [owner, outsider] = [await provision.owner(), await provision.newcomer()];
      const workspace = await provision.workspace(owner);
      const key = await provision.key(owner, workspace);
      const path = { workspace: workspace.id };
      const control = await given.succeeds(call('listAuditEvents', { as: owner.session, path }));
      const denied = await expect.refused(control, { status: 403 }, presenting(bearer(key.secret)));
      const hidden = await expect.refused(control, { status: 404 }, presenting(outsider.session));
      const places = [
        [denied, trailOfWorkspace(context, owner.session, workspace), key.id],
        [hidden, trailOfDeployment(context), outsider.id],
      ] as const;
      for (const [exchange, from, actorId] of places) {
        const [event, ...more] = await eventsOfRequest(context, from, exchange, { actor_id: actorId });
        const told = [event?.outcome, objectOf(event?.actor).id, more.length];
        expect.that(event?.outcome === 'denied' && more.length === 0, `one denial of ${actorId}`, told, exchange);
      }
    },
  },
  {
    id: 'AUD-02/refresh-reuse',
    title: 'the reuse of a refresh token is an event that its owner sees',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const person = await provision.newcomer();
      const { refreshToken } = await provision.renewable(person);
      const refresh = (token: string) =>
        call('issueToken', { body: { grant_type: 'refresh_token', refresh_token: token } });
      const second = stringOf(bodyOf(await given.succeeds(refresh(refreshToken))).refresh_token);
      await given.succeeds(refresh(second));
      const reused = await send(refresh(refreshToken));
      expect.that(reused.answer.status === 400, '400 for a token used before', reused.answer.status, reused);
      const actions = actionsOf(await eventsOfRequest(context, ownTrail(context, person), reused));
      expect.that(actions.includes('session.reuse_detected'), 'session.reuse_detected', actions, reused);
    },
  },
  {
    id: 'AUD-03/who-what-when',
    title: 'an event tells when, who, by what, what, on what, where and how it ended',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const body = { name: provision.uniqueName(), environment: 'test', permission: { kind: 'grants', grants: [] } };
      const path = { workspace: workspace.id };
      const made = await given.succeeds(call('createWorkspaceKey', { as: owner.session, path, body }));
      const [event] = await eventsOfRequest(
        context,
        trailOfWorkspace(context, owner.session, workspace),
        made.exchange,
      );
      const told = summaryOf(event ?? {});
      const wanted = {
        stream: workspace.id,
        action: 'workspace_key.created',
        outcome: 'succeeded',
        actor: ['user', owner.id],
        credential: ['session', owner.sessionId],
        target: ['workspace_key', stringOf(bodyOf(made).id), body.name],
        environment: 'test',
      };
      expect.that(JSON.stringify(told) === JSON.stringify(wanted), JSON.stringify(wanted), told, made.exchange);
      const [at, answered] = [Date.parse(stringOf(event?.occurred_at)), header(made.exchange.answer, 'date') ?? ''];
      expect.that(
        stringOf(event?.occurred_at).endsWith('Z') && Math.abs(at - Date.parse(answered)) < 10_000,
        `a time in UTC near ${answered}`,
        event?.occurred_at,
      );
      const eventPath = { ...path, event_id: stringOf(event?.id) };
      const read = await given.succeeds(call('getAuditEvent', { as: owner.session, path: eventPath }));
      expect.that(inOneOrder(bodyOf(read)) === inOneOrder(event), 'the event of the list', bodyOf(read));
    },
  },
  {
    id: 'AUD-04/trace-id',
    title: "a caller's own trace id is in the response and finds the event",
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const traceId = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
      const name = provision.uniqueName();
      const own = [['traceparent', `00-${traceId}-00f067aa0ba902b7-01`]] as const;
      for (const headers of [own, []]) {
        const slug = `${name}-${headers.length}`;
        const made = await given.succeeds(
          call('createWorkspace', { as: owner.session, headers, body: { name: slug, slug } }),
        );
        const told = traceIdOf(made.exchange);
        expect.that(headers.length === 0 || told === traceId, `trace id ${traceId}`, told, made.exchange);
        const from = trailOfWorkspace(context, owner.session, { id: slug });
        const actions = actionsOf(await eventsOfRequest(context, from, made.exchange));
        expect.that(actions.includes('workspace.created'), `workspace.created with trace id ${told}`, actions);
      }
    },
  },
  {
    id: 'AUD-11/in-time',
    title: 'an event is listed within the declared delay',
    run: async (context) => {
      const { provision, expect, times } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const from = trailOfWorkspace(context, owner.session, workspace);
      for (let count = 0; count < 5; count += 1) {
        const key = await provision.key(owner, workspace);
        const about = { target_id: key.id, action: 'workspace_key.created' };
        const events = await lookUntil(
          context,
          () => walk(from, about),
          ({ length }) => length > 0,
        );
        expect.that(events.length === 1, `its event within ${times.auditDelaySeconds} s`, events);
      }
    },
  },
  {
    id: 'AUD-22/refused-writes',
    title: 'a refused write leaves no event of its success',
    run: async (context) => {
      const { provision, expect } = context;
      const owner = await provision.owner();
      const { workspace, refused } = await refusedWrite(context, owner);
      const from = trailOfWorkspace(context, owner.session, workspace);
      // Listed after what was refused, so that nothing of it can still be on its way.
      const last = await provision.key(owner, { ...workspace, slug: '', name: '' });
      const isListed = (events: readonly JsonObject[]): boolean =>
        events.some(({ target }) => objectOf(target).id === last.id);
      const events = await lookUntil(context, () => walk(from), isListed);
      expect.that(isListed(events), `the event of ${last.id}`, actionsOf(events));
      const left = events.filter(
        ({ trace_id: id, outcome }) => refused.includes(stringOf(id)) && outcome === 'succeeded',
      );
      expect.that(left.length === 0, 'no success of a refused write', left);
    },
  },
  {
    id: 'AUD-22/lost-race',
    title: 'of writes of which one can win, the losers leave no event of success',
    run: async (context) => {
      const { call, provision, together, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const body = { name: provision.uniqueName(), environment: 'live', permission: { kind: 'grants', grants: [] } };
      const create = call('createWorkspaceKey', { as: owner.session, path: { workspace: workspace.id }, body });
      const answers = await together(Array.from({ length: 4 }, () => create));
      const won = answers.filter(({ answer }) => answer.status === 201);
      const statuses = answers.map(({ answer }) => answer.status);
      expect.that(won.length === 1, 'one success', statuses, answers[0]);
      const from = trailOfWorkspace(context, owner.session, workspace);
      const successes = { action: 'workspace_key.created', outcome: 'succeeded' };
      const events = await lookUntil(
        context,
        () => walk(from, successes),
        ({ length }) => length > 0,
      );
      expect.that(events.length === 1, 'one event of success', events.map(summaryOf));
    },
  },
];

const summaryOf = (event: JsonObject): JsonObject => {
  const [actor, credential, target] = [objectOf(event.actor), objectOf(event.credential), objectOf(event.target)];
  return {
    stream: event.stream,
    action: event.action,
    outcome: event.outcome,
    actor: [actor.kind, actor.id],
    credential: [credential.kind, credential.id],
    target: [target.type, target.id, target.name],
    environment: event.environment,
  };
};
