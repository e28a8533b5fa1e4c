import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { newPlace, type Place } from '../storage/engines.ts';
import { ServerDidNotStart, startServerProcess } from '../support/server-process.ts';

const operator = { email: 'olga@example.com', password: 'a lantern in the harbour', name: 'Olga' };

describe('starting the server', () => {
  let place: Place;
  beforeEach(() => {
    place = newPlace('embedded');
  });
  afterEach(() => place.remove());

  const quietly = (): Record<string, string> => ({ DATA_DIR: place.address, LOG_LEVEL: 'error' });

  const refusal = async (environment: Record<string, string>): Promise<ServerDidNotStart> => {
    const attempt = startServerProcess(environment);
    const error = await attempt.then(
      (server) => server.end(),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof ServerDidNotStart, 'the server started');
    return error;
  };

  const setUp = (url: string, setupToken: string): Promise<Response> =>
    fetch(`${url}/v1/setup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ setup_token: setupToken, ...operator }),
    });

  test('from an empty folder it prints its address, the docs, the setup token and what to try next', async () => {
    await using server = await startServerProcess(quietly());
    const printed = server.printed();
    assert.match(printed, new RegExp(`docs +${server.url}/docs\n`));
    assert.match(printed, /setup token {2}[\w-]{32}\n/);
    assert.match(printed, new RegExp(`LATCHKEY_URL=${server.url} DATA_DIR='.+' npm run quickstart`));
    assert.equal((await fetch(`${server.url}/docs`)).status, 200);
    assert.equal((await fetch(`${server.url}/`, { redirect: 'manual' })).headers.get('location'), '/docs');
  });

  test('the printed setup token makes the first operator, once', async () => {
    await using server = await startServerProcess(quietly());
    const [, token = ''] = /setup token {2}(\S+)\n/.exec(server.printed()) ?? [];
    assert.equal((await setUp(server.url, token)).status, 201);
    assert.equal((await setUp(server.url, token)).status, 410);
  });

  test('the setup token lies in the data folder for its owner alone, and is gone once the server is set up', async () => {
    const path = join(place.address, 'setup-token');
    {
      await using server = await startServerProcess(quietly());
      assert.equal(statSync(path).mode & 0o777, 0o600);
      const token = readFileSync(path, 'utf8').trim();
      assert.ok(server.printed().includes(token));
      assert.equal((await setUp(server.url, token)).status, 201);
    }
    assert.ok(!existsSync(path), 'removed when the server stops');
    await using again = await startServerProcess(quietly());
    assert.ok(!existsSync(path), 'not written again');
    assert.doesNotMatch(again.printed(), /setup token/);
  });

  test('a setup token that the operator has chosen is neither printed nor kept', async () => {
    const chosen = 'chosen-by-the-operator';
    await using server = await startServerProcess({ ...quietly(), SETUP_TOKEN: chosen });
    assert.ok(!server.printed().includes(chosen));
    assert.ok(!existsSync(join(place.address, 'setup-token')));
    assert.equal((await setUp(server.url, chosen)).status, 201);
  });

  test('bad configuration is refused with every problem listed at once', async () => {
    const { exitCode, printed } = await refusal({
      HOST: 'nowhere',
      PORT: '70000',
      ISSUER: 'http://auth.example.com/path',
      MONGODB_URI: 'postgres://db',
      SECRET_KEY: 'short',
      SETUP_TOKEN: 'short',
      REGISTRATION: 'maybe',
      LOG_LEVEL: 'loud',
    });
    assert.equal(exitCode, 2);
    for (const name of [
      'HOST',
      'PORT',
      'ISSUER',
      'MONGODB_URI',
      'SECRET_KEY',
      'SETUP_TOKEN',
      'REGISTRATION',
      'LOG_LEVEL',
    ])
      assert.match(printed, new RegExp(`^ {2}- ${name} `, 'm'));
  });

  test('a preset that is not there is refused by its name, without a stack', async () => {
    const { exitCode, printed } = await refusal({ ...quietly(), PRESET: 'unheard-of' });
    assert.equal(exitCode, 1);
    assert.match(printed, /unheard-of/);
    assert.doesNotMatch(printed, /\n +at /);
  });

  test('a second process on the same folder is refused in a sentence, and the first goes on', async () => {
    await using first = await startServerProcess(quietly());
    const { exitCode, printed } = await refusal(quietly());
    assert.equal(exitCode, 1);
    assert.match(printed, /^Latchkey could not start: The data folder \S+ is in use by another process\..*\n$/);
    assert.equal((await fetch(`${first.url}/health/ready`)).status, 200);
  });

  test('a port that is taken is refused in a sentence', async () => {
    await using first = await startServerProcess(quietly());
    const other = newPlace('embedded');
    try {
      const { printed } = await refusal({ DATA_DIR: other.address, PORT: new URL(first.url).port });
      assert.match(printed, /^Latchkey could not start: .*address already in use 127\.0\.0\.1:\d+\n$/);
    } finally {
      await other.remove();
    }
  });

  test('on SIGTERM it stops by itself', async () => {
    const server = await startServerProcess(quietly());
    assert.equal(await server.end('SIGTERM'), 0);
    await assert.rejects(fetch(`${server.url}/health/live`), TypeError);
  });
});
