import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newPlace } from '../storage/engines.ts';
import { startServerProcess } from '../support/server-process.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

interface Performance {
  readonly exitCode: number | null;
  readonly told: string;
  readonly complaint: string;
}

async function quickstart(environment: Record<string, string>): Promise<Performance> {
  const { PATH } = process.env;
  const child = spawn(process.execPath, ['examples/quickstart.ts'], {
    cwd: repository,
    env: { PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [told, complaint, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode: exitCode as number | null, told, complaint };
}

const wholeStory = [
  /Make a workspace/,
  /"outcome": "allowed"/,
  /"outcome": "denied"/,
  /"outcome": "invalid"/,
  /"workspace_key.revoked"/,
];

function assertWholeStory({ exitCode, told, complaint }: Performance): void {
  assert.equal(exitCode, 0, complaint);
  for (const part of wholeStory) assert.match(told, part);
  assert.doesNotMatch(told, /z[skx]_(?:live_)?[0-9A-Za-z]{20}/, 'no secret is told');
}

describe('the quickstart', () => {
  test('plays the whole story beside a server that runs, again and again', async () => {
    const place = newPlace('embedded');
    try {
      await using server = await startServerProcess({ DATA_DIR: place.address, LOG_LEVEL: 'error' });
      const environment = { LATCHKEY_URL: server.url, DATA_DIR: place.address };
      const first = await quickstart(environment);
      assertWholeStory(first);
      assert.match(first.told, /POST \/v1\/setup/);
      assert.equal(statSync(join(place.address, 'quickstart.json')).mode & 0o777, 0o600);

      const second = await quickstart(environment);
      assertWholeStory(second);
      assert.doesNotMatch(second.told, /POST \/v1\/setup/);
    } finally {
      await place.remove();
    }
  });

  test('says what to do about a server that somebody else has set up, and plays once it knows an account', async () => {
    const place = newPlace('embedded');
    try {
      const setup_token = 'known-to-somebody-else';
      await using server = await startServerProcess({
        DATA_DIR: place.address,
        SETUP_TOKEN: setup_token,
        LOG_LEVEL: 'error',
      });
      const account = { email: 'olga@example.com', password: 'a lantern in the harbour' };
      const setUp = await fetch(`${server.url}/v1/setup`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ setup_token, ...account, name: 'Olga' }),
      });
      assert.equal(setUp.status, 201);

      const environment = { LATCHKEY_URL: server.url, DATA_DIR: place.address };
      const refused = await quickstart(environment);
      assert.equal(refused.exitCode, 1);
      assert.match(refused.complaint, /LATCHKEY_EMAIL=.*LATCHKEY_PASSWORD=/);
      assertWholeStory(
        await quickstart({ ...environment, LATCHKEY_EMAIL: account.email, LATCHKEY_PASSWORD: account.password }),
      );
    } finally {
      await place.remove();
    }
  });

  test('says so when nothing listens where it was told to look', async () => {
    const { exitCode, complaint } = await quickstart({ LATCHKEY_URL: 'http://127.0.0.1:9' });
    assert.equal(exitCode, 1);
    assert.match(complaint, /Nothing listens on http:\/\/127\.0\.0\.1:9/);
  });
});
