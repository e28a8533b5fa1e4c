import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { buildServer } from '../../build.ts';
import { password } from '../support/actors.ts';
import { createHttpClient } from '../support/http-client.ts';
import { startServerProcess } from '../support/server-process.ts';
import { requestOf } from '../support/test-client.ts';

const run = promisify(execFile);
const repository = new URL('../../../', import.meta.url).pathname;
const npm = join(repository, 'node_modules', 'node', 'bin', 'npm');

const hooksModules = (path: string): boolean =>
  path.endsWith('.js') && /registerHooks|module\.register\b/.test(readFileSync(path, 'utf8'));

describe('the packed server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-packed-'));
  const installed = join(folder, 'node_modules', '@latchkey', 'server');
  before(async () => {
    const built = join(folder, 'built');
    buildServer(built);
    const program = existsSync(npm) ? npm : 'npm';
    const { stdout } = await run(program, ['pack', '--silent', '--pack-destination', folder], {
      cwd: built,
    });
    mkdirSync(installed, { recursive: true });
    await run('tar', ['-xzf', join(folder, stdout.trim()), '--strip-components=1', '-C', installed]);
    // Its dependencies are those of the repository, at the same versions, so that no registry has to be asked.
    for (const name of readdirSync(join(repository, 'node_modules')))
      if (name !== '@latchkey' && !name.startsWith('.'))
        symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is built JavaScript that starts from an empty folder and serves', async () => {
    const empty = join(folder, 'work');
    mkdirSync(empty);
    const server = await startServerProcess(
      { LOG_LEVEL: 'error' },
      { command: [join(installed, 'server', 'bin', 'latchkey.js')], folder: empty },
    );
    const client = createHttpClient(server.port);
    for (const path of ['/health/ready', '/openapi.json', '/docs', '/docs/scalar.js', '/v1/catalog'])
      assert.equal((await client.send({ method: 'GET', path })).status, 200, path);
    const email = 'ada@example.com';
    const signedUp = await client.send(requestOf('signUp', { body: { email, password, name: 'Ada Example' } }));
    assert.equal(signedUp.status, 201, signedUp.text);
    assert.equal((await client.send(requestOf('signIn', { body: { email, password } }))).status, 201);
    client.close();
    assert.equal(await server.end(), 0);
    assert.ok(existsSync(join(empty, 'data', 'latchkey.sqlite')));
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    assert.ok(!files.some((name) => name.endsWith('.ts') || /\.test\./.test(name)));
  });

  it('knows nothing of the faults that the conformance suite plants, nor of what plants them', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8', withFileTypes: true });
    const texts = files.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    assert.ok(texts.length > 300);
    assert.deepEqual(
      texts.filter((path) => /fault(?:y-server|s\/)|selftest/.test(path) || hooksModules(path)),
      [],
    );
  });
});
