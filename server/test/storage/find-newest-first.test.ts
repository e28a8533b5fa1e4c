import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { findNewestFirst } from '../../src/storage/find-newest-first.ts';
import type { PagePosition } from '../../src/storage/page-cursor.ts';
import type { Store } from '../../src/storage/port.ts';
import { event } from './documents.ts';
import { onEachEngine } from './engines.ts';

onEachEngine('a list read page by page, newest first', (place) => {
  let store: Store;
  before(async () => {
    store = await place.open();
    const sessions = Array.from({ length: 25 }, (_, index) => ({
      _id: `ses_${String(index).padStart(2, '0')}`,
      user_id: index === 7 ? 'usr_2' : 'usr_1',
      // Several in each millisecond, so that only the id orders them.
      created_at: Math.floor(index / 10),
    }));
    await store.commit(
      [event()],
      sessions.map((document) => ({ insert: 'sessions' as const, document })),
    );
  });
  after(() => store.close());

  const readAll = async (limit: number): Promise<string[][]> => {
    const pages: string[][] = [];
    let position: PagePosition | undefined;
    do {
      const { documents, next } = await findNewestFirst(
        store,
        'sessions',
        { user_id: 'usr_1' },
        {
          by: 'created_at',
          limit,
          after: position,
        },
      );
      pages.push(documents.map(({ _id }) => _id));
      position = next;
    } while (position !== undefined);
    return pages;
  };

  it('shows each document once, whatever the size of a page', async () => {
    const [whole = []] = await readAll(100);
    assert.equal(whole.length, 24);
    assert.deepEqual(whole, [...whole].sort().reverse());
    for (const limit of [1, 3, 7, 23, 24]) {
      const pages = await readAll(limit);
      assert.deepEqual(pages.flat(), whole);
      assert.equal(pages.length, Math.ceil(24 / limit));
    }
  });

  it('says that there is no more when a page ends where the list does', async () => {
    const page = await findNewestFirst(store, 'sessions', { user_id: 'usr_2' }, { by: 'created_at', limit: 1 });
    assert.equal(page.documents.length, 1);
    assert.equal(page.next, undefined);
  });

  it('refuses a position that is not one of such a list', async () => {
    await assert.rejects(
      findNewestFirst(store, 'sessions', { user_id: 'usr_1' }, { by: 'created_at', limit: 1, after: ['a', 1] }),
      TypeError,
    );
  });
});
