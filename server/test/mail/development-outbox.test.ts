import assert from 'node:assert/strict';
import { it } from 'node:test';
import { signUpPerson } from '../support/actors.ts';
import { createHttpClient } from '../support/http-client.ts';
import { onEachServer } from '../support/test-server.ts';

const testHooksSecret = 'mN7pQ2xV9cB4kL6wJ8rT1yU3zA5sD0fG';

onEachServer(
  'the development outbox',
  (at) => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

    it('asks for the printed code, takes it in a form and keeps it in a cookie of its own', async () => {
      const { server } = at;
      const { send, close } = createHttpClient(server.port);
      const { email } = await signUpPerson(server);
      await server.succeed('requestPasswordReset', { body: { email } });
      const closed = await send({ method: 'GET', path: '/dev/outbox' });
      assert.ok(!closed.text.includes(email));
      const wrong = await send({ method: 'POST', path: '/dev/outbox', headers: form, body: 'code=wrong' });
      assert.equal(wrong.status, 403);
      const code = server.services.outboxCode;
      const inUrl = await send({ method: 'GET', path: `/dev/outbox?code=${code}` });
      assert.ok(!inUrl.text.includes(email));
      const opened = await send({ method: 'POST', path: '/dev/outbox', headers: form, body: `code=${code}` });
      assert.equal(opened.status, 303);
      assert.match(opened.headers['set-cookie'] ?? '', /^outbox=.+; Path=\/dev\/outbox; HttpOnly; SameSite=Strict$/);
      const cookie = opened.headers['set-cookie']?.split(';')[0] ?? '';
      const shown = await send({ method: 'GET', path: '/dev/outbox', headers: { Cookie: cookie } });
      assert.ok(shown.text.includes(email));
      assert.match(shown.text, /Set a new password/);
      close();
    });

    it('HOK-01 gives the mails as JSON to whoever holds the secret of the test hooks, and nothing to others', async () => {
      const { server } = at;
      const { send, close } = createHttpClient(server.port);
      const { email } = await signUpPerson(server);
      await server.succeed('requestPasswordReset', { body: { email } });
      const ask = (headers: Record<string, string>) => send({ method: 'GET', path: '/dev/outbox.json', headers });
      assert.equal((await ask({})).status, 404);
      assert.equal((await ask({ 'Latchkey-Test-Hooks': 'wrong' })).status, 404);
      const { text } = await ask({ 'Latchkey-Test-Hooks': testHooksSecret });
      const { data } = JSON.parse(text) as {
        data: { to: string; kind: string; text: string; data: { code: string } }[];
      };
      const mail = data.find(({ to }) => to === email);
      assert.equal(mail?.kind, 'reset_password');
      assert.ok(mail?.text.includes(mail.data.code));
      close();
    });

    it('AU-16 the link of a mail leads to the configured issuer, whatever Host the request names', async () => {
      const { server } = at;
      const { email } = await signUpPerson(server);
      await server.ask('requestPasswordReset', {
        body: { email },
        headers: { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' },
      });
      const { send, close } = createHttpClient(server.port);
      const { text } = await send({
        method: 'GET',
        path: '/dev/outbox.json',
        headers: { 'Latchkey-Test-Hooks': testHooksSecret },
      });
      const { data } = JSON.parse(text) as { data: { to: string; text: string }[] };
      const mail = data.find(({ to }) => to === email)?.text ?? '';
      assert.ok(mail.includes(`http://127.0.0.1:${server.port}/account/reset-password`));
      assert.doesNotMatch(mail, /evil/);
      const page = await send({ method: 'GET', path: '/account/reset-password' });
      assert.equal(page.status, 200);
      assert.match(page.text, /data-operation="\/v1\/password-reset-completions"/);
      close();
    });
  },
  { environment: { TEST_HOOKS_SECRET: testHooksSecret } },
);

onEachServer(
  'the development outbox of a production issuer',
  (at) => {
    it('does not exist', async () => {
      for (const path of ['/dev/outbox', '/dev/outbox.json'])
        assert.equal((await at.server.send({ method: 'GET', path })).status, 404);
    });
  },
  { environment: { ISSUER: 'https://auth.example.com', REGISTRATION: 'closed' } },
);
