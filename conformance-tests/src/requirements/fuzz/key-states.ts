import fc, { type AsyncCommand } from 'fast-check';
import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { holdForAll } from '../../generated-input/hold-for-all.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';

/** A key as whoever has followed the contract thinks of it. */
interface ModelledKey {
  state: 'active' | 'suspended' | 'revoked';
  id: string;
  /** The live secrets, newest first: the second is the one that a rotation has left for its overlap. */
  secrets: string[];
  /** Those that have ended. */
  dead: string[];
}

interface Model {
  readonly keys: ModelledKey[];
}

interface Place {
  readonly context: CheckContext;
  readonly owner: Person;
  readonly workspace: Workspace;
}

type KeyCommand = AsyncCommand<Model, Place>;

/** Longer than any run: within a run an overlap ends by a command alone. */
const overlapSeconds = 3_600;

const statusOf = async (
  { context, owner, workspace }: Place,
  operation: string,
  key: ModelledKey,
  body?: unknown,
): Promise<number> => {
  const path = { workspace: workspace.id, token_id: key.id };
  const { answer } = await context.send(
    context.call(operation, { as: owner.session, path, ...(body === undefined ? {} : { body }) }),
  );
  return answer.status;
};

const agree = async (place: Place, key: ModelledKey): Promise<void> => {
  const { call, given, send, expect } = place.context;
  const path = { workspace: place.workspace.id, token_id: key.id };
  const read = await given.succeeds(call('getWorkspaceKey', { as: place.owner.session, path }));
  expect.that(bodyOf(read).state === key.state, `state ${key.state}`, bodyOf(read).state, read.exchange);
  for (const secret of [...key.secrets, ...key.dead]) {
    const expected = key.state === 'active' && key.secrets.includes(secret) ? 200 : 401;
    const used = await send(call('getMe', { as: bearer(secret) }));
    expect.that(
      used.answer.status === expected,
      `${expected} for ${key.secrets.includes(secret) ? 'a live' : 'an ended'} secret`,
      used.answer.status,
      used,
    );
  }
};

/** A command about one of the keys there are; `index` chooses among however many that is. */
const onKey = (name: string, index: number, act: (place: Place, key: ModelledKey) => Promise<void>): KeyCommand => ({
  check: ({ keys }) => keys.length > 0,
  run: async ({ keys }, place) => {
    const key = keys[index % keys.length];
    if (key === undefined) return;
    await act(place, key);
    await agree(place, key);
  },
  toString: () => `${name} ${index}`,
});

const create = (): KeyCommand => ({
  check: ({ keys }) => keys.length < 3,
  run: async ({ keys }, { context, owner, workspace }) => {
    const { id, secret } = await context.provision.key(owner, workspace);
    keys.push({ state: 'active', id, secrets: [secret], dead: [] });
  },
  toString: () => 'create',
});

/** During an overlap only a rotation without one is possible (409); then both old secrets end. */
const rotate = (index: number, overlap: number): KeyCommand =>
  onKey(`rotate with ${overlap} s`, index, async (place, key) => {
    const { context, owner, workspace } = place;
    const path = { workspace: workspace.id, token_id: key.id };
    const body = { overlap_seconds: overlap };
    const request = context.call('rotateWorkspaceKey', { as: owner.session, path, body });
    const isRefused = key.state === 'revoked' || (key.secrets.length > 1 && overlap > 0);
    const rotated = await context.send(request);
    const isDone = rotated.answer.status === 200;
    context.expect.that(isDone !== isRefused, isRefused ? 'a refusal' : '200', rotated.answer.status, rotated);
    if (!isDone) return;
    const secret = String((JSON.parse(Buffer.from(rotated.answer.body).toString()) as { secret?: unknown }).secret);
    const kept = overlap > 0 ? key.secrets : [];
    key.dead.push(...key.secrets.filter((old) => !kept.includes(old)));
    key.secrets = [secret, ...kept];
  });

const endOverlap = (index: number): KeyCommand =>
  onKey('end overlap', index, async (place, key) => {
    const status = await statusOf(place, 'endWorkspaceKeyOverlap', key);
    place.context.expect.that(status < 500, 'no server error', status);
    if (status >= 300) return;
    key.dead.push(...key.secrets.slice(1));
    key.secrets = key.secrets.slice(0, 1);
  });

const change = (
  name: string,
  operation: string,
  index: number,
  from: ModelledKey['state'],
  to: ModelledKey['state'],
): KeyCommand =>
  onKey(name, index, async (place, key) => {
    const status = await statusOf(place, operation, key);
    const isRevoked = key.state === 'revoked';
    place.context.expect.that(isRevoked || key.state !== from || status < 300, 'success', status);
    place.context.expect.that(
      !(isRevoked && operation !== 'revokeWorkspaceKey') || status >= 400,
      'a refusal of what is revoked',
      status,
    );
    if (status < 300 && !isRevoked) key.state = to;
  });

const indexes = fc.nat({ max: 2 });

const commands = [
  fc.constant(null).map(create),
  fc.tuple(indexes, fc.constantFrom(0, overlapSeconds)).map(([index, overlap]) => rotate(index, overlap)),
  indexes.map(endOverlap),
  indexes.map((index) => change('suspend', 'suspendWorkspaceKey', index, 'active', 'suspended')),
  indexes.map((index) => change('resume', 'resumeWorkspaceKey', index, 'suspended', 'active')),
  indexes.map((index) => change('revoke', 'revokeWorkspaceKey', index, 'active', 'revoked')),
];

export const keyStates: readonly Check[] = [
  {
    id: 'FUZ-03/keys',
    title:
      'whatever is done to keys in whatever order, each is in the state that a small model says, and its secrets work accordingly',
    run: async (context) => {
      const { provision, seed } = context;
      const owner = await provision.newcomer();
      let steps = 0;
      const play = async (sequence: Iterable<KeyCommand>): Promise<void> => {
        const workspace = await provision.workspace(owner);
        await fc.asyncModelRun(() => ({ model: { keys: [] }, real: { context, owner, workspace } }), sequence);
        steps += [...sequence].length;
      };
      const lists = fc.commands(commands, { maxCommands: 20, size: 'max' });
      const sequences = await holdForAll(lists, play, { seed, runs: 8 });
      context.note(`${sequences} sequences, ${steps} commands`);
    },
  },
];
