import assert from 'node:assert/strict';
import { it } from 'node:test';
import { minutes } from '../../src/clock.ts';
import {
  createKey,
  createServiceKey,
  createWorkspace,
  join,
  type Person,
  password,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
  unique,
  type Workspace,
} from '../support/actors.ts';
import { mailedCode, mailsTo } from '../support/mailbox.ts';
import { invite } from '../support/member-actors.ts';
import { eventsOf, onEachServer, type TestServer } from '../support/test-server.ts';
import { createToken } from '../support/token-actors.ts';

onEachServer('one’s own account', (at) => {
  it('changes the members that are sent', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const { body } = await server.succeed('updateMe', { as: person.session, body: { name: 'Ada Byron' } });
    assert.equal(body.name, 'Ada Byron');
    const { body: me } = await server.succeed('getMe', { as: person.session });
    assert.equal(me.user?.name, 'Ada Byron');
    assert.equal(me.principal.name, 'Ada Byron');
    await server.refuse('updateMe', 'invalid_request', { as: person.session, body: {} });
    await server.refuse('updateMe', 'invalid_request', { as: person.session, body: { is_operator: true } });
  });

  it('is for people: keys and nobody are refused', async () => {
    const { server } = at;
    const place = await signUpOwner(server);
    const key = await createKey(server, place);
    const body = { name: 'Ada' };
    await server.refuse('updateMe', 'insufficient_permissions', { as: key.body.secret, body });
    await server.refuse('updateMe', 'authentication_required', { body });
    await server.refuse('deleteMe', 'insufficient_permissions', { as: key.body.secret });
  });
});

onEachServer('changing the address', (at) => {
  const ask = (person: { readonly session: string }, email: string) => ({ as: person.session, body: { email } });

  it('LIF-06 is confirmed at the new address and announced at the old one', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const email = `${unique('moved')}@new.example`;
    await server.succeed('requestEmailChange', ask(person, email));
    assert.deepEqual((await mailsTo(server, person.email)).at(-1), {
      to: person.email,
      kind: 'email_change_notice',
      data: { new_email: email },
    });
    await signInPerson(server, person.email);
    const code = await mailedCode(server, email, 'confirm_email_change');
    await server.succeed('confirmEmailChange', { body: { code } });
    await server.refuse('confirmEmailChange', 'gone', { body: { code } });
    await signInPerson(server, email);
    await server.refuse('signIn', 'invalid_credentials', { body: { email: person.email, password } });
    const { body } = await server.succeed('getMe', { as: person.session });
    assert.deepEqual([body.user?.email, body.user?.email_verified], [email, true]);
    assert.equal((await mailsTo(server, person.email)).at(-1)?.kind, 'email_changed');
    await server.succeed('signUp', { body: { email: person.email, password, name: 'Somebody Else' } });
  });

  const fresh = 'seven wooden boats at dawn';
  const changeThePassword = (server: TestServer, person: Person) =>
    server.succeed('changePassword', {
      as: person.session,
      body: { current_password: password, new_password: fresh },
    });
  const resetThePassword = async (server: TestServer, person: Person) => {
    await server.succeed('requestPasswordReset', { body: { email: person.email } });
    const code = await mailedCode(server, person.email, 'reset_password');
    await server.succeed('completePasswordReset', { body: { code, password: fresh } });
  };
  const endTheCredentials = async (server: TestServer, person: Person) => {
    operator ??= await setUpOperator(server);
    await server.succeed('endUserCredentials', { as: operator.session, path: { user_id: person.id } });
  };
  let operator: Person | undefined;
  for (const [what, end] of [
    ['a changed password', changeThePassword],
    ['a reset password', resetThePassword],
    ['the end of all credentials', endTheCredentials],
  ] as const) {
    const askForChange = async (server: TestServer) => {
      const person = await signUpPerson(server);
      const email = `${unique('intruder')}@evil.example`;
      await server.succeed('requestEmailChange', ask(await signInPerson(server, person.email), email));
      return { person, email, code: await mailedCode(server, email, 'confirm_email_change') };
    };

    it(`is void after ${what}: an intruder who asked for it before does not get the account`, async () => {
      const { server } = at;
      const { person, email, code } = await askForChange(server);
      await end(server, person);
      await server.refuse('confirmEmailChange', 'gone', { body: { code } });
      assert.equal(await server.services.users.findIdByEmail(person.email), person.id);
      assert.equal(await server.services.users.findIdByEmail(email), undefined);
    });

    it(`${what} that comes first while it is being confirmed wins`, async () => {
      const { server } = at;
      const { person, code } = await askForChange(server);
      server.watched.beforeNextCommit(() => end(server, person));
      await server.refuse('confirmEmailChange', 'gone', { body: { code } });
      assert.equal(await server.services.users.findIdByEmail(person.email), person.id);
    });
  }

  it('SES-21 needs a recent password', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    server.clock.advance(minutes(10));
    const email = `${unique('moved')}@new.example`;
    await server.refuse('requestEmailChange', 'recent_authentication_required', ask(person, email));
    await server.succeed('reauthenticate', {
      as: person.session,
      path: { session_id: 'current' },
      body: { password },
    });
  });

  it('does not tell whether an address has an account', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const { email } = await signUpPerson(server);
    const taken = await server.ask('requestEmailChange', ask(person, email));
    const free = await server.ask('requestEmailChange', ask(person, `free-${email}`));
    assert.deepEqual([taken.status, taken.text], [free.status, free.text]);
    assert.equal((await mailsTo(server, email)).at(-1)?.kind, 'account_exists');
  });

  it('an address that was taken meanwhile stays with its holder', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const email = `${unique('moved')}@new.example`;
    await server.succeed('requestEmailChange', ask(person, email));
    const code = await mailedCode(server, email, 'confirm_email_change');
    await server.succeed('signUp', { body: { email, password, name: 'First Come' } });
    await server.refuse('confirmEmailChange', 'name_taken', { body: { code } });
    await signInPerson(server, person.email);
  });

  it('makes a reset code that went to the old address worthless', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    await server.succeed('requestPasswordReset', { body: { email: person.email } });
    const reset = await mailedCode(server, person.email, 'reset_password');
    const email = `${unique('moved')}@new.example`;
    await server.succeed('requestEmailChange', ask(person, email));
    await server.succeed('confirmEmailChange', {
      body: { code: await mailedCode(server, email, 'confirm_email_change') },
    });
    await server.refuse('completePasswordReset', 'gone', { body: { code: reset, password } });
  });

  it('a reset code that is mailed to the old address while the change is confirmed is worthless', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const email = `${unique('moved')}@new.example`;
    await server.succeed('requestEmailChange', ask(person, email));
    const code = await mailedCode(server, email, 'confirm_email_change');
    server.watched.beforeNextCommit(() => server.succeed('confirmEmailChange', { body: { code } }));
    await server.succeed('requestPasswordReset', { body: { email: person.email } });
    const late = await mailedCode(server, person.email, 'reset_password');
    await server.refuse('completePasswordReset', 'gone', { body: { code: late, password: fresh } });
    await server.succeed('requestPasswordReset', { body: { email } });
    const good = await mailedCode(server, email, 'reset_password');
    await server.succeed('completePasswordReset', { body: { code: good, password: fresh } });
  });

  it('of 16 confirmations at once exactly one succeeds', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const email = `${unique('moved')}@new.example`;
    await server.succeed('requestEmailChange', ask(person, email));
    const code = await mailedCode(server, email, 'confirm_email_change');
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => server.ask('confirmEmailChange', { body: { code } })),
    );
    assert.equal(answers.filter(({ status }) => status === 204).length, 1);
    assert.ok(answers.every(({ status }) => [204, 409, 410].includes(status)));
  });
});

