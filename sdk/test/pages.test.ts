import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, isLatchkeyError, isServerError } from '../src/index.ts';
import { type Answer, type FakeServer, refusal, startFakeServer } from './support/fake-server.ts';
import { createTestClock } from './support/test-clock.ts';

const route = 'GET /v1/workspaces/acme/keys';
const input = { path: { workspace: 'acme' } };

/** Five keys on three pages. `instead` answers in place of a page, by the cursor that was asked for. */
async function startKeys(t: Parameters<typeof startFakeServer>[0], instead: Readonly<Record<string, Answer>> = {}) {
  const clock = createTestClock();
  const pages: Readonly<Record<string, object>> = {
    first: { data: [{ id: 'tok_1' }, { id: 'tok_2' }], next_cursor: 'second' },
    second: { data: [{ id: 'tok_3' }, { id: 'tok_4' }], next_cursor: 'third' },
    third: { data: [{ id: 'tok_5' }], next_cursor: null },
  };
  const script = (cursor: string): Answer => instead[cursor] ?? { body: pages[cursor] };
  const server = await startFakeServer(t, clock, {
    [route]: ({ path }) => script(queryOf(path).get('cursor') ?? 'first'),
  });
  const client = createClient({ baseUrl: server.url, credentials: { apiToken: 'zk' }, clock });
  return { server, clock, client };
}

const queryOf = (path: string): URLSearchParams => new URLSearchParams(path.split('?')[1]);
const cursors = (server: FakeServer) => server.requests(route).map(({ path }) => queryOf(path).get('cursor'));

test('a list that is awaited is its first page, and nothing more is asked for', async (t) => {
  const { server, client } = await startKeys(t);

  const page = await client.workspaceKeys.list(input);

  assert.deepEqual([page.data.length, page.next_cursor], [2, 'second']);
  assert.deepEqual(cursors(server), [null]);
});

test('a list that is iterated is every item, each page asked for when the items before it are used up', async (t) => {
  const { server, client } = await startKeys(t);
  const seen: string[] = [];

  for await (const { id } of client.workspaceKeys.list({ ...input, query: { limit: 2 } })) {
    seen.push(id);
    assert.equal(cursors(server).length, Math.ceil(seen.length / 2));
  }

  assert.deepEqual(seen, ['tok_1', 'tok_2', 'tok_3', 'tok_4', 'tok_5']);
  assert.deepEqual(
    server.requests(route).map(({ path }) => queryOf(path).get('limit')),
    ['2', '2', '2'],
  );
});

test('leaving the loop asks for no further page', async (t) => {
  const { server, client } = await startKeys(t);

  for await (const _ of client.workspaceKeys.list(input)) break;

  assert.deepEqual(cursors(server), [null]);
});

test('a list can be walked page by page', async (t) => {
  const { client } = await startKeys(t);
  const lengths: number[] = [];

  for await (const page of client.workspaceKeys.list(input).pages()) lengths.push(page.data.length);

  assert.deepEqual(lengths, [2, 2, 1]);
});

test('a list becomes an array up to a limit, with no more pages than that takes', async (t) => {
  const { server, client } = await startKeys(t);

  const some = await client.workspaceKeys.list(input).toArray({ limit: 3 });
  const all = await client.workspaceKeys.list(input).toArray({ limit: 100 });

  assert.deepEqual(
    some.map(({ id }) => id),
    ['tok_1', 'tok_2', 'tok_3'],
  );
  assert.equal(all.length, 5);
  assert.deepEqual(cursors(server), [null, 'second', null, 'second', 'third']);
});

test('a walk that fails tells the cursor of the page that failed, and a list from there goes on without a gap', async (t) => {
  const broken: Record<string, Answer> = { third: refusal(500, 'internal_error') };
  const { client } = await startKeys(t, broken);
  const seen: string[] = [];
  const walk = async (cursor?: string): Promise<void> => {
    const query = cursor === undefined ? {} : { cursor };
    for await (const { id } of client.workspaceKeys.list({ ...input, query })) seen.push(id);
  };

  const error: unknown = await walk().catch((reason: unknown) => reason);
  assert.ok(isServerError(error));
  assert.equal(error.cursor, 'third');
  delete broken.third;
  await walk(error.cursor);

  assert.deepEqual(seen, ['tok_1', 'tok_2', 'tok_3', 'tok_4', 'tok_5']);
});

test('every page of a walk waits a rate limit out, like any call', async (t) => {
  const { server, clock, client } = await startKeys(t);
  const pageOf = { data: [{ id: 'tok_9' }], next_cursor: null };
  let isFirst = true;
  server.script(route, ({ path }) => {
    if (!queryOf(path).has('cursor')) return { body: { data: [], next_cursor: 'next' } };
    if (!isFirst) return { body: pageOf };
    isFirst = false;
    return refusal(429, 'rate_limit_exceeded', { 'retry-after': '3' });
  });

  const keys = await client.workspaceKeys.list(input).toArray({ limit: 10 });

  assert.equal(keys.length, 1);
  assert.deepEqual(clock.waits, [3_000]);
});

test('an abort ends a walk between its pages', async (t) => {
  const { server, client } = await startKeys(t);
  const controller = new AbortController();
  const reason = new Error('enough');

  await assert.rejects(async () => {
    for await (const page of client.workspaceKeys.list({ ...input, signal: controller.signal }).pages()) {
      assert.equal(page.data.length, 2);
      controller.abort(reason);
    }
  }, reason);

  assert.deepEqual(cursors(server), [null]);
});

test('a page that names itself as the next one does not go round for ever', async (t) => {
  const { client } = await startKeys(t, { second: { body: { data: [], next_cursor: 'second' } } });

  await assert.rejects(
    client.workspaceKeys.list(input).toArray({ limit: 100 }),
    (error) => isLatchkeyError(error) && error.code === 'unexpected_answer' && error.cursor === 'second',
  );
});
