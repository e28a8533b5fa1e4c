import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vectors from '../../../openapi/vectors.json' with { type: 'json' };
import { digestSecret, generateSecret, maximumTokenLength, parseSecret } from '../../src/api-tokens/token-format.ts';

const document = readFileSync(new URL('../../../openapi/token-format.md', import.meta.url), 'utf8');

test('every published valid vector is accepted and says of itself what is published', () => {
  for (const vector of vectors.valid) {
    const { kind, prefix, last_four: lastFour, environment } = vector;
    const expected = environment === undefined ? { kind, prefix, lastFour } : { kind, environment, prefix, lastFour };
    assert.deepEqual(parseSecret(vector.token, vector.brand), expected, vector.token);
    assert.equal(digestSecret(vector.token), vector.sha256);
  }
});

test('every published invalid vector is refused', () => {
  for (const { token, brand, reason } of vectors.invalid) assert.equal(parseSecret(token, brand), undefined, reason);
});

test('the longest published vector is as long as a secret can be', () => {
  assert.equal(Math.max(...vectors.valid.map(({ token }) => token.length)), maximumTokenLength);
  assert.ok(document.includes(`of any brand ${maximumTokenLength}.`));
});

test('the published expressions for scanners find a secret in a file, and no longer word around it', () => {
  const expressions = document
    .split('\n')
    .flatMap((line) => (/^\(\?<!.*\)$/.test(line) ? [line] : [/`(\\b.*\\b)`/.exec(line)?.[1] ?? []].flat()));
  assert.equal(expressions.length, 3);
  for (const expression of expressions) {
    for (const { value } of [generateSecret('workspace_key', 'live'), generateSecret('session_token')]) {
      assert.equal(new RegExp(expression).exec(`KEY="${value}"; // keep`)?.[0], value, expression);
      assert.equal(new RegExp(expression).exec(`${value}abc`), null, expression);
      assert.equal(new RegExp(expression).exec(`abc_${value}`), null, expression);
    }
  }
});

test('the published way to compute the checksum tells valid vectors from changed ones', async () => {
  const published = /```js\n([\s\S]*?)```/.exec(document)?.[1] ?? '';
  const source = `${published}\nexport { looksReal };`;
  const { looksReal } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
    readonly looksReal: (token: string) => boolean;
  };
  for (const { token } of vectors.valid) {
    assert.ok(looksReal(token), token);
    assert.ok(!looksReal(`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`));
  }
});
