import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { readConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { createPasswordHasher } from '../../src/passwords/password-hasher.ts';
import { startService } from '../../src/start-service.ts';
import type { Document } from '../../src/storage/port.ts';
import { event } from '../storage/documents.ts';
import { newPlace } from '../storage/engines.ts';
import { counterId } from '../storage/killed-writer.ts';
import {
  createKey,
  createServiceKey,
  password,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { mailedCode } from '../support/mailbox.ts';
import { cheapHash, startTestServer } from '../support/test-server.ts';

const run = promisify(execFile);
const entry = new URL('../../src/backup/main.ts', import.meta.url).pathname;
const backUp = (folder: string, file: string) =>
  run(process.execPath, [entry, file], { env: { PATH: process.env.PATH, DATA_DIR: folder } });

describe('a backup of the embedded store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-backup-'));
  const places = [newPlace('embedded'), newPlace('embedded'), newPlace('embedded')] as const;
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all(places.map((place) => place.remove()));
  });

  it('is one command beside a running server, holds everything, and starts only with --after-restore: then nothing that was revoked comes back', async () => {
    const [original, restored] = places;
    const first = await startTestServer(original);
    const operator = await setUpOperator(first);
    const serviceKey = await createServiceKey(first, operator);
    const place = await signUpOwner(first);
    const key = await createKey(first, place);
    await first.succeed('requestPasswordReset', { body: { email: place.owner.email } });
    const code = await mailedCode(first, place.owner.email, 'reset_password');
    const file = join(folder, 'latchkey.backup');

    const { stdout } = await backUp(original.address, file);
    assert.match(stdout, /^\d+ documents are in/);
    await assert.rejects(backUp(original.address, file), /overwrites nothing/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    // What happens after the backup is not in it: the server was not stopped for it.
    const later = await signUpPerson(first);
    await first.close();

    copyFileSync(file, join(restored.address, 'latchkey.sqlite'));
    await assert.rejects(startOnce(restored.address, false), /--after-restore/);
    await startOnce(restored.address, true);
    const second = await startTestServer(restored);
    for (const session of [operator.session, place.owner.session])
      await second.refuse('getMe', 'invalid_token', { as: session });
    for (const secret of [serviceKey, key.body.secret]) await second.refuse('getMe', 'invalid_api_key', { as: secret });
    await second.refuse('completePasswordReset', 'gone', { body: { code, password: 'seven wooden boats at dawn' } });
    const again = await signInPerson(second, place.owner.email);
    const { body } = await second.succeed('getWorkspaceKey', {
      as: again.session,
      path: { workspace: place.workspace.id, token_id: key.body.id },
    });
    assert.equal(body.state, 'suspended');
    await second.refuse('signIn', 'invalid_credentials', { body: { email: later.email, password } });
    await second.close();
  });

  it('the original starts as ever after a backup was made', async () => {
    const [original] = places;
    const server = await startTestServer(original);
    await signInPerson(server, 'operator@example.com');
    await server.close();
  });

  it('in the middle of commits, and after the process was killed, it holds whole commits alone', async () => {
    const [, , busy] = places;
    const store = await busy.open();
    await store.commit(
      [event()],
      [
        { insert: 'heads', document: { _id: 'd', format: 1 } },
        { insert: 'counters', document: { _id: counterId, live: 0 } },
      ],
    );
    await store.close();
    const writer = spawn(process.execPath, [writerEntry, 'embedded', busy.address, 'loop'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(writer.stdout, 'data');
    writer.stdout.resume();
    const during = await liveIn(busy.address, join(folder, 'during.backup'));
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    assert.ok((await liveIn(busy.address, join(folder, 'after.backup'))) >= during);
  });

  it('there is none of a folder without a store', async () => {
    await assert.rejects(backUp(folder, join(folder, 'nothing.backup')), /there is no store/);
  });
});

const writerEntry = new URL('../storage/killed-writer.ts', import.meta.url).pathname;

/** How many commits a backup of the folder holds, each of them whole. */
async function liveIn(folder: string, file: string): Promise<number> {
  await backUp(folder, file);
  const restored = newPlace('embedded');
  copyFileSync(file, join(restored.address, 'latchkey.sqlite'));
  const copy = await restored.open();
  try {
    const live = (await copy.findOne<Document>('counters', { _id: counterId }))?.live;
    assert.equal((await copy.find('api_tokens', {})).length, live);
    assert.equal((await copy.find('audit_events', { action: 'token.created' })).length, live);
    return Number(live);
  } finally {
    await copy.close();
    await restored.remove();
  }
}

/** A start as the command line asks for it. */
async function startOnce(folder: string, afterRestore: boolean): Promise<void> {
  const read = readConfig({
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    SECRET_KEY: 'rQ4vZ0mT8yKxW2nLb6HdGsE1uJcAoPfi',
  });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const service = await startService(read.config, {
    port: 1,
    logger: createLogger('silent'),
    hasher: createPasswordHasher({ cost: cheapHash }),
    afterRestore,
  });
  await service.close();
}
