import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type EngineName, mongodbUri, newPlace } from '../storage/engines.ts';
import { createKey, mint, password, signInPerson, signUpOwner, signUpPerson } from '../support/actors.ts';
import { mailedCode } from '../support/mailbox.ts';
import { startTestServer } from '../support/test-server.ts';

const old = 'rQ4vZ0mT8yKxW2nLb6HdGsE1uJcAoPfi';
const next = 'Xk3mC9pQ7vT2wB8nL5rY1sD6fG4hJ0zA';

for (const engine of mongodbUri === undefined ? (['embedded'] as EngineName[]) : (['embedded', 'mongodb'] as const)) {
  describe(`a changed SECRET_KEY (${engine})`, () => {
    const place = newPlace(engine);
    after(() => place.remove());

    it('with the previous one beside it, everything still opens; after that the previous one can go', async () => {
      const environment = { SECRET_KEY: old, ISSUER: 'http://127.0.0.1:4000' };
      const first = await startTestServer(place, { environment });
      const { owner, workspace } = await signUpOwner(first);
      const at = { owner, workspace };
      const idempotent = { headers: { 'Idempotency-Key': 'one-key-for-one-request' } };
      const about = { name: 'made once' };
      const made = await createKey(first, at, about, idempotent);
      await createKey(first, at);
      const minted = await mint(first, owner.session);
      const page = { as: owner.session, path: { workspace: workspace.id }, query: { limit: 1 } };
      const { body: list } = await first.succeed('listWorkspaceKeys', page);
      await first.succeed('requestPasswordReset', { body: { email: owner.email } });
      const signedIn = await first.succeed('signIn', { body: { email: owner.email, password, kind: 'renewable' } });
      assert.equal(signedIn.body.type, 'token_pair');
      await first.close();

      const second = await startTestServer(place, {
        environment: { ...environment, SECRET_KEY: next, SECRET_KEY_PREVIOUS: old },
      });
      await second.succeed('getMe', { as: owner.session });
      await second.succeed('getMe', { as: minted });
      const again = await createKey(second, at, about, idempotent);
      assert.equal(again.text, made.text);
      const { body: rest } = await second.succeed('listWorkspaceKeys', {
        ...page,
        query: { limit: 1, cursor: list.next_cursor ?? '' },
      });
      assert.equal(rest.data[0]?.id, made.body.id);
      const code = await mailedCode(second, owner.email, 'reset_password');
      const mintedLater = await mint(second, owner.session);
      await second.close();

      const third = await startTestServer(place, { environment: { ...environment, SECRET_KEY: next } });
      await third.succeed('getMe', { as: minted });
      await third.succeed('getMe', { as: mintedLater });
      await third.succeed('getMe', { as: await mint(third, owner.session) });
      await third.succeed('completePasswordReset', { body: { code, password: 'seven wooden boats at dawn' } });
      await signInPerson(third, (await signUpPerson(third)).email);
      await third.close();

      const foreign = 'Zp8uV1cR6yN3xM0bK4gH7jW2eS9aQ5tL';
      await assert.rejects(
        startTestServer(place, { environment: { ...environment, SECRET_KEY: foreign } }),
        /does not open with this SECRET_KEY/,
      );
    });
  });
}