onEachServer('deleting the account', (at) => {
  it('LIF-08 ends everything of the person at once, and the address starts anew', async () => {
    const { server } = at;
    const operator = await setUpOperator(server);
    const serviceKey = await createServiceKey(server, operator);
    const { workspace, owner } = await signUpOwner(server);
    const person = await signUpPerson(server);
    await join(server, person, workspace, 'admin');
    const elsewhere = await signInPerson(server, person.email);
    await server.succeed('deleteMe', { as: person.session });
    for (const session of [person.session, elsewhere.session])
      await server.refuse('getMe', 'invalid_token', { as: session });
    const { body: verified } = await server.succeed('verifyCredential', {
      as: serviceKey,
      body: { credential: person.session },
    });
    assert.equal(verified.outcome, 'invalid');
    await server.refuse('signIn', 'invalid_credentials', { body: { email: person.email, password } });
    assert.ok(!JSON.stringify(await server.store.find('users', {})).includes(person.email));
    assert.ok((await eventsOf(server, workspace.id)).some(({ action }) => action === 'member.left'));
    await server.succeed('signUp', { body: { email: person.email, password, name: 'Somebody Else' } });
    const again = await signInPerson(server, person.email);
    assert.notEqual(again.id, person.id);
    await server.refuse('getWorkspace', 'not_found', { as: again.session, path: { workspace: workspace.id } });
    await server.refuse('deleteMe', 'last_owner', { as: owner.session });
    await server.refuse('deleteMe', 'last_owner', { as: operator.session });
  });

  it('a refused deletion changes nothing', async () => {
    const { server } = at;
    const owner = await signUpPerson(server);
    const workspace = await createWorkspace(server, owner);
    await server.refuse('deleteMe', 'last_owner', { as: owner.session });
    await server.succeed('getWorkspace', { as: owner.session, path: { workspace: workspace.id } });
    await signInPerson(server, owner.email);
  });

  it('needs a recent password', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    server.clock.advance(minutes(10));
    await server.refuse('deleteMe', 'recent_authentication_required', { as: person.session });
  });

  it('two owners who leave at once do not leave the workspace without one', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const second = await signUpPerson(server);
    await join(server, second, workspace, 'owner');
    const answers = await Promise.all([owner, second].map(({ session }) => server.ask('deleteMe', { as: session })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409]);
  });

  it('whoever becomes an owner while their account is being deleted does not stay one, so the other owner is the last', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const invited = await signUpPerson(server);
    await invite(server, owner, workspace, invited.email, 'owner');
    const code = await mailedCode(server, invited.email, 'invitation');
    server.watched.beforeNextCommit(() => server.succeed('acceptInvitation', { as: invited.session, body: { code } }));
    await server.succeed('deleteMe', { as: invited.session });
    assert.equal(await server.store.count('memberships', { user_id: invited.id, state: 'active' }, 1), 0);
    await server.refuse('deleteMe', 'last_owner', { as: owner.session });
  });

  it('whoever makes a workspace while their account is being deleted keeps the account, as its last owner', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    let workspace: Workspace | undefined;
    server.watched.beforeNextCommit(async () => {
      workspace = await createWorkspace(server, person);
    });
    await server.refuse('deleteMe', 'last_owner', { as: person.session });
    await server.succeed('getWorkspace', { as: person.session, path: { workspace: workspace?.id ?? '' } });
  });

  it('a token that is made while the account is being deleted ends with it', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    server.watched.beforeNextCommit(() => createToken(server, person, 'all'));
    await server.succeed('deleteMe', { as: person.session });
    assert.deepEqual(
      (await server.store.find('api_tokens', { owner: person.id })).map(({ state }) => state),
      ['revoked'],
    );
  });
});
