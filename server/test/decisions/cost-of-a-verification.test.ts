import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { connectMongodb, type SentCommand } from '../../src/storage/mongodb/connect-mongodb.ts';
import type { Place } from '../storage/engines.ts';
import { mongodbUri } from '../storage/engines.ts';
import {
  createKey,
  createServiceKey,
  join,
  mint,
  setUpOperator,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { onEachServer, startTestServer, type TestServer } from '../support/test-server.ts';

const question = { action: 'content.read', resource: 'content:1' };

/** Everything that may be asked about, by name, once a workspace and its people are there. */
async function subjectsOf(server: TestServer) {
  const { owner, workspace } = await signUpOwner(server);
  const viewer = await signUpPerson(server);
  await join(server, viewer, workspace, 'viewer');
  const asking = await createKey(server, { owner, workspace }, { permission: { kind: 'scopes', scopes: ['verify'] } });
  const key = await createKey(server, { owner, workspace });
  return {
    workspace,
    asking: asking.body.secret,
    subjects: {
      'a workspace key': key.body.secret,
      'a session': viewer.session,
      'an access token': await mint(server, viewer.session),
    },
  };
}

onEachServer('the cost of a verification', (at) => {
  let serviceKey: string;
  before(async () => {
    serviceKey = await createServiceKey(at.server, await setUpOperator(at.server));
  });

  it('once warm, each takes one read of the store and no write, whoever asks about whom', async () => {
    const { server } = at;
    const { workspace, asking, subjects } = await subjectsOf(server);
    for (const as of [serviceKey, asking]) {
      for (const [subject, credential] of Object.entries(subjects)) {
        const verify = () =>
          server.succeed('verifyCredential', { as, body: { credential, workspace: workspace.slug, ...question } });
        assert.equal((await verify()).body.outcome, 'allowed');
        await server.services.lastUse.settled();
        server.watched.take();
        for (let warm = 0; warm < 3; warm += 1) {
          assert.equal((await verify()).body.outcome, 'allowed');
          assert.deepEqual(server.watched.take(), ['heads'], subject);
        }
      }
    }
  });

  it('a warm getMe by an access token is one read about the caller and one about their workspaces, and no write', async () => {
    const { server } = at;
    const { subjects } = await subjectsOf(server);
    const as = subjects['an access token'];
    await server.succeed('getMe', { as });
    server.watched.take();
    await server.succeed('getMe', { as });
    assert.deepEqual(server.watched.take(), ['heads', 'heads']);

    const person = await signUpPerson(server);
    const alone = await mint(server, person.session);
    await server.succeed('getMe', { as: alone });
    server.watched.take();
    await server.succeed('getMe', { as: alone });
    assert.deepEqual(server.watched.take(), ['heads']);
  });

  it('a mistyped credential, the caller’s or the subject’s, costs the store nothing', async () => {
    const { server } = at;
    const { subjects } = await subjectsOf(server);
    const secret = subjects['a workspace key'];
    await server.services.lastUse.settled();
    server.watched.take();
    for (let position = 0; position < secret.length; position += 1) {
      const changed = secret.slice(0, position) + (secret[position] === 'q' ? 'r' : 'q') + secret.slice(position + 1);
      assert.equal((await server.ask('getMe', { as: changed })).status, 401);
      assert.equal(
        (await server.ask('getMe', { as: secret.slice(0, position + 1) })).status,
        position + 1 === secret.length ? 200 : 401,
      );
      if (position + 1 < secret.length) assert.deepEqual(server.watched.take(), []);
    }
  });
});

it('on MongoDB a warm verification is one find and nothing else, counted by the driver', async (context) => {
  if (mongodbUri === undefined) return context.diagnostic('MONGODB_URI is not set: not counted');
  const sent: SentCommand[] = [];
  const { newPlace } = await import('../storage/engines.ts');
  const plain = newPlace('mongodb');
  const place: Place = {
    ...plain,
    open: () =>
      connectMongodb({
        uri: mongodbUri ?? '',
        databaseName: plain.address,
        onCommand: (command) => sent.push(command),
      }),
  };
  const server = await startTestServer(place);
  try {
    const serviceKey = await createServiceKey(server, await setUpOperator(server));
    const { workspace, subjects } = await subjectsOf(server);
    for (const [subject, credential] of Object.entries(subjects)) {
      const verify = () =>
        server.succeed('verifyCredential', {
          as: serviceKey,
          body: { credential, workspace: workspace.slug, ...question },
        });
      await verify();
      await server.services.lastUse.settled();
      sent.length = 0;
      await verify();
      assert.deepEqual(sent, [{ name: 'find', collection: 'heads' }], subject);
    }
  } finally {
    await server.close();
    await place.remove();
  }
});
