import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { days, seconds } from '../../src/clock.ts';
import type { ErrorCode } from '../../src/errors/registry.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import { createKey, createServiceKey, type Person, setUpOperator, signUpOwner, unique } from '../support/actors.ts';
import type { Asked } from '../support/test-client.ts';
import { eventsOf, onEachServer, type TestServer } from '../support/test-server.ts';
import { createToken, outcomeOf, verify } from '../support/token-actors.ts';

interface Token {
  readonly id: string;
  readonly secret: string;
  readonly display: { readonly last_four: string };
  readonly overlap: { readonly previous_valid_until: string } | null;
  readonly expires_at: string | null;
  readonly state: string;
}

/** One token of a kind, and the names of what can be done to it. */
interface Life {
  readonly token: Token;
  readonly asked: Asked;
  readonly stream: string;
}

interface Kind {
  readonly noun: string;
  readonly event: string;
  readonly begin: (server: TestServer, operator: Person, about?: Readonly<Record<string, unknown>>) => Promise<Life>;
}

const kinds: readonly Kind[] = [
  {
    noun: 'PersonalToken',
    event: 'personal_token',
    begin: async (server, _operator, about) => {
      const { owner, workspace } = await signUpOwner(server);
      const { body } = await createToken(server, owner, [workspace], about);
      return { token: body, asked: { as: owner.session, path: { token_id: body.id } }, stream: 'deployment' };
    },
  },
  {
    noun: 'WorkspaceKey',
    event: 'workspace_key',
    begin: async (server, _operator, about) => {
      const { owner, workspace } = await signUpOwner(server);
      const { body } = await createKey(server, { owner, workspace }, about);
      const path = { workspace: workspace.slug, token_id: body.id };
      return { token: body, asked: { as: owner.session, path }, stream: workspace.id };
    },
  },
  {
    noun: 'ServiceKey',
    event: 'service_key',
    begin: async (server, operator, about) => {
      const { body } = await server.succeed('createServiceKey', {
        as: operator.session,
        body: { name: unique('service'), ...about },
      });
      return { token: body, asked: { as: operator.session, path: { token_id: body.id } }, stream: 'deployment' };
    },
  },
];

