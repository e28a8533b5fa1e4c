import assert from 'node:assert/strict';
import { it } from 'node:test';
import { signUpPerson } from '../support/actors.ts';
import { onEachServer, type TestServer, trailOf } from '../support/test-server.ts';

/** The addresses that the trail has for somebody's sign-ins that failed. */
async function failedSignIn(server: TestServer, headers: Readonly<Record<string, string>>): Promise<string | null> {
  const { email } = await signUpPerson(server);
  await server.refuse('signIn', 'invalid_credentials', {
    body: { email, password: 'mountains drop big boulders' },
    headers,
  });
  const failed = (await trailOf(server, 'deployment')).filter(({ action }) => action === 'sign_in.failed');
  return failed.at(-1)?.ip ?? null;
}

onEachServer('forwarding headers of nobody that is trusted', (at) => {
  it('IH-12 change neither the address, nor the host, nor the scheme', async () => {
    const { server } = at;
    const forged = {
      'X-Forwarded-For': '203.0.113.7',
      Forwarded: 'for=203.0.113.7;host=evil.example;proto=https',
      'X-Real-IP': '203.0.113.7',
      'X-Client-IP': '203.0.113.7',
      'True-Client-IP': '203.0.113.7',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'https',
    };
    assert.equal(await failedSignIn(server, forged), '127.0.0.1');
    const plain = await server.succeed('getServerMetadata');
    assert.equal((await server.succeed('getServerMetadata', { headers: forged })).text, plain.text);
  });
});

onEachServer(
  'forwarding headers of a trusted proxy',
  (at) => {
    it('the trail has the address that the proxy was called from, whatever the caller wrote before it', async () => {
      const { server } = at;
      assert.equal(await failedSignIn(server, { 'X-Forwarded-For': '10.9.9.9, 203.0.113.7' }), '203.0.113.7');
      assert.equal(await failedSignIn(server, { 'X-Forwarded-For': '::FFFF:203.0.113.8' }), '203.0.113.8');
      assert.equal(await failedSignIn(server, { Forwarded: 'for=203.0.113.7' }), '127.0.0.1');
    });
  },
  { environment: { TRUSTED_PROXIES: '127.0.0.0/8' } },
);

onEachServer(
  'a quota of requests by address',
  (at) => {
    const signUp = (source: string) => at.server.ask('signUp', { body: {}, headers: { 'X-Forwarded-For': source } });

    it('RL-01 IPv6 callers share the quota of their /64, in whatever spelling; another network has its own', async () => {
      for (const source of ['2001:db8::1', '2001:DB8:0:0:ffff::2', '[2001:db8::3]:99'])
        assert.equal((await signUp(source)).status, 400);
      assert.equal((await signUp('2001:db8::4')).status, 429);
      assert.equal((await signUp('2001:db8:0:1::4')).status, 400);
    });

    it('RL-01 an IPv4 address is one caller, in IPv6 too', async () => {
      for (const source of ['203.0.113.7', '::ffff:203.0.113.7', '::FFFF:cb00:7107'])
        assert.equal((await signUp(source)).status, 400);
      assert.equal((await signUp('203.0.113.7')).status, 429);
      assert.equal((await signUp('203.0.113.8')).status, 400);
    });

    it('RL-03 follows the clock of the request: after the told seconds there is one more', async () => {
      for (let request = 0; request < 3; request += 1) await signUp('198.51.100.1');
      const { headers } = await signUp('198.51.100.1');
      assert.equal(headers['retry-after'], '20');
      at.server.clock.advance(19_000);
      assert.equal((await signUp('198.51.100.1')).status, 429);
      at.server.clock.advance(1_000);
      assert.equal((await signUp('198.51.100.1')).status, 400);
      assert.equal((await signUp('198.51.100.1')).status, 429);
    });
  },
  { environment: { TRUSTED_PROXIES: '127.0.0.1', REQUESTS_PER_MINUTE: '3' } },
);
