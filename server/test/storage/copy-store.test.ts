import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { collections } from '../../src/storage/collections.ts';
import { importIntoMongodb } from '../../src/storage/mongodb/import-documents.ts';
import type { Store } from '../../src/storage/port.ts';
import { copyStore, TargetNotEmpty } from '../../src/storage/store-copy.ts';
import { createKey, mint, password, signUpOwner } from '../support/actors.ts';
import { startTestServer } from '../support/test-server.ts';
import { mongodbUri, newPlace, requireMongodbUri } from './engines.ts';

if (mongodbUri !== undefined) {
  describe('moving from the embedded store to MongoDB', () => {
    const [from, to] = [newPlace('embedded'), newPlace('mongodb')];
    let target: Store;
    before(async () => {
      target = await to.open();
    });
    after(async () => {
      await target.close();
      await Promise.all([from.remove(), to.remove()]);
    });

    it('takes every document as it is, and the service goes on with the same accounts, sessions, keys and trail', async () => {
      const environment = { ISSUER: 'http://127.0.0.1:4000' };
      const first = await startTestServer(from, { environment });
      const { owner, workspace } = await signUpOwner(first);
      const key = await createKey(first, { owner, workspace });
      const minted = await mint(first, owner.session);
      await first.close();

      const source = await from.open();
      const into = await importIntoMongodb(requireMongodbUri(), to.address);
      const copied = await copyStore(source, target, into);
      assert.equal(copied.length, Object.keys(collections).length);
      for (const { name, documents } of copied) {
        const [there, here] = await Promise.all([source.find(name, {}), target.find(name, {})]);
        assert.equal(here.length, documents);
        const byId = (a: { _id: string }, b: { _id: string }) => (a._id < b._id ? -1 : 1);
        assert.deepEqual(
          [...here].sort(byId),
          [...there].sort(byId).map((one) => ({ ...one })),
        );
      }
      await assert.rejects(copyStore(source, target, into), TargetNotEmpty);
      await Promise.all([source.close(), into.close()]);

      const second = await startTestServer(to, { environment });
      await second.succeed('getMe', { as: owner.session });
      await second.succeed('getMe', { as: minted });
      await second.succeed('getMe', { as: key.body.secret });
      await second.succeed('signIn', { body: { email: owner.email, password } });
      const { body } = await second.succeed('listAuditEvents', {
        as: owner.session,
        path: { workspace: workspace.id },
      });
      assert.ok(body.data.some(({ action }) => action === 'workspace_key.created'));
      await second.close();
    });
  });
}
