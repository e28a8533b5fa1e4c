import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Person } from '../support/actors.ts';
import { readTrail } from '../support/read-trail.ts';
import { askToRefresh, isAlive } from '../support/renewable.ts';
import type { TestClient } from '../support/test-client.ts';
import { outcomeOf, verify } from '../support/token-actors.ts';
import { type Step, takeIn } from './book.ts';
import { ask, type Client, requireSuccess } from './client.ts';
import { eventsOfReport, reportedAction } from './steps.ts';

/** Who looks: an operator who reads the deployment's trail, and a guard that asks about credentials. */
export interface Inspector {
  readonly operator: Person;
  readonly guard: string;
}

/** An orphaned transaction holds its documents until the database ends it; nothing of ours takes longer. */
const longestUnknownMilliseconds = 60_000;

/** Events by what they say happened: `action target`. Sessions are the deployment's, everything else the workspace's. */
async function eventsOf(server: TestClient, { person, workspace }: Client, { operator }: Inspector): Promise<string[]> {
  const [own, deployments] = await Promise.all([
    readTrail(server, { as: person.session, workspace: workspace.id }),
    readTrail(server, { as: operator.session }, { actor_id: person.id }),
  ]);
  const sessions = deployments.filter(
    ({ action, target }) => action.startsWith('session.') && target?.id !== person.sessionId,
  );
  return [...own, ...sessions]
    .filter(({ action }) => action !== 'audit.exported')
    .map(({ action, target }) => `${action} ${target?.id}`);
}

const countOf = (events: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(event, (counts.get(event) ?? 0) + 1);
  return counts;
};

/**
 * Holds what is there against its own trail: everything that exists was created by an event, everything that was created by an
 * event exists, and each is in the state that its events lead to. No knowledge of the clients is needed.
 */
async function requireNothingHalfDone(server: TestClient, client: Client, inspector: Inspector): Promise<void> {
  const { person, workspace } = client;
  const asked = { as: person.session, path: { workspace: workspace.id }, query: { limit: 100 } };
  const [keys, invitations, sessions, events] = await Promise.all([
    server.succeed('listWorkspaceKeys', asked),
    server.succeed('listInvitations', asked),
    server.succeed('listSessions', { as: person.session, query: { limit: 100 } }),
    eventsOf(server, client, inspector),
  ]);
  for (const { body } of [keys, invitations, sessions]) assert.equal(body.next_cursor, null, 'one page is enough');
  const there = [
    ...keys.body.data.flatMap(({ id, state, overlap }) => [
      `workspace_key.created ${id}`,
      ...(overlap === null ? [] : [`workspace_key.rotated ${id}`]),
      ...(state === 'revoked' ? [`workspace_key.revoked ${id}`] : []),
    ]),
    ...invitations.body.data.flatMap(({ id, state }) => [
      `invitation.created ${id}`,
      ...(state === 'revoked' ? [`invitation.revoked ${id}`] : []),
    ]),
  ];
  const isSeen = (event: string): boolean => /^(?:workspace_key|invitation)\./.test(event);
  // A revoked key shows no overlap any more, whether or not it was rotated before.
  const revoked = new Set(keys.body.data.filter(({ state }) => state === 'revoked').map(({ id }) => id));
  const isHidden = (event: string): boolean =>
    event.startsWith('workspace_key.rotated') && revoked.has(event.split(' ')[1] ?? '');
  const visible = (all: readonly string[]): string[] => all.filter((event) => isSeen(event) && !isHidden(event)).sort();
  assert.deepEqual(visible(there), visible(events), 'what is there, and what its events say');

  const targets = (action: string): string[] =>
    events.filter((event) => event.startsWith(`${action} `)).map((event) => event.split(' ')[1] ?? '');
  const ended = new Set(targets('session.revoked'));
  assert.deepEqual(
    sessions.body.data
      .map(({ id }) => id)
      .filter((id) => id !== person.sessionId)
      .sort(),
    targets('session.created')
      .filter((id) => !ended.has(id))
      .sort(),
    'the sessions that live, and what their events say',
  );
}

/** Everything acknowledged has its event, once; what else there is belongs to an attempt whose outcome nobody told. */
async function requireAcknowledged(server: TestClient, client: Client, inspector: Inspector): Promise<void> {
  const { book } = client;
  const counts = countOf(await eventsOf(server, client, inspector));
  for (const event of book.events) {
    const count = counts.get(event) ?? 0;
    assert.ok(count > 0, `acknowledged, and lost: ${event}`);
    counts.set(event, count - 1);
  }
  const spare = [...counts].flatMap(([event, count]) => Array<string>(count).fill(event.split(' ')[0] ?? ''));
  for (const { action } of book.doubts) {
    const whole = action === reportedAction ? eventsOfReport : 1;
    const effects = spare.filter((left) => left === action).length;
    if (effects >= whole) for (let effect = 0; effect < whole; effect += 1) spare.splice(spare.indexOf(action), 1);
  }
  assert.deepEqual(spare, [], 'effects, or parts of one, that no attempt accounts for');
}

/** What was ended is accepted no more, and what lives still is. */
async function requireStates(server: TestClient, { book }: Client, { guard }: Inspector): Promise<void> {
  for (const { secrets, isRevoked } of book.keys) {
    for (const credential of secrets) {
      const outcome = outcomeOf(await verify(server, guard, { credential }));
      assert.equal(
        outcome === 'authenticated',
        !isRevoked,
        `a key that is ${isRevoked ? '' : 'not '}revoked: ${outcome}`,
      );
    }
  }
  for (const { accessTokens, refreshTokens, isEnded } of book.sessions) {
    for (const token of accessTokens) assert.equal(await isAlive(server, token), !isEnded, 'an access token');
    const current = refreshTokens.at(-1) ?? '';
    if (isEnded)
      assert.equal((await askToRefresh(server, current)).status, 400, 'the refresh token of an ended session');
  }
}

/** All that was acknowledged is there, and nothing is half done. */
export async function requireWhole(server: TestClient, client: Client, inspector: Inspector): Promise<void> {
  await requireNothingHalfDone(server, client, inspector);
  await requireAcknowledged(server, client, inspector);
}

/** Tries until the outcome is known. */
export async function settle(server: TestClient, step: Step) {
  const deadline = performance.now() + longestUnknownMilliseconds;
  for (;;) {
    const answer = await ask(server, step);
    if (answer !== undefined) {
      requireSuccess(step, answer);
      return answer;
    }
    assert.ok(performance.now() < deadline, `the outcome of ${step.id} stays unknown`);
    await delay(100);
  }
}

/**
 * What has to hold of a client after an accident. First as it was found; then each attempt in doubt is made again, gives the
 * same bytes as often as it is repeated, and has had its effect once.
 * @param unsettled the attempt that the accident cut off, if there is one
 */
export async function inspect(
  server: TestClient,
  client: Client,
  inspector: Inspector,
  unsettled: Step | undefined,
): Promise<void> {
  const { book } = client;
  await requireWhole(server, client, inspector);
  if (unsettled !== undefined) {
    const answer = await settle(server, unsettled);
    if (unsettled.isKept) assert.equal((await settle(server, unsettled)).text, answer.text, 'other bytes to one key');
    takeIn(book, unsettled, answer);
  }
  for (const { step, text } of book.answers.slice(-repeatedAnswers))
    assert.equal((await settle(server, step)).text, text, 'other bytes than were acknowledged');
  await requireWhole(server, client, inspector);
  await requireStates(server, client, inspector);
}

/** Of the answers that a client has got, so many are asked for again. */
const repeatedAnswers = 3;
