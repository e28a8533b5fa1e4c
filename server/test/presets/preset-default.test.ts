import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachServer } from '../support/test-server.ts';
import { allow, denied, openScene } from './scene.ts';

onEachServer('the default preset', (at) => {
  it('any action may be granted and asked about at once', async () => {
    const scene = await openScene(at.server);
    const secret = await scene.keyWith(allow('invoices.read', 'invoices:*'));
    assert.equal(await scene.verdict(secret, { action: 'invoices.read', resource: 'invoices:1' }), 'allowed');
    assert.deepEqual(await scene.verdict(secret, { action: 'invoices.delete', resource: 'invoices:1' }), denied());
  });

  it('a star of the customer’s never reaches the auth service', async () => {
    const scene = await openScene(at.server);
    const secret = await scene.keyWith(allow('*', '*'));
    const reading = { action: 'latchkey.audit.read', resource: 'latchkey:audit:1' };
    assert.deepEqual(await scene.verdict(secret, reading), denied());
    assert.deepEqual(
      await scene.verdict(secret, { action: 'latchkey.no.such', resource: 'latchkey:no:1' }),
      denied('unknown_action'),
    );
    assert.equal(await scene.verdict(secret, { action: 'keys.create', resource: 'keys:1' }), 'allowed');
  });

  it('its scopes read and write what is named in the usual ways', async () => {
    const scene = await openScene(at.server);
    const { secret } = await scene.key({ permission: { kind: 'scopes', scopes: ['read'] } });
    for (const action of ['invoices.read', 'messages:list', 'billing.invoices.read'])
      assert.equal(await scene.verdict(secret, { action, resource: 'things:1' }), 'allowed', action);
    assert.deepEqual(await scene.verdict(secret, { action: 'invoices.create', resource: 'things:1' }), denied());
  });
});
