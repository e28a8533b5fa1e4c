import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Store } from '../../src/storage/port.ts';
import { event } from './documents.ts';
import { newPlace, onEachEngine, type Place, shortenTransactionLifetime } from './engines.ts';
import { counterId, numberedCommit } from './killed-writer.ts';

const commits = 200;
const rounds = { embedded: 8, mongodb: 4 };

before(shortenTransactionLifetime);

onEachEngine('a process killed in the middle of its commits', ({ engine }) => {
  for (let round = 1; round <= rounds[engine]; round += 1) {
    it(`leaves every acknowledged commit whole, and no half one (round ${round})`, async (context) => {
      const place = newPlace(engine);
      try {
        await prepare(place);
        const killAfter = randomInt(1, commits);
        const acknowledged = await commitUntilKilled(place, killAfter);
        const { events, tokens, live } = await contents(place);
        context.diagnostic(`killed after ${killAfter}, acknowledged ${acknowledged.length}, committed ${live}`);
        assert.deepEqual(tokens, events);
        assert.equal(live, tokens.length);
        assert.deepEqual(
          acknowledged.filter((number) => !tokens.includes(number)),
          [],
        );
      } finally {
        await place.remove();
      }
    });
  }
});

it('a commit whose process died before it heard of it is there, and repeating it changes nothing (embedded)', async () => {
  const place = newPlace('embedded');
  try {
    await prepare(place);
    const writer = startWriter(place, 'unheard');
    assert.deepEqual(await once(writer, 'exit'), [null, 'SIGKILL']);
    const store = await place.open();
    await store.commit(...numberedCommit(0));
    assert.deepEqual(await store.findOne('counters', { _id: counterId }), { _id: counterId, live: 1 });
    await store.close();
  } finally {
    await place.remove();
  }
});

async function prepare(place: Place): Promise<void> {
  const store = await place.open();
  await store.commit([event('evt_setup')], [{ insert: 'counters', document: { _id: counterId, live: 0 } }]);
  await store.close();
}

function startWriter({ engine, address }: Place, mode: string) {
  const program = fileURLToPath(import.meta.resolve('./killed-writer.ts'));
  return spawn(process.execPath, [program, engine, address, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The numbers of the commits that were acknowledged before the process died. */
async function commitUntilKilled(place: Place, killAfter: number): Promise<number[]> {
  const writer = startWriter(place, 'loop');
  const ended = once(writer, 'exit');
  const acknowledged: number[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged.push(Number(line));
    if (acknowledged.length === killAfter) writer.kill('SIGKILL');
  }
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  return acknowledged;
}

async function contents(place: Place): Promise<{ events: number[]; tokens: number[]; live: number }> {
  const store: Store = await place.open();
  const events = await store.find('audit_events', { action: 'token.created' }, { sort: { occurred_at: 1 } });
  const tokens = await store.find('api_tokens', {}, { sort: { created_at: 1 } });
  const counter = await store.findOne('counters', { _id: counterId });
  await store.close();
  return {
    events: events.map(({ occurred_at }) => Number(occurred_at)),
    tokens: tokens.map(({ created_at }) => Number(created_at)),
    live: Number(counter?.live),
  };
}
