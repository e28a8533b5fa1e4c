import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { readConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { createPasswordHasher } from '../../src/passwords/password-hasher.ts';
import { startService } from '../../src/start-service.ts';
import { newPlace } from '../storage/engines.ts';
import { createKey, createServiceKey, setUpOperator, signInPerson, signUpOwner } from '../support/actors.ts';
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

  it('is one command, holds everything, and starts only with --after-restore: then nothing that was revoked comes back', async () => {
    const [original, restored] = places;
    const first = await startTestServer(original);
    const operator = await setUpOperator(first);
    const serviceKey = await createServiceKey(first, operator);
    const place = await signUpOwner(first);
    const key = await createKey(first, place);
    await first.succeed('requestPasswordReset', { body: { email: place.owner.email } });
    const code = await mailedCode(first, place.owner.email, 'reset_password');
    const file = join(folder, 'latchkey.backup');
    await assert.rejects(backUp(original.address, file), /in use by another process/);
    await first.close();

    const { stdout } = await backUp(original.address, file);
    assert.match(stdout, /^\d+ documents are in/);
    await assert.rejects(backUp(original.address, file), /overwrites nothing/);

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
    await second.close();
  });

  it('the original starts as ever after a backup was made', async () => {
    const [original] = places;
    const server = await startTestServer(original);
    await signInPerson(server, 'operator@example.com');
    await server.close();
  });
});

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
