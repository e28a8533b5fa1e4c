import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { before, it } from 'node:test';
import { days } from '../../src/clock.ts';
import { createKey, createServiceKey, join, setUpOperator, signUpOwner, signUpPerson } from '../support/actors.ts';
import { requestOf } from '../support/test-client.ts';
import { eventsOf, onEachServer, type TestServer } from '../support/test-server.ts';
import {
  createToken,
  giveRole,
  leave,
  outcomeOf,
  setWorkspaceState,
  tokenBody,
  verify,
} from '../support/token-actors.ts';

const read = { action: 'invoices.read', resource: 'invoices:1' };

onEachServer('tokens under races', (at) => {
  let service: string;
  before(async () => {
    service = await createServiceKey(at.server, await setUpOperator(at.server));
  });

  const ask = async (credential: string, workspace: string) =>
    outcomeOf(await verify(at.server, service, { credential, workspace, ...read }));

  it('whatever tokens a person makes while leaving, none of them reaches the workspace afterwards', async () => {
    const { server } = at;
    const { workspace } = await signUpOwner(server);
    const person = await signUpPerson(server);
    await join(server, person, workspace, 'member');
    const creations = Array.from({ length: 16 }, (_, number) =>
      server.ask('createPersonalToken', {
        as: person.session,
        body: tokenBody(number % 2 === 0 ? [workspace] : 'all'),
      }),
    );
    const [answers] = await Promise.all([Promise.all(creations), leave(server, person, workspace)]);
    assert.ok(answers.every(({ status }) => [201, 409, 422].includes(status)));
    for (const { status, text } of answers) {
      if (status !== 201) continue;
      assert.equal(await ask(JSON.parse(text).secret, workspace.id), 'denied not_found workspace');
    }
  });

  it('a token made while its owner’s leaving was on the way does not come back with them', async () => {
    const { server } = at;
    const { workspace } = await signUpOwner(server);
    const person = await signUpPerson(server);
    await join(server, person, workspace, 'member');
    const leavingBegan = server.clock.now();
    server.clock.advance(1_000);
    const { secret } = (await createToken(server, person, [workspace])).body;
    await leave(server, person, workspace, leavingBegan);
    await giveRole(server, person, workspace, 'member');
    assert.equal(await ask(secret, workspace.id), 'denied not_found workspace');
  });

  it('a token that also covers a suspended workspace can be made and prolonged', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    await setWorkspaceState(server, workspace, 'suspended');
    const { body: token } = await createToken(server, owner, 'all');
    const about = { as: owner.session, path: { token_id: token.id } };
    await server.succeed('updatePersonalToken', { ...about, body: { expires_at: inDays(server, 2) } });
  });

  it('of sixteen tokens of one name at once one comes to be', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const body = tokenBody([workspace]);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => server.ask('createPersonalToken', { as: owner.session, body })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(15).fill(409)]);
    assert.equal((await server.succeed('listPersonalTokens', { as: owner.session })).body.data.length, 1);
  });

  it('a rotation whose answer was lost is had again with its key: one new secret, and no old one lost', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    const asked = {
      as: owner.session,
      path: { workspace: workspace.id, token_id: key.id },
      body: { overlap_seconds: 600 },
      headers: { 'Idempotency-Key': 'lost-answer-of-a-rotation' },
    };
    await sendAndHangUp(server.port, requestOf('rotateWorkspaceKey', asked));
    const { body, text } = await server.succeed('rotateWorkspaceKey', asked);
    assert.equal((await server.ask('rotateWorkspaceKey', asked)).text, text);
    const rotations = (await eventsOf(server, workspace.id)).filter(({ action }) => action === 'workspace_key.rotated');
    assert.equal(rotations.length, 1);
    assert.deepEqual(await Promise.all([key.secret, body.secret].map((secret) => ask(secret, workspace.id))), [
      'allowed',
      'allowed',
    ]);
  });

  it('verifications during a rotation never fail, by the old secret nor by the new', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, secret } = (await createToken(server, owner, [workspace])).body;
    const outcomes: string[] = [];
    const loop = Array.from({ length: 16 }, async () => {
      for (let round = 0; round < 4; round += 1) outcomes.push(await ask(secret, workspace.id));
    });
    const asked = { as: owner.session, path: { token_id: id }, body: {} };
    const { body } = await server.succeed('rotatePersonalToken', asked);
    await Promise.all(loop);
    assert.deepEqual(new Set(outcomes), new Set(['allowed']));
    assert.equal(await ask(body.secret, workspace.id), 'allowed');
  });
});

onEachServer(
  'a scope that needs a role',
  (at) => {
    it('is not given to a token whose owner lost the role a moment before, be it made or changed', async () => {
      const { server } = at;
      const { workspace } = await signUpOwner(server);
      const permission = { kind: 'scopes', scopes: ['admin'] };
      for (const covered of [[workspace]]) {
        const person = await signUpPerson(server);
        await join(server, person, workspace, 'admin');
        const { body: token } = await createToken(server, person, covered);
        const demote = () => giveRole(server, person, workspace, 'member');
        server.watched.beforeNextCommit(demote);
        await server.refuse('createPersonalToken', 'permission_exceeds_yours', {
          as: person.session,
          body: tokenBody(covered, { permission }),
        });
        await giveRole(server, person, workspace, 'admin');
        server.watched.beforeNextCommit(demote);
        await server.refuse('updatePersonalToken', 'permission_exceeds_yours', {
          as: person.session,
          path: { token_id: token.id },
          body: { permission },
        });
      }
    });
  },
  { environment: { PRESET: 'teams' } },
);

const inDays = (server: TestServer, number: number): string =>
  new Date(server.clock.now() + days(number)).toISOString();

/** The request reaches the server, and its answer reaches nobody. */
async function sendAndHangUp(port: number, sent: ReturnType<typeof requestOf>): Promise<void> {
  const body = String(sent.body ?? '');
  const headers = { Host: `127.0.0.1:${port}`, 'Content-Length': `${Buffer.byteLength(body)}`, ...sent.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect({ port, host: '127.0.0.1' });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  socket.write(`${sent.method} ${sent.path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
  await closed;
}
