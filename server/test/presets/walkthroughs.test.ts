import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

for (const preset of ['instances', 'tenants', 'teams', 'organizations', 'content', 'default']) {
  test(`the walk-through of the preset ${preset} goes as it says`, async () => {
    const file = fileURLToPath(new URL(`../../../examples/walkthrough-${preset}.ts`, import.meta.url));
    const { stdout, stderr } = await run(process.execPath, [file], { env: { PATH: process.env.PATH } });
    assert.equal(stderr, '');
    assert.match(stdout, /That was all of it\.\n$/);
    assert.doesNotMatch(stdout, /z[spkx]_(?:live_|test_)?[0-9A-Za-z]{20}|eyJ[\w-]{10}/, 'no secret is printed whole');
  });
}
