import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BoundedMap } from '../../src/bounded-map.ts';
import { FolderInUse } from '../../src/storage/embedded/folder-lock.ts';
import { HeadsMemory } from '../../src/storage/embedded/heads-memory.ts';
import type { Store } from '../../src/storage/port.ts';
import { event } from './documents.ts';
import { newPlace } from './engines.ts';
import { counterId } from './killed-writer.ts';

const writer = fileURLToPath(import.meta.resolve('./killed-writer.ts'));

describe('the folder of an embedded store', () => {
  const place = newPlace('embedded');
  after(place.remove);

  it('is refused to a second store, in this process and in another', async () => {
    const store = await place.open();
    await assert.rejects(place.open(), FolderInUse);
    const { status, stderr } = spawnSync(process.execPath, [writer, 'embedded', place.address, 'loop']);
    assert.notEqual(status, 0);
    assert.match(String(stderr), /FolderInUse: The data folder .* is in use by another process/);
    await store.commit([event()], [{ insert: 'users', document: { _id: 'usr_1' } }]);
    await store.close();
  });

  it('is free again when its process is killed, with nothing to clean up', async () => {
    const store = await place.open();
    await store.commit([event()], [{ insert: 'counters', document: { _id: counterId, live: 0 } }]);
    await store.close();
    const other = spawn(process.execPath, [writer, 'embedded', place.address, 'loop'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    await assert.rejects(place.open(), FolderInUse);
    other.kill('SIGKILL');
    await once(other, 'exit');
    const reopened = await place.open();
    assert.ok(await reopened.findOne('api_tokens', { _id: 'tok_0' }));
    await reopened.close();
  });
});

describe('heads of an embedded store', () => {
  const place = newPlace('embedded');
  let store: Store;
  before(async () => {
    store = await place.open();
  });
  after(async () => {
    await store.close();
    await place.remove();
  });

  it('are frozen to their depth, because all readers share them', async () => {
    await store.commit([event()], [{ insert: 'heads', document: { _id: 'w:1', limits: { list: [1] } } }]);
    const head = (await store.heads(['w:1'])).get('w:1');
    assert.ok(Object.isFrozen(head) && Object.isFrozen(head?.limits));
    assert.equal((await store.heads(['w:1'])).get('w:1'), head);
  });

  it('are read from the file once, also when they are not there', () => {
    const loaded: string[] = [];
    const memory = new HeadsMemory((id) => {
      loaded.push(id);
      return id === 'w:1' ? '{"_id":"w:1"}' : undefined;
    });
    for (const id of ['w:1', 'w:1', 'a:none', 'a:none']) memory.get(id);
    assert.deepEqual(loaded, ['w:1', 'a:none']);
    memory.writeThrough(
      new Map([
        ['a:none', '{"_id":"a:none"}'],
        ['w:1', undefined],
      ]),
    );
    assert.deepEqual(memory.get('a:none'), { _id: 'a:none' });
    assert.equal(memory.get('w:1'), undefined);
    assert.equal(loaded.length, 2);
  });
});

describe('a bounded map', () => {
  it('never holds more than twice its capacity, and keeps what is used', () => {
    const map = new BoundedMap<string>(10);
    map.set('used', 'kept');
    for (let index = 0; index < 1_000; index += 1) {
      map.set(`key ${index}`, 'value');
      assert.equal(map.get('used'), 'kept');
    }
    const held = Array.from({ length: 1_000 }, (_, index) => map.get(`key ${index}`)).filter(Boolean);
    assert.ok(held.length <= 20);
    assert.equal(map.get('key 999'), 'value');
  });

  it('gives the value that was set last', () => {
    const map = new BoundedMap<string>(2);
    for (const value of ['first', 'second', 'third']) {
      map.set('key', value);
      map.set('other', value);
      map.set('another', value);
      assert.equal(map.get('key'), value);
    }
  });
});
