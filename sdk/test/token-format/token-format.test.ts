import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { isLatchkeyError } from '../../src/index.ts';
import { checksumOf } from '../../src/token-format/checksum.ts';
import { findTokens, parseToken, requireToken, scannerPatterns } from '../../src/token-format/index.ts';

interface Vectors {
  readonly valid: readonly {
    readonly token: string;
    readonly brand: string;
    readonly kind: string;
    readonly environment?: string;
    readonly prefix: string;
    readonly last_four: string;
  }[];
  readonly invalid: readonly { readonly token: string; readonly brand: string; readonly reason: string }[];
}

const published = (file: string): string => readFileSync(new URL(`../../../openapi/${file}`, import.meta.url), 'utf8');
const vectors: Vectors = JSON.parse(published('vectors.json'));
const [liveKey] = vectors.valid.filter(({ kind, environment }) => kind === 'workspace_key' && environment === 'live');
const { token } = liveKey as Vectors['valid'][number];

test('every published token that is valid says what it is', () => {
  for (const { token, brand, kind, environment, prefix, last_four } of vectors.valid)
    assert.deepEqual(parseToken(token, { brand }), {
      kind,
      brand,
      ...(environment !== undefined && { environment }),
      prefix,
      lastFour: last_four,
    });
});

for (const { token, brand, reason } of vectors.invalid) {
  test(`a token is refused offline: ${reason}`, () => {
    assert.equal(parseToken(token, { brand }), undefined);
  });
}

test('a token of which one character was mistyped is refused', () => {
  const mistyped = fc
    .tuple(fc.nat(token.length - 1), fc.constantFrom(...'0123456789abcXYZ_- '))
    .map(([at, character]) => token.slice(0, at) + character + token.slice(at + 1));
  fc.assert(fc.property(mistyped, (text) => text === token || parseToken(text) === undefined));
});

test('the patterns for secret scanners are the published ones', () => {
  const page = published('token-format.md');
  for (const pattern of [scannerPatterns().precise, scannerPatterns('any').precise, scannerPatterns().plain])
    assert.ok(page.includes(pattern), pattern);
});

test('a scan finds every published token of its brand in a text, and nothing whose checksum is wrong', () => {
  const all = [...vectors.valid, ...vectors.invalid].map(({ token }) => token).join('", "');
  const ofBrand = (brand: string) => vectors.valid.filter((one) => one.brand === brand);
  // What is refused for its surroundings holds a real token; and what is refused for its brand is one of another.
  for (const { index, prefix, lastFour } of findTokens(all)) {
    const found = parseToken(all.slice(index, index + prefix.length + 38));
    assert.deepEqual([found?.prefix, found?.lastFour], [prefix, lastFour]);
  }
  const found = findTokens(
    ofBrand('z')
      .map(({ token }) => `key="${token}"`)
      .join('\n'),
  );
  assert.deepEqual(
    found.map(({ kind, prefix }) => [kind, prefix]),
    ofBrand('z').map(({ kind, prefix }) => [kind, prefix]),
  );
  assert.deepEqual(findTokens(`${token.slice(0, -1)}0`), []);
  assert.equal(
    findTokens(
      ofBrand('acme')
        .map(({ token }) => token)
        .join(' '),
      'acme',
    ).length,
    ofBrand('acme').length,
  );
});

test('a scan of text that looks like one endless token takes linear time', () => {
  assert.deepEqual(findTokens('zk_live_'.repeat(50_000), 'any'), []);
});

test('a program can refuse a mistyped token, another kind and a test key before its first request', () => {
  const refusal = (text: string, expectation = {}): unknown => {
    try {
      return requireToken(text, expectation);
    } catch (error) {
      assert.ok(isLatchkeyError(error));
      assert.ok(!inspect(error).includes(text));
      return error.code;
    }
  };
  assert.equal(refusal(token, { kind: 'workspace_key', environment: 'live' }), token);
  assert.equal(refusal(`${token.slice(0, -1)}0`), 'malformed_token');
  assert.equal(refusal(token, { kind: 'service_key' }), 'wrong_kind');
  assert.equal(refusal(token, { environment: 'test' }), 'wrong_environment');
  assert.equal(refusal(token, { brand: 'acme' }), 'malformed_token');
});

test('the checksum is the CRC-32 of zlib', () => {
  assert.equal(checksumOf('123456789'), base62(0xcbf43926));
});

function base62(value: number): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  return [5, 4, 3, 2, 1, 0].map((place) => digits[Math.floor(value / 62 ** place) % 62]).join('');
}
