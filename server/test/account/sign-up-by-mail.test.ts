import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { hours, minutes } from '../../src/clock.ts';
import {
  createWorkspace,
  join,
  type Person,
  password,
  setUpOperator,
  signInPerson,
  unique,
  type Workspace,
} from '../support/actors.ts';
import { mailedCode, mailsTo } from '../support/mailbox.ts';
import { invite } from '../support/member-actors.ts';
import { eventsOf, onEachServer, type TestServer } from '../support/test-server.ts';

const other = 'mountains drop big boulders';
const newAddress = (): string => `${unique('new')}@example.com`;
const signUp = (server: TestServer, email: string, chosen = password) =>
  server.ask('signUp', { body: { email, password: chosen, name: 'Ada Example' } });
const complete = (server: TestServer, code: string, chosen = password) =>
  server.ask('completeEmailVerification', { body: { code, password: chosen } });

async function signUpFully(server: TestServer): Promise<string> {
  const email = newAddress();
  await signUp(server, email);
  assert.equal((await complete(server, await mailedCode(server, email, 'verify_email'))).status, 204);
  return email;
}

onEachServer(
  'signing up with a mailed code',
  (at) => {
    it('there is no account before the mailed code is used, and one with a verified address afterwards', async () => {
      const { server } = at;
      const email = newAddress();
      assert.equal((await signUp(server, email)).status, 202);
      await server.refuse('signIn', 'invalid_credentials', { body: { email, password } });
      const code = await mailedCode(server, email, 'verify_email');
      assert.equal((await complete(server, code)).status, 204);
      const person = await signInPerson(server, email);
      const { body } = await server.succeed('getMe', { as: person.session });
      assert.equal(body.user?.email_verified, true);
      assert.equal(body.user?.name, 'Ada Example');
      await server.refuse('completeEmailVerification', 'gone', { body: { code, password } });
    });

    it('LIF-01 a known address and a new one get the same answer; only the mail tells them apart', async () => {
      const { server } = at;
      const known = await signUpFully(server);
      const fresh = newAddress();
      const answers = [await signUp(server, known, other), await signUp(server, fresh, other)];
      assert.equal(answers[0]?.status, answers[1]?.status);
      assert.equal(answers[0]?.text, answers[1]?.text);
      assert.equal((await mailsTo(server, known)).at(-1)?.kind, 'account_exists');
      assert.equal((await mailsTo(server, fresh)).at(-1)?.kind, 'verify_email');
      await signInPerson(server, known);
    });

    it('a known and a new address cost the same number of hashes', async () => {
      const { server } = at;
      const known = await signUpFully(server);
      const { hasher } = server.services;
      const before = hasher.hashesDone;
      await signUp(server, known);
      const between = hasher.hashesDone;
      await signUp(server, newAddress());
      assert.equal(between - before, hasher.hashesDone - between);
    });

    it('a stranger who signs up with somebody’s address gets nothing when its owner uses the code', async () => {
      const { server } = at;
      const email = newAddress();
      await signUp(server, email, password);
      await signUp(server, email, other);
      const code = await mailedCode(server, email, 'verify_email');
      await server.refuse('completeEmailVerification', 'invalid_credentials', { body: { code, password } });
      await server.refuse('signIn', 'invalid_credentials', { body: { email, password: other } });
    });

    it('a new code ends the one before, and a code ends after a day', async () => {
      const { server } = at;
      const email = newAddress();
      await signUp(server, email);
      const first = await mailedCode(server, email, 'verify_email');
      await server.succeed('requestEmailVerification', { body: { email } });
      const second = await mailedCode(server, email, 'verify_email');
      assert.notEqual(first, second);
      await server.refuse('completeEmailVerification', 'gone', { body: { code: first, password } });
      server.clock.advance(hours(24));
      await server.refuse('completeEmailVerification', 'gone', { body: { code: second, password } });
    });

    it('asking again for a verification mail is answered alike for waiting, verified and unknown addresses', async () => {
      const { server } = at;
      const waiting = newAddress();
      await signUp(server, waiting);
      const verified = await signUpFully(server);
      const unknown = newAddress();
      const answers = [];
      for (const email of [waiting, verified, unknown])
        answers.push((await server.ask('requestEmailVerification', { body: { email } })).text);
      assert.equal(new Set(answers).size, 1);
      assert.equal((await mailsTo(server, waiting)).length, 2);
      assert.equal((await mailsTo(server, unknown)).length, 0);
    });

    it('of 16 uses of one code at once exactly one makes the account', async () => {
      const { server } = at;
      const email = newAddress();
      await signUp(server, email);
      const code = await mailedCode(server, email, 'verify_email');
      const answers = await Promise.all(Array.from({ length: 16 }, () => complete(server, code)));
      assert.equal(answers.filter(({ status }) => status === 204).length, 1);
      assert.ok(answers.every(({ status }) => [204, 409, 410, 429].includes(status)));
    });

    it('a mailbox cannot be filled: after five mails there is one in a quarter of an hour, for known and unknown alike', async () => {
      const { server } = at;
      const known = await signUpFully(server);
      for (const email of [known, newAddress()]) {
        for (let mail = 0; mail < 5; mail += 1) assert.equal((await signUp(server, email)).status, 202);
        const { body } = await server.refuse('signUp', 'rate_limit_exceeded', {
          body: { email: email.toUpperCase(), password, name: 'Ada' },
        });
        assert.equal(body.retry_after_seconds, 900);
      }
      server.clock.advance(minutes(15));
      assert.equal((await signUp(server, known)).status, 202);
    });

    it('no mailed code is at rest anywhere, and no event names the address', async () => {
      const { server } = at;
      const email = newAddress();
      await signUp(server, email);
      const code = await mailedCode(server, email, 'verify_email');
      const stored = JSON.stringify([
        await server.store.find('codes', {}),
        await server.store.find('outbox', {}),
        await eventsOf(server, 'deployment'),
      ]);
      assert.ok(!stored.includes(code));
      assert.ok(!JSON.stringify(await eventsOf(server, 'deployment')).includes(email));
    });
  },
  { environment: { EMAIL_VERIFICATION: 'required', REGISTRATION: 'open' } },
);

