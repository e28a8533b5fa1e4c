import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { errorStatus } from '../../src/error-codes.gen.ts';
import { type RefusalCode, refusalTexts } from '../../src/guard/refusal-texts.ts';

const registry = readFileSync(new URL('../../../openapi/errors.yaml', import.meta.url), 'utf8');

for (const code of Object.keys(refusalTexts) as RefusalCode[]) {
  test(`a guard words ${code} as the service does`, () => {
    const { status, title, detail } = refusalTexts[code];
    assert.equal(status, errorStatus[code]);
    assert.ok(registry.includes(`\n${code}:\n  status: ${status}\n  title: ${title}\n  meaning: ${detail}\n`));
  });
}
