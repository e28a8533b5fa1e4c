import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openEmbedded } from '../../src/storage/embedded/open-embedded.ts';
import { StoreUnavailable } from '../../src/storage/port.ts';
import { event } from './documents.ts';
import { newPlace } from './engines.ts';

/** A disk that is as slow as the test wants, and fails when it is told to. */
function slowDisk() {
  const flushes: PromiseWithResolvers<void>[] = [];
  return {
    flushes,
    datasync(): Promise<void> {
      const flush = Promise.withResolvers<void>();
      flushes.push(flush);
      return flush.promise;
    },
  };
}

async function withStore(
  work: (store: Awaited<ReturnType<typeof openEmbedded>>, disk: ReturnType<typeof slowDisk>) => Promise<void>,
): Promise<void> {
  const place = newPlace('embedded');
  const disk = slowDisk();
  const store = await openEmbedded({ folder: place.address, disk: () => disk });
  try {
    await work(store, disk);
  } finally {
    await store.close();
    await place.remove();
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const step = (id: string) => ({ _id: id, upTo: 10, at: 1, expires_at: 2 });

describe('a commit of the embedded store', () => {
  it('is acknowledged when it is on disk and not before, and reads are answered meanwhile', () =>
    withStore(async (store, disk) => {
      const done: string[] = [];
      const commit = store.commit([event()], [{ insert: 'heads', document: { _id: 'w:1' } }]);
      const counted = store.countUp(step('counter'));
      void commit.then(() => done.push('commit'));
      void counted.then(() => done.push('count'));
      assert.ok((await store.heads(['w:1'])).has('w:1'));
      await settle();
      assert.deepEqual(done, []);
      disk.flushes[0]?.resolve();
      await commit;
      await settle();
      assert.deepEqual(done, ['commit']);
      disk.flushes[1]?.resolve();
      assert.equal(await counted, true);
    }));

  it('shares one write to disk with all that came while the disk was busy', () =>
    withStore(async (store, disk) => {
      const all = Array.from({ length: 50 }, (_, index) => store.countUp(step(`counter ${index}`)));
      await settle();
      assert.equal(disk.flushes.length, 1);
      disk.flushes[0]?.resolve();
      await all[0];
      await settle();
      assert.equal(disk.flushes.length, 2);
      disk.flushes[1]?.resolve();
      await Promise.all(all);
      assert.equal(disk.flushes.length, 2);
    }));

  it('that is repeated waits for the disk too: the first may not have been acknowledged', () =>
    withStore(async (store, disk) => {
      const events = [event()];
      const changes = [{ insert: 'users', document: { _id: 'usr_1' } }] as const;
      const first = store.commit(events, changes);
      const second = store.commit(events, changes);
      let isAnswered = false;
      void second.then(() => {
        isAnswered = true;
      });
      disk.flushes[0]?.resolve();
      await first;
      await settle();
      assert.equal(isAnswered, false);
      disk.flushes[1]?.resolve();
      await second;
    }));

  it('is unavailable when the disk failed, as is all that is written afterwards, until a new start', () =>
    withStore(async (store, disk) => {
      const commit = store.commit([event()], [{ insert: 'users', document: { _id: 'usr_1' } }]);
      const waiting = store.countUp(step('counter'));
      disk.flushes[0]?.reject(new Error('EIO'));
      await assert.rejects(commit, StoreUnavailable);
      await assert.rejects(waiting, StoreUnavailable);
      await assert.rejects(store.commit([event()], []), StoreUnavailable);
      await assert.rejects(store.countUp(step('counter')), StoreUnavailable);
      await assert.rejects(store.ping(), StoreUnavailable);
      assert.equal(disk.flushes.length, 1);
    }));
});
