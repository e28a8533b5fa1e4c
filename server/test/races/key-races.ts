import assert from 'node:assert/strict';
import { type CreatedKey, createKey, unique } from '../support/actors.ts';
import { countEvents } from '../support/read-trail.ts';
import type { Asked } from '../support/test-client.ts';
import { newScene, type Race, type Scene, statusesOf, successesOf, type Track } from './race.ts';

const key = (track: Track, scene: Scene): Promise<CreatedKey> => createKey(track.here, scene).then(({ body }) => body);

const about = ({ owner, workspace }: Scene, id: string, asked: Asked = {}): Asked => ({
  as: owner.session,
  path: { workspace: workspace.id, token_id: id },
  ...asked,
});

const count = ({ here }: Track, { owner, workspace }: Scene, action: string, id: string): Promise<number> =>
  countEvents(here, { as: owner.session, workspace: workspace.id }, action, id);

/** Which of these secrets any process still accepts: an answer of one is enough. */
async function accepted(track: Track, secrets: readonly string[]): Promise<string[]> {
  const live: string[] = [];
  for (const secret of secrets) {
    const verdicts = new Set(await track.verdicts(secret));
    assert.equal(verdicts.size, 1, `the processes do not agree: ${[...verdicts].join(', ')}`);
    if (verdicts.has('authenticated')) live.push(secret);
  }
  return live;
}

const secretsOf = (answers: readonly { readonly status: number; readonly text: string }[]): string[] =>
  answers.filter(({ status }) => status < 300).map(({ text }) => (JSON.parse(text) as CreatedKey).secret);