onEachServer('the life of an API token', (at) => {
  let operator: Person;
  let service: string;
  before(async () => {
    operator = await setUpOperator(at.server);
    service = await createServiceKey(at.server, operator);
  });

  const works = async (secret: string): Promise<boolean> =>
    outcomeOf(await verify(at.server, service, { credential: secret })) === 'authenticated';
  const succeed = async (operation: string, asked: Asked): Promise<Token> =>
    (await at.server.succeed(operation as OperationId, asked)).body as unknown as Token;
  const refuse = (operation: string, code: ErrorCode, asked: Asked) =>
    at.server.refuse(operation as OperationId, code, asked);

  for (const { noun, event, begin } of kinds) {
    const rotate = `rotate${noun}`;

    it(`T4 rotating a ${noun} gives a second secret under the same id, and the old one works for a day`, async () => {
      const { token, asked } = await begin(at.server, operator);
      const { secret, ...rotated } = await succeed(rotate, { ...asked, body: {} });
      const { secret: old, ...before } = token;
      assert.notEqual(secret, old);
      const previous_valid_until = new Date(at.server.clock.now() + days(1)).toISOString();
      assert.deepEqual(rotated, {
        ...before,
        display: { ...before.display, last_four: secret.slice(-4) },
        overlap: { previous_valid_until },
      });
      assert.deepEqual([await works(old), await works(secret)], [true, true]);
      at.server.clock.advance(days(1) - 1);
      assert.deepEqual([await works(old), await works(secret)], [true, true]);
      at.server.clock.advance(1);
      assert.deepEqual([await works(old), await works(secret)], [false, true]);
      operator = await signInAgain(operator);
    });

    it(`during an overlap a ${noun} rotates only by ending every old secret`, async () => {
      const { token, asked } = await begin(at.server, operator);
      const second = await succeed(rotate, { ...asked, body: { overlap_seconds: 60 } });
      const { body } = await refuse(rotate, 'rotation_in_progress', { ...asked, body: { overlap_seconds: 1 } });
      assert.match(body.detail, /previous secret/);
      const third = await succeed(rotate, { ...asked, body: { overlap_seconds: 0 } });
      assert.equal(third.overlap, null);
      assert.deepEqual(
        [await works(token.secret), await works(second.secret), await works(third.secret)],
        [false, false, true],
      );
      const fourth = await succeed(rotate, { ...asked, body: { overlap_seconds: 60 } });
      at.server.clock.advance(seconds(60));
      await succeed(rotate, { ...asked, body: { overlap_seconds: 60 } });
      assert.deepEqual([await works(third.secret), await works(fourth.secret)], [false, true]);
    });

    it(`ending the overlap of a ${noun} ends the old secret at once, and is no error twice`, async () => {
      const { token, asked, stream } = await begin(at.server, operator);
      const { secret } = await succeed(rotate, { ...asked, body: {} });
      await succeed(`end${noun}Overlap`, asked);
      await succeed(`end${noun}Overlap`, asked);
      assert.deepEqual([await works(token.secret), await works(secret)], [false, true]);
      assert.equal((await succeed(`get${noun}`, asked)).overlap, null);
      const actions = (await eventsOf(at.server, stream))
        .filter((recorded) => JSON.stringify(recorded).includes(token.id))
        .map(({ action }) => action);
      assert.deepEqual(actions, [`${event}.created`, `${event}.rotated`, `${event}.overlap_ended`]);
    });

    it(`an overlap of a ${noun} never outlasts its expiry`, async () => {
      const expires_at = new Date(at.server.clock.now() + seconds(90)).toISOString();
      const { token, asked } = await begin(at.server, operator, { expires_at });
      const { overlap } = await succeed(rotate, { ...asked, body: { overlap_seconds: 604_800 } });
      assert.deepEqual(overlap, { previous_valid_until: expires_at });
      at.server.clock.advance(seconds(90));
      assert.equal(await works(token.secret), false);
      await refuse(rotate, 'conflict', { ...asked, body: {} });
    });

    it(`a ${noun} can be suspended, rotated meanwhile and resumed; revoked it is gone for good`, async () => {
      const { token, asked } = await begin(at.server, operator);
      assert.equal((await succeed(`suspend${noun}`, asked)).state, 'suspended');
      const { secret } = await succeed(rotate, { ...asked, body: {} });
      assert.deepEqual([await works(token.secret), await works(secret)], [false, false]);
      assert.equal((await succeed(`resume${noun}`, asked)).state, 'active');
      assert.deepEqual([await works(token.secret), await works(secret)], [true, true]);
      await succeed(`revoke${noun}`, asked);
      assert.deepEqual([await works(token.secret), await works(secret)], [false, false]);
      await refuse(rotate, 'conflict', { ...asked, body: {} });
      await refuse(`suspend${noun}`, 'conflict', asked);
      await refuse(`resume${noun}`, 'conflict', asked);
      await succeed(`end${noun}Overlap`, asked);
    });

    it(`a retried rotation of a ${noun} with the same Idempotency-Key gets the same bytes, sixteen at once too`, async () => {
      const { token, asked } = await begin(at.server, operator);
      const attempt = { ...asked, body: {}, headers: { 'Idempotency-Key': '"rotate-once-and-no-more"' } };
      const answers = await Promise.all(
        Array.from({ length: 16 }, () => at.server.ask(rotate as OperationId, attempt)),
      );
      const later = await at.server.ask(rotate as OperationId, attempt);
      assert.equal(new Set([...answers, later].map(({ status, text }) => `${status} ${text}`)).size, 1);
      const { secret } = JSON.parse(later.text) as Token;
      assert.deepEqual([await works(token.secret), await works(secret)], [true, true]);
      await refuse(rotate, 'idempotency_key_reused', { ...attempt, body: { overlap_seconds: 5 } });
    });

    it(`of sixteen rotations of a ${noun} at once one wins, and two secrets live`, async () => {
      const { token, asked } = await begin(at.server, operator);
      const answers = await Promise.all(
        Array.from({ length: 16 }, () => at.server.ask(rotate as OperationId, { ...asked, body: {} })),
      );
      const won = answers.filter(({ status }) => status === 200).map(({ text }) => JSON.parse(text) as Token);
      assert.equal(won.length, 1);
      assert.equal(answers.filter(({ status }) => status === 409).length, 15);
      assert.deepEqual([await works(token.secret), await works(won[0]?.secret ?? '')], [true, true]);
    });

    it(`sixteen rotations of a ${noun} without overlap at once leave exactly one secret alive`, async () => {
      const { token, asked } = await begin(at.server, operator);
      const answers = await Promise.all(
        Array.from({ length: 16 }, () =>
          at.server.ask(rotate as OperationId, { ...asked, body: { overlap_seconds: 0 } }),
        ),
      );
      assert.ok(answers.every(({ status }) => status === 200 || status === 409));
      const secrets = answers
        .filter(({ status }) => status === 200)
        .map(({ text }) => (JSON.parse(text) as Token).secret);
      const alive = await Promise.all([token.secret, ...secrets].map(works));
      assert.equal(alive.filter(Boolean).length, 1);
      assert.equal(alive[0], false);
    });

    it(`whatever order rotations and revocations of a ${noun} come in, none of its secrets outlives the revocation`, async () => {
      const { token, asked } = await begin(at.server, operator);
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, number) =>
          number % 2 === 0
            ? at.server.ask(rotate as OperationId, { ...asked, body: { overlap_seconds: 0 } })
            : at.server.ask(`revoke${noun}` as OperationId, asked),
        ),
      );
      assert.ok(answers.every(({ status }) => [200, 204, 409].includes(status)));
      assert.ok(answers.some(({ status }) => status === 204));
      const secrets = answers
        .filter(({ status }) => status === 200)
        .map(({ text }) => (JSON.parse(text) as Token).secret);
      for (const secret of [token.secret, ...secrets]) assert.equal(await works(secret), false);
      assert.equal((await succeed(`get${noun}`, asked)).state, 'revoked');
    });

    it(`no verification that begins after a ${noun} was revoked succeeds`, async () => {
      const { token, asked } = await begin(at.server, operator);
      let isRevoked = false;
      const late: boolean[] = [];
      const verifications = Array.from({ length: 16 }, async () => {
        for (let round = 0; round < 4; round += 1) {
          const beganAfter = isRevoked;
          const succeeded = await works(token.secret);
          if (beganAfter) late.push(succeeded);
        }
      });
      await at.server.succeed(`revoke${noun}` as OperationId, asked);
      isRevoked = true;
      await Promise.all(verifications);
      assert.equal(await works(token.secret), false);
      assert.ok(late.every((succeeded) => !succeeded));
    });

    it(`an overlap of a ${noun} is from zero to a week`, async () => {
      const { asked } = await begin(at.server, operator);
      for (const overlap_seconds of [-1, 604_801, 1.5, '60', null])
        await refuse(rotate, 'invalid_request', { ...asked, body: { overlap_seconds } });
      await refuse(rotate, 'invalid_request', { ...asked, body: { overlap: 60 } });
    });
  }

  it('deleting or rotating one key never touches another', async () => {
    const { owner, workspace } = await signUpOwner(at.server);
    const [one, other] = await Promise.all([
      createKey(at.server, { owner, workspace }),
      createKey(at.server, { owner, workspace }),
    ]);
    const path = { workspace: workspace.id, token_id: one.body.id };
    await at.server.succeed('rotateWorkspaceKey', { as: owner.session, path, body: { overlap_seconds: 0 } });
    await at.server.succeed('revokeWorkspaceKey', { as: owner.session, path });
    assert.equal(await works(other.body.secret), true);
  });

  async function signInAgain(person: Person): Promise<Person> {
    const { body } = await at.server.succeed('signIn', {
      body: { email: person.email, password: 'rivers carry small stones' },
    });
    return { ...person, session: 'session_token' in body ? body.session_token : '' };
  }
});
