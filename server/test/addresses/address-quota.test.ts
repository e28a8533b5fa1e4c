import assert from 'node:assert/strict';
import { it } from 'node:test';
import { seconds } from '../../src/clock.ts';
import { password, signUpOwner, signUpPerson, unique } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';

const wrong = 'mountains drop big boulders';
const limit = 20;

onEachServer(
  'what is counted by address',
  (at) => {
    let sources = 0;
    /** A network that nothing was counted for yet. */
    const newNetwork = (): string => {
      sources += 1;
      return `2001:db8:${sources}::`;
    };
    const from = (source: string) => ({ headers: { 'X-Forwarded-For': source } });
    const guess = (email: string, source: string) =>
      at.server.ask('signIn', { body: { email, password: wrong }, ...from(source) });
    const somebody = () => `${unique('nobody')}@example.com`;

    it('RL-01 one guess at each of many accounts is stopped, however the address is rotated within its network', async () => {
      const { server } = at;
      const network = newNetwork();
      for (let number = 1; number <= limit; number += 1)
        assert.equal((await guess(somebody(), `${network}${number.toString(16)}`)).status, 401);
      const before = server.services.hasher.hashesDone;
      const { body, headers } = await server.refuse('signIn', 'rate_limit_exceeded', {
        body: { email: somebody(), password: wrong },
        ...from(`${network}ffff`),
      });
      assert.equal(headers['retry-after'], String(body.retry_after_seconds));
      assert.equal(server.services.hasher.hashesDone, before);
      assert.equal((await guess(somebody(), newNetwork())).status, 401);
      server.clock.advance(seconds(body.retry_after_seconds ?? 0));
      assert.equal((await guess(somebody(), network)).status, 401);
    });

    it('RL-02 of a hundred guesses from one address at once as many are hashed as are allowed', async () => {
      const { server } = at;
      const network = newNetwork();
      const before = server.services.hasher.hashesDone;
      const answers = await Promise.all(Array.from({ length: 100 }, () => guess(somebody(), network)));
      assert.equal(answers.filter(({ status }) => status === 401).length, limit);
      assert.equal(answers.filter(({ status }) => status === 429).length, 100 - limit);
      assert.equal(server.services.hasher.hashesDone - before, limit);
    });

    it('right passwords are not counted: a whole company may sit behind one address', async () => {
      const { server } = at;
      const network = newNetwork();
      const { email } = await signUpPerson(server);
      for (let number = 0; number < limit * 2; number += 1)
        await server.succeed('signIn', { body: { email, password }, ...from(network) });
      for (let number = 0; number < limit; number += 1) assert.equal((await guess(somebody(), network)).status, 401);
      await server.refuse('signIn', 'rate_limit_exceeded', { body: { email, password }, ...from(network) });
    });

    it('AU-11 every path that checks a password shares the count', async () => {
      const { server } = at;
      const network = newNetwork();
      const { session } = await signUpPerson(server);
      for (let number = 0; number < limit; number += 1) await guess(somebody(), network);
      await server.refuse('reauthenticate', 'rate_limit_exceeded', {
        as: session,
        path: { session_id: 'current' },
        body: { password },
        ...from(network),
      });
      await server.refuse('changePassword', 'rate_limit_exceeded', {
        as: session,
        body: { current_password: password, new_password: 'seven wooden boats at dawn' },
        ...from(network),
      });
    });

    it('mails to ever new people are limited, for known and unknown ones alike', async () => {
      const { server } = at;
      const network = newNetwork();
      for (let number = 0; number < limit; number += 1)
        await server.succeed('requestPasswordReset', { body: { email: somebody() }, ...from(network) });
      const { email } = await signUpPerson(server);
      for (const address of [email, somebody()])
        await server.refuse('requestPasswordReset', 'rate_limit_exceeded', {
          body: { email: address },
          ...from(network),
        });
      assert.equal((await guess(somebody(), network)).status, 401, 'passwords have a count of their own');
    });

    it('RL-02 invitations to ever new people are counted with the mails of their network, whoever sends them', async () => {
      const { server } = at;
      const network = newNetwork();
      const inviting = ({ owner, workspace }: Awaited<ReturnType<typeof signUpOwner>>, source: string) => ({
        as: owner.session,
        path: { workspace: workspace.id },
        body: { email: somebody(), role_id: 'viewer' },
        ...from(source),
      });
      const [one, other] = [await signUpOwner(server), await signUpOwner(server)];
      for (let number = 0; number < limit; number += 1)
        await server.succeed('createInvitation', inviting(number % 2 === 0 ? one : other, network));
      const { body } = await server.refuse('createInvitation', 'rate_limit_exceeded', inviting(one, network));
      await server.refuse('requestPasswordReset', 'rate_limit_exceeded', {
        body: { email: somebody() },
        ...from(network),
      });
      await server.succeed('createInvitation', inviting(one, newNetwork()));
      server.clock.advance(seconds(body.retry_after_seconds ?? 0));
      await server.succeed('createInvitation', inviting(other, network));
    });

    it('leak reports are limited more strictly than requests', async () => {
      const { server } = at;
      const network = newNetwork();
      const report = { body: { credentials: ['nonsense'] }, ...from(network) };
      for (let number = 0; number < limit; number += 1) await server.succeed('reportLeakedCredentials', report);
      await server.refuse('reportLeakedCredentials', 'rate_limit_exceeded', report);
    });
  },
  { environment: { TRUSTED_PROXIES: '127.0.0.1', ATTEMPTS_PER_ADDRESS: String(limit) } },
);