export const keyRaces: readonly Race[] = [
  {
    title: 'rotate × rotate: one wins, and two secrets are live',
    setUp: async (track) => {
      const scene = await newScene(track);
      return async () => {
        const { here, there } = track;
        const { id, secret } = await key(track, scene);
        const asked = about(scene, id, { body: { overlap_seconds: 600 } });
        const answers = await track.together(
          () => here.ask('rotateWorkspaceKey', asked),
          () => there.ask('rotateWorkspaceKey', asked),
        );
        assert.equal(statusesOf(answers), '200 409');
        const secrets = [secret, ...secretsOf(answers)];
        assert.deepEqual(await accepted(track, secrets), secrets);
        assert.equal(await count(track, scene, 'workspace_key.rotated', id), 1);
        await here.succeed('revokeWorkspaceKey', about(scene, id));
        assert.deepEqual(await accepted(track, secrets), []);
        return statusesOf(answers);
      };
    },
  },
  {
    title: 'rotate × rotate, each ending the old secrets: one secret is live',
    setUp: async (track) => {
      const scene = await newScene(track);
      return async () => {
        const { here, there } = track;
        const { id, secret } = await key(track, scene);
        const asked = about(scene, id, { body: { overlap_seconds: 0 } });
        const answers = await track.together(
          () => here.ask('rotateWorkspaceKey', asked),
          () => there.ask('rotateWorkspaceKey', asked),
        );
        assert.ok(['200 200', '200 409'].includes(statusesOf(answers)), statusesOf(answers));
        assert.equal((await accepted(track, [secret, ...secretsOf(answers)])).length, 1);
        assert.deepEqual(await accepted(track, [secret]), []);
        assert.equal(await count(track, scene, 'workspace_key.rotated', id), successesOf(answers).length);
        await here.succeed('revokeWorkspaceKey', about(scene, id));
        return statusesOf(answers);
      };
    },
  },
  {
    title: 'rotate × rotate with one Idempotency-Key: the same bytes, and one rotation',
    setUp: async (track) => {
      const scene = await newScene(track);
      return async () => {
        const { here, there } = track;
        const { id, secret } = await key(track, scene);
        const headers = { 'Idempotency-Key': unique('one-rotation-of-a-key') };
        const asked = about(scene, id, { body: { overlap_seconds: 600 }, headers });
        const answers = await track.together(
          () => here.ask('rotateWorkspaceKey', asked),
          () => there.ask('rotateWorkspaceKey', asked),
        );
        assert.equal(statusesOf(answers), '200 200');
        assert.equal(new Set(answers.map(({ text }) => text)).size, 1, 'two answers to one key');
        const secrets = [secret, ...new Set(secretsOf(answers))];
        assert.deepEqual(await accepted(track, secrets), secrets);
        assert.equal(await count(track, scene, 'workspace_key.rotated', id), 1);
        await here.succeed('revokeWorkspaceKey', about(scene, id));
        return statusesOf(answers);
      };
    },
  },
  {
    title: 'rotate × revoke: once it is revoked no secret is accepted, not even the newest',
    setUp: async (track) => {
      const scene = await newScene(track);
      return async () => {
        const { here, there } = track;
        const { id, secret } = await key(track, scene);
        const [rotated, revoked] = await track.together(
          () => here.ask('rotateWorkspaceKey', about(scene, id, { body: { overlap_seconds: 600 } })),
          () => there.ask('revokeWorkspaceKey', about(scene, id)),
        );
        assert.equal(revoked.status, 204, revoked.text);
        assert.ok([200, 409].includes(rotated.status), rotated.text);
        assert.deepEqual(await accepted(track, [secret, ...secretsOf([rotated])]), []);
        assert.equal(await count(track, scene, 'workspace_key.revoked', id), 1);
        assert.equal(await count(track, scene, 'workspace_key.rotated', id), successesOf([rotated]).length);
        return `rotate ${rotated.status}`;
      };
    },
  },
  {
    title: 'rotate × end of the overlap: the ended secret is not accepted, and never are three',
    setUp: async (track) => {
      const scene = await newScene(track);
      return async () => {
        const { here, there } = track;
        const { id, secret: oldest } = await key(track, scene);
        const rotate = about(scene, id, { body: { overlap_seconds: 600 } });
        const { secret: middle } = (await here.succeed('rotateWorkspaceKey', rotate)).body;
        const [rotated, ended] = await track.together(
          () => here.ask('rotateWorkspaceKey', rotate),
          () => there.ask('endWorkspaceKeyOverlap', about(scene, id)),
        );
        assert.ok([200, 409].includes(rotated.status), rotated.text);
        assert.equal(ended.status, 204, ended.text);
        // The rotation is possible only once the oldest secret has ended, which is then what was ended.
        const live = [middle, ...secretsOf([rotated])];
        assert.deepEqual(await accepted(track, [oldest, ...live]), live);
        await here.succeed('revokeWorkspaceKey', about(scene, id));
        return `rotate ${rotated.status}, ${live.length} live`;
      };
    },
  },
  {
    title: 'one key name taken twice: one key',
    setUp: async (track) => {
      const scene = await newScene(track);
      return async () => {
        const { here, there } = track;
        const asked = creation(scene);
        const answers = await track.together(
          () => here.ask('createWorkspaceKey', asked),
          () => there.ask('createWorkspaceKey', asked),
        );
        assert.equal(statusesOf(answers), '201 409');
        await requireOneKey(track, scene, answers);
        return statusesOf(answers);
      };
    },
  },
  {
    title: 'one creation sent twice with one Idempotency-Key: the same bytes, and one key',
    setUp: async (track) => {
      const scene = await newScene(track);
      return async () => {
        const { here, there } = track;
        const asked = { ...creation(scene), headers: { 'Idempotency-Key': unique('one-creation-of-a-key') } };
        const answers = await track.together(
          () => here.ask('createWorkspaceKey', asked),
          () => there.ask('createWorkspaceKey', asked),
        );
        assert.equal(statusesOf(answers), '201 201');
        assert.equal(new Set(answers.map(({ text }) => text)).size, 1, 'two answers to one key');
        await requireOneKey(track, scene, answers);
        return statusesOf(answers);
      };
    },
  },
];

const creation = ({ owner, workspace }: Scene): Asked => ({
  as: owner.session,
  path: { workspace: workspace.id },
  body: { name: unique('key'), environment: 'live', permission: { kind: 'role', role_id: 'viewer' } },
});

/** One key of the round is there, with one event; it is revoked, to make room. */
async function requireOneKey(
  track: Track,
  scene: Scene,
  answers: readonly { readonly status: number; readonly text: string }[],
): Promise<void> {
  const { owner, workspace } = scene;
  const made = answers.filter(({ status }) => status === 201).map(({ text }) => JSON.parse(text) as CreatedKey);
  const [first] = made;
  assert.ok(first !== undefined);
  const { body } = await track.here.succeed('listWorkspaceKeys', {
    as: owner.session,
    path: { workspace: workspace.id },
  });
  const live = body.data.filter(({ name, state }) => name === first.name && state === 'active');
  assert.deepEqual(
    live.map(({ id }) => id),
    [first.id],
  );
  assert.deepEqual(await accepted(track, [first.secret]), [first.secret]);
  assert.equal(await count(track, scene, 'workspace_key.created', first.id), 1);
  await track.here.succeed('revokeWorkspaceKey', about(scene, first.id));
}
