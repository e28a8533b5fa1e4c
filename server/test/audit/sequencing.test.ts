import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CommitConflict, type Store } from '../../src/storage/port.ts';
import { onEachEngine, type Place, shortenTransactionLifetime } from '../storage/engines.ts';
import { bareTrail, faultsOf } from './bare-trail.ts';

const streams = ['even', 'odd'] as const;

interface Writer {
  readonly child: ChildProcess;
  /** What it has been told is committed, by stream. */
  readonly acknowledged: [stream: string, id: string][];
  readonly opened: Promise<unknown>;
}

function startWriter(place: Place, name: string, count: number): Writer {
  const program = fileURLToPath(new URL('./trail-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program, place.engine, place.address, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: [string, string][] = [];
  const lines = createInterface({ input: child.stdout });
  const opened = once(lines, 'line');
  lines.on('line', (line) => {
    const [stream, id] = line.split(' ');
    if (stream !== undefined && id !== undefined) acknowledged.push([stream, id]);
  });
  return { child, acknowledged, opened };
}

async function requireAllThere(store: Store, acknowledged: readonly [string, string][]): Promise<void> {
  const trail = bareTrail(store);
  await trail.work.run(Date.now());
  await trail.work.sealAll(Date.now());
  for (const stream of streams) {
    assert.deepEqual(await faultsOf(store, stream), []);
    const links = await store.find('audit_chain', { stream });
    const placed = new Set(links.map(({ event_id }) => event_id));
    for (const [of, id] of acknowledged)
      assert.ok(of !== stream || placed.has(id), `${id} was acknowledged and is lost`);
    const [newest] = await store.find('audit_checkpoints', { stream }, { sort: { seq: -1 }, limit: 1 });
    assert.equal(newest?.seq, links.length);
  }
}

onEachEngine('events that are written while others give them their places', (place) => {
  let store: Store;
  before(async () => {
    store = await place.open();
  });
  after(() => store.close());

  it('AD-05 have one place each, without a gap or a fork, however many are at it at once', async () => {
    const others = place.engine === 'mongodb' ? [await place.open(), await place.open(), await place.open()] : [];
    const trails = [store, ...(others.length > 0 ? others : [store, store, store])].map(bareTrail);
    await Promise.all(
      trails.map(async (trail, index) => {
        for (let count = 0; count < 24; count += 1) {
          await trail.write(streams[count % 2] ?? 'even', `${index}-${count}`);
          if (count % 3 === 0) await trail.work.run(Date.now()).catch(unlessOvertaken);
          if (count % 8 === 0) await trail.work.sealAll(Date.now()).catch(unlessOvertaken);
        }
      }),
    );
    await requireAllThere(store, []);
    assert.equal(await store.count('audit_chain', { stream: 'even' }, 99), 48);
    const keys = await store.find('audit_keys', {});
    assert.equal(keys.length, 1, 'several made the first key at once, and one did');
    for (const other of others) await other.close();
  });

  it('are sealed in spans of at most a thousand', async () => {
    const trail = bareTrail(store);
    for (let count = 0; count < 1_100; count += 1) await trail.write('long', `long-${count}`);
    await trail.work.run(Date.now());
    await trail.work.sealAll(Date.now());
    const sealed = await store.find('audit_checkpoints', { stream: 'long' }, { sort: { seq: 1 } });
    assert.deepEqual(
      sealed.map(({ seq }) => seq),
      [1_000, 1_100],
    );
    assert.deepEqual(await faultsOf(store, 'long'), []);
  });
});

const unlessOvertaken = (error: unknown): void => {
  if (!(error instanceof CommitConflict)) throw error;
};

onEachEngine('processes that write and are killed', (place) => {
  before(shortenTransactionLifetime);

  it('lose nothing that was acknowledged, and leave chains that go on', async () => {
    const acknowledged: [string, string][] = [];
    const atOnce = place.engine === 'mongodb' ? 3 : 1;
    for (let round = 0; round < 3; round += 1) {
      const writers = Array.from({ length: atOnce }, (_, index) => startWriter(place, `${round}-${index}`, 40));
      await Promise.all(writers.map(({ opened }) => opened));
      const [victim] = writers;
      assert.ok(victim?.child.stdout);
      // Killed in the middle of its work, at another place in every round.
      while (victim.acknowledged.length < 7 * (round + 1)) await once(victim.child.stdout, 'data');
      victim.child.kill('SIGKILL');
      await Promise.all(
        writers.map(({ child }) => (child.exitCode ?? child.signalCode) === null && once(child, 'exit')),
      );
      for (const [index, writer] of writers.entries()) {
        if (index > 0) assert.equal(writer.child.exitCode, 0);
        acknowledged.push(...writer.acknowledged);
      }
    }
    const store = await place.open();
    await requireAllThere(store, acknowledged);
    await store.close();
  });
});