onEachServer(
  'signing up by invitation',
  (at) => {
    let operator: Person;
    before(async () => {
      operator = await setUpOperator(at.server);
    });

    /** An address that is invited to a workspace, and what signs it up. */
    const invited = async (by = operator, to?: Workspace) => {
      const { server } = at;
      const workspace = to ?? (await createWorkspace(server, by));
      const email = newAddress();
      const { body: invitation } = await invite(server, by, workspace, email, 'viewer');
      const invitation_code = await mailedCode(server, email, 'invitation');
      return { workspace, invitation, body: { email, password, name: 'Ada Example', invitation_code } };
    };

    it('without an invitation to the address it is refused; with its code the account is made, verified', async () => {
      const { server } = at;
      const { body } = await invited();
      const { invitation_code: code, ...without } = body;
      await server.refuse('signUp', 'insufficient_permissions', { body: without });
      await server.refuse('signUp', 'gone', { body: { ...body, invitation_code: 'not-a-code' } });
      await server.refuse('signUp', 'gone', { body: { ...body, email: newAddress() } });
      const { body: made } = await server.succeed('signUp', { body });
      assert.ok('user' in made && made.user.email_verified);
      const { session } = await signInPerson(server, body.email);
      await server.succeed('acceptInvitation', { as: session, body: { code } });
    });

    it('an invitation admits nobody once its inviter is removed, and while its workspace is suspended or after it is deleted', async () => {
      const { server } = at;
      const { workspace, body: first } = await invited();
      await server.succeed('signUp', { body: first });
      const admin = await signInPerson(server, first.email);
      await join(server, admin, workspace, 'admin');
      const { body: ofAdmin } = await invited(admin, workspace);
      await server.succeed('removeMember', {
        as: operator.session,
        path: { workspace: workspace.id, user_id: admin.id },
      });
      await server.refuse('signUp', 'gone', { body: ofAdmin });

      const { body: ofOwner } = await invited(operator, workspace);
      const about = { as: operator.session, path: { workspace: workspace.id } };
      await server.succeed('suspendWorkspace', about);
      await server.refuse('signUp', 'workspace_suspended', { body: ofOwner });
      await server.succeed('resumeWorkspace', about);
      await server.succeed('deleteWorkspace', about);
      await server.refuse('signUp', 'gone', { body: ofOwner });
    });

    it('an invitation that is withdrawn while the account is being made admits nobody', async () => {
      const { server } = at;
      const { workspace, invitation, body } = await invited();
      server.watched.beforeNextCommit(() =>
        server.succeed('revokeInvitation', {
          as: operator.session,
          path: { workspace: workspace.id, invitation_id: invitation.id },
        }),
      );
      await server.refuse('signUp', 'gone', { body });
      await server.refuse('signIn', 'invalid_credentials', { body: { email: body.email, password } });
    });
  },
  { environment: { EMAIL_VERIFICATION: 'required', REGISTRATION: 'invited' } },
);

onEachServer(
  'closed registration',
  (at) => {
    it('nobody signs up, invited or not', async () => {
      const body = { email: newAddress(), password, name: 'Ada', invitation_code: 'any-code' };
      await at.server.refuse('signUp', 'insufficient_permissions', { body });
    });
  },
  { environment: { REGISTRATION: 'closed' } },
);
