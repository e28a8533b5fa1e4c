import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { requireRefusal } from '../../expect.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { groupsOf } from '../../vectors/read-vectors.ts';
import { bodyText, type Exchange, header, type WireRequest } from '../../wire/exchange.ts';

interface Player {
  readonly person: Person;
  readonly workspace: Workspace;
}

type Players = { readonly [name: string]: Player };

/** One request of a sequence. Equal names and keys of the vectors stay equal, and are like nobody else's. */
const requestOf = ({ call }: CheckContext, players: Players, step: JsonObject, unique: string): WireRequest => {
  const player = players[stringOf(step.as)] ?? players.first;
  const name = step.invalid === true ? 7 : `${unique}-${stringOf(step.name)}`;
  const isKey = step.operation === 'createWorkspaceKey';
  const rest = isKey ? { environment: step.environment ?? 'live', permission: { kind: 'grants', grants: [] } } : {};
  const headers = typeof step.key === 'string' ? [['Idempotency-Key', keyFor(step.key, unique)] as const] : [];
  const path = isKey && player !== undefined ? { path: { workspace: player.workspace.id } } : {};
  return call(stringOf(step.operation), { ...path, as: player?.person.session, headers, body: { name, ...rest } });
};

/** A key that is malformed stays as it is: it belongs to nobody. */
const keyFor = (key: string, unique: string): string => key.replace('cf-idempotency-key', `cf-idempotency-${unique}`);

const toldBy = ({ answer }: Exchange): string =>
  [answer.status, header(answer, 'location'), bodyText(answer)].join('\n');

const playSteps = async (context: CheckContext, players: Players, group: JsonObject, unique: string): Promise<void> => {
  const told: Exchange[] = [];
  for (const [index, node] of arrayOf(group.steps).entries()) {
    const step = objectOf(node);
    const answered = await context.send(requestOf(context, players, step, unique));
    const about = `${stringOf(group.id)}, step ${index}`;
    requireRefusal(answered, {
      status: Number(step.status),
      ...(step.code === undefined ? {} : { code: stringOf(step.code) }),
    });
    told.push(answered);
    const other = (member: string): string | undefined => {
      const earlier = typeof step[member] === 'number' ? told[step[member]] : undefined;
      return earlier === undefined ? undefined : toldBy(earlier);
    };
    const [same, different] = [other('same_as'), other('differs_from')];
    context.expect.that(
      same === undefined || same === toldBy(answered),
      `${about}: the same answer`,
      'another one',
      answered,
    );
    context.expect.that(different !== toldBy(answered), `${about}: another answer`, 'the same one', answered);
  }
};

const namesIn = async ({ call, given }: CheckContext, { person, workspace }: Player): Promise<readonly string[]> => {
  const lists = [
    call('listWorkspaces', { as: person.session, query: { limit: 100 } }),
    call('listWorkspaceKeys', { as: person.session, path: { workspace: workspace.id }, query: { limit: 100 } }),
  ];
  const names: string[] = [];
  for (const list of lists) {
    const { data } = bodyOf(await given.succeeds(list));
    names.push(...arrayOf(data).map((item) => stringOf(objectOf(item).name)));
  }
  return names;
};

const play = (id: string, title: string, groupIds: readonly string[]): Check => ({
  id,
  title,
  run: async (context) => {
    const { provision, expect } = context;
    const player = async (person: Person): Promise<Player> => ({
      person,
      workspace: await provision.workspace(person),
    });
    const players = {
      first: await player(await provision.newcomer()),
      second: await player(await provision.outsider()),
    };
    for (const group of groupsOf('idempotency').filter((one) => groupIds.includes(stringOf(one.id)))) {
      const unique = provision.uniqueName();
      await playSteps(context, players, group, unique);
      const names = [...(await namesIn(context, players.first)), ...(await namesIn(context, players.second))];
      const made = names.filter((name) => name.startsWith(`${unique}-`)).length;
      expect.that(made === group.made, `${stringOf(group.id)}: ${String(group.made)} made`, made);
    }
    context.note(`sequences of vectors/idempotency.json: ${groupIds.join(', ')}`);
  },
});

export const idempotencyVectors: readonly Check[] = [
  play('IDM-01/vectors', 'the same key and body give the same answer, and make one thing', [
    'replay',
    'without-key',
    'other-key',
  ]),
  play('IDM-02/vectors', 'the same key with another body is refused, and stays good for the first', [
    'other-body',
    'other-member',
    'still-known-after-a-misuse',
  ]),
  play('IDM-05/vectors', 'callers and operations do not share keys', ['other-caller', 'other-operation']),
  play('IDM-06/vectors', 'a malformed key is refused, a quoted one is the same key', ['malformed', 'quoted']),
  play('IDM-07/vectors', 'a repeated creation returns the same secret', ['replay-of-a-secret']),
  play('IDM-08/vectors', 'a refusal does not use the key up', ['after-a-refusal', 'after-a-conflict']),
];
