import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { storeFormat } from '../../src/deployment/deployment.ts';
import type { Migration } from '../../src/migrations/migration.ts';
import { migrations } from '../../src/migrations/migrations.ts';
import { UnreadableFormat, upgradeStore } from '../../src/migrations/upgrade-store.ts';
import type { Change, Document, Store } from '../../src/storage/port.ts';
import { type EngineName, mongodbUri, newPlace } from '../storage/engines.ts';

/** A migration as a later release may bring it: each workspace gets a member that the release before does not know. */
const addTitle: Migration = {
  to: 2,
  title: 'workspaces have a title',
  collection: 'workspaces',
  changesOf: (workspace) =>
    workspace.title === undefined
      ? [
          {
            update: 'workspaces',
            where: { _id: workspace._id, name: String(workspace.name) },
            set: { $set: { title: `The ${workspace.name}` } },
          },
        ]
      : [],
};

const count = 230;

describe('the published migrations', () => {
  it('lead to this release’s format one by one', () => {
    assert.deepEqual(
      migrations.map(({ to }) => to),
      Array.from({ length: storeFormat - 1 }, (_, index) => index + 2),
    );
  });
});

for (const engine of mongodbUri === undefined ? (['embedded'] as EngineName[]) : (['embedded', 'mongodb'] as const)) {
  describe(`upgrading a store (${engine})`, () => {
    let store: Store;
    const upgrade = (over: Store, format = 2) =>
      upgradeStore({ store: over, clock: systemClock, format, migrations: [addTitle] });

    beforeEach(async (context) => {
      const place = newPlace(engine);
      store = await place.open();
      const event = { _id: 'evt_founded', stream: 'deployment', occurred_at: 1, action: 'deployment.founded' };
      const workspaces: Change[] = Array.from({ length: count }, (_, number) => ({
        insert: 'workspaces',
        document: { _id: `wsp_${String(number).padStart(4, '0')}`, name: `workspace ${number}` },
      }));
      await store.commit([event], [{ insert: 'heads', document: { _id: 'd', format: 1 } }, ...workspaces]);
      if ('after' in context)
        context.after(async () => {
          await store.close();
          await place.remove();
        });
    });

    const migrated = async () => {
      const all = await store.find<Document>('workspaces', {});
      return all.filter(({ title, name }) => title === `The ${name}`).length;
    };
    const head = async () => (await store.heads<Document>(['d'])).get('d');

    it('changes every document once and says that it did', async () => {
      await upgrade(store);
      assert.equal(await migrated(), count);
      assert.equal((await head())?.format, 2);
      assert.equal((await head())?.migrated_up_to, undefined);
      const events = await store.find<Document>('audit_events', {
        stream: 'deployment',
        action: 'deployment.migrated',
      });
      assert.equal(events.length, 3);
      await upgrade(store);
      assert.equal((await store.find('audit_events', { stream: 'deployment' })).length, 4);
    });

    it('a process that dies in the middle is continued by the next', async () => {
      let commits = 0;
      const dying: Store = {
        ...store,
        commit: (...given) => {
          commits += 1;
          return commits > 1 ? Promise.reject(new Error('killed')) : store.commit(...given);
        },
      };
      await assert.rejects(upgrade(dying), /killed/);
      assert.equal(await migrated(), 100);
      assert.equal((await head())?.format, 1);
      await upgrade(store);
      assert.equal(await migrated(), count);
      assert.equal((await head())?.format, 2);
    });

    it('of several processes that start at once each page is done by one', async () => {
      await Promise.all([upgrade(store), upgrade(store), upgrade(store)]);
      assert.equal(await migrated(), count);
      const events = await store.find<Document>('audit_events', {
        stream: 'deployment',
        action: 'deployment.migrated',
      });
      assert.equal(events.length, 3);
    });

    it('a store one format ahead is worked beside, one further ahead is refused', async () => {
      await upgrade(store);
      await upgradeStore({ store, clock: systemClock, format: 1, migrations: [] });
      assert.equal((await head())?.format, 2);
      await assert.rejects(upgradeStore({ store, clock: systemClock, format: 0, migrations: [] }), UnreadableFormat);
    });
  });
}
