import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { createKey, createServiceKey, mint, setUpOperator, signUpOwner, unique } from '../support/actors.ts';
import type { Answer } from '../support/http-client.ts';
import { mailedCode } from '../support/mailbox.ts';
import { mailedCode as invitationCode, invite } from '../support/member-actors.ts';
import { formOf, signInRenewable } from '../support/renewable.ts';
import { onEachServer } from '../support/test-server.ts';
import { createToken } from '../support/token-actors.ts';

type Kind =
  | 'session token'
  | 'access token'
  | 'access token of a key'
  | 'refresh token'
  | 'personal token'
  | 'workspace key'
  | 'test key'
  | 'service key'
  | 'verification code'
  | 'reset code'
  | 'address change code'
  | 'invitation code';

const password = 'rivers carry small stones';

onEachServer('secrets of every kind', (at) => {
  const secrets = new Map<Kind, string>();
  before(async () => {
    const { server } = at;
    const operator = await setUpOperator(server);
    const { owner, workspace } = await signUpOwner(server);
    const { email, session } = owner;
    const key = (await createKey(server, { owner, workspace })).body.secret;
    const moved = `${unique('moved')}@example.com`;
    const host = await signUpOwner(server);
    await server.succeed('requestEmailVerification', { body: { email } });
    await server.succeed('requestPasswordReset', { body: { email } });
    await server.succeed('requestEmailChange', { as: session, body: { email: moved } });
    await invite(server, host.owner, host.workspace, email, 'viewer');
    const found: Readonly<Record<Kind, string>> = {
      'session token': session,
      'access token': await mint(server, session),
      'access token of a key': await mint(server, key),
      'refresh token': (await signInRenewable(server, email)).refresh_token,
      'personal token': (await createToken(server, owner, [workspace])).body.secret,
      'workspace key': key,
      'test key': (await createKey(server, { owner, workspace }, { environment: 'test' })).body.secret,
      'service key': await createServiceKey(server, operator),
      'verification code': await mailedCode(server, email, 'verify_email'),
      'reset code': await mailedCode(server, email, 'reset_password'),
      'address change code': await mailedCode(server, moved, 'confirm_email_change'),
      'invitation code': await invitationCode(server, email),
    };
    for (const [kind, secret] of Object.entries(found)) secrets.set(kind as Kind, secret);
  });

  /** Every place that takes a secret, and the kinds that it takes. The last ones use up what they take. */
  const places: readonly (readonly [string, readonly Kind[], (secret: string) => Promise<Answer>])[] = [
    [
      'Authorization: Bearer',
      [
        'session token',
        'access token',
        'access token of a key',
        'personal token',
        'workspace key',
        'test key',
        'service key',
      ],
      (as) => at.server.ask('getMe', { as }),
    ],
    [
      'X-API-Key',
      ['personal token', 'workspace key', 'test key', 'service key'],
      (secret) => at.server.ask('getMe', { headers: { 'X-API-Key': secret } }),
    ],
    [
      'the header token',
      ['access token', 'access token of a key'],
      (secret) => at.server.ask('getMe', { headers: { Token: secret } }),
    ],
    [
      'the session cookie',
      ['session token'],
      (secret) => at.server.ask('getMe', { headers: { Cookie: `session=${secret}` } }),
    ],
    ['previewing an invitation', ['invitation code'], (code) => at.server.ask('previewInvitation', { body: { code } })],
    ['the token endpoint', ['refresh token'], (secret) => at.server.ask('issueToken', { form: formOf(secret) })],
    [
      'verifying an address',
      ['verification code'],
      (code) => at.server.ask('completeEmailVerification', { body: { code, password } }),
    ],
    [
      'confirming a change of address',
      ['address change code'],
      (code) => at.server.ask('confirmEmailChange', { body: { code } }),
    ],
    ['declining an invitation', ['invitation code'], (code) => at.server.ask('declineInvitation', { body: { code } })],
  ];

  for (const [place, taken, present] of places) {
    it(`${place} takes ${taken.join(', ')}, and no secret of another kind`, async () => {
      for (const [kind, secret] of secrets) {
        if (taken.includes(kind)) continue;
        const { status } = await present(secret);
        assert.ok([400, 401, 410].includes(status), `${place} answered ${status} to a ${kind}`);
      }
      for (const kind of taken) {
        const { status, text } = await present(secrets.get(kind) ?? '');
        assert.ok(status < 300, `${place} refused a ${kind}: ${text}`);
      }
    });
  }

  it('resetting a password takes no secret of another kind than its code', async () => {
    const { server } = at;
    const { owner } = await signUpOwner(server);
    await server.succeed('requestPasswordReset', { body: { email: owner.email } });
    for (const [kind, secret] of secrets) {
      if (kind === 'reset code') continue;
      const { status } = await server.ask('completePasswordReset', { body: { code: secret, password } });
      assert.ok([400, 410].includes(status), `${status} to a ${kind}`);
    }
    const code = await mailedCode(server, owner.email, 'reset_password');
    await server.succeed('completePasswordReset', { body: { code, password } });
  });

  it('a code of one length more or less, or in another case, opens nothing', async () => {
    const { server } = at;
    const { owner } = await signUpOwner(server);
    await server.succeed('requestPasswordReset', { body: { email: owner.email } });
    const code = await mailedCode(server, owner.email, 'reset_password');
    const others = [code.slice(0, -1), code.slice(1), `${code}A`, `A${code}`, ` ${code}`, `${code} `, `${code}=`];
    for (const other of [...others, code.toUpperCase(), code.toLowerCase()]) {
      const { status } = await server.ask('completePasswordReset', { body: { code: other, password } });
      assert.ok([400, 410].includes(status), other);
    }
    await server.succeed('completePasswordReset', { body: { code, password } });
  });
});
