import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachServer } from '../support/test-server.ts';
import { tokenBody } from '../support/token-actors.ts';
import { denied, openScene } from './scene.ts';

const scopes = (...names: string[]) => ({ permission: { kind: 'scopes', scopes: names } });
const sending = { action: 'messages:send', resource: 'messages:new' };

onEachServer(
  'preset organizations',
  (at) => {
    it('T1: a key belongs to one organization, never to a person, and its name says whether it is live', async () => {
      const [home, other] = [await openScene(at.server), await openScene(at.server)];
      const live = await home.key({ environment: 'live', ...scopes('messages:send') });
      const test = await home.key({ environment: 'test', ...scopes('messages:send') });
      assert.match(live.secret, /^zk_live_/);
      assert.match(test.secret, /^zk_test_/);
      assert.equal(await home.verdict(live.secret, sending), 'allowed');
      assert.deepEqual(await other.verdict(live.secret, sending), denied('not_found'));
      await at.server.refuse('createPersonalToken', 'insufficient_permissions', {
        as: home.owner.session,
        body: tokenBody([home.workspace], scopes('messages:send')),
      });
    });

    it('T2: the environment is part of who a key is, and whoever sends for real asks for live', async () => {
      const { server } = at;
      const scene = await openScene(server);
      const { secret } = await scene.key({ environment: 'test', ...scopes('messages:send') });
      const { body } = await server.succeed('verifyCredential', {
        as: scene.serviceKey,
        body: { credential: secret, ...sending },
      });
      assert.ok(body.outcome === 'allowed' && body.principal.environment === 'test');
      assert.deepEqual(await scene.verdict(secret, { ...sending, environment: 'live' }), denied('wrong_environment'));
      assert.equal(await scene.verdict(secret, { ...sending, environment: 'test' }), 'allowed');
    });

    it('T3: each scope is one thing that a key may do, and everything else is denied', async () => {
      const { server } = at;
      const scene = await openScene(server);
      const catalog = (await server.succeed('getCatalog')).body;
      const actions = catalog.scopes.map(({ id }) => id);
      assert.equal(actions.length, 7);
      for (const scope of actions) {
        const { secret } = await scene.key(scopes(scope));
        for (const action of actions) {
          const verdict = await scene.verdict(secret, { action, resource: `${action.split(':')[0]}:1` });
          assert.deepEqual(verdict, action === scope ? 'allowed' : denied(), `${scope}: ${action}`);
        }
        const unheardOf = { action: 'messages:erase', resource: 'messages:1' };
        assert.deepEqual(await scene.verdict(secret, unheardOf), denied('unknown_action'));
      }
    });

    it('T5: an error carries code, message, status, trace_id, timestamp and service', async () => {
      const { server } = at;
      const { key, workspace } = await openScene(server);
      const { secret } = await key(scopes('messages:send'));
      for (const [asked, status] of [
        [{}, 401],
        [{ headers: { 'X-API-KEY': 'zk_live_wrong' } }, 401],
        [{ headers: { 'X-API-KEY': secret } }, 403],
      ] as const) {
        const answer = await server.ask('listAuditEvents', { path: { workspace: workspace.slug }, ...asked });
        const problem = JSON.parse(answer.text) as Record<string, unknown>;
        assert.equal(answer.status, status);
        assert.equal(problem.status, status);
        assert.match(String(problem.code), /^[a-z_]+$/);
        assert.ok(String(problem.message).length > 0);
        assert.match(String(problem.trace_id), /^[0-9a-f]{32}$/);
        assert.ok(Math.abs(Date.parse(String(problem.timestamp)) - server.clock.now()) < 1000);
        assert.ok(String(problem.service).length > 0);
      }
    });
  },
  { environment: { PRESET: 'organizations' } },
);
