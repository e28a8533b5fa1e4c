import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  checksumOf,
  generateSecret,
  maximumTokenLength,
  parseSecret,
  type Secret,
} from '../../src/api-tokens/token-format.ts';

const everyKind = (brand?: string): readonly Secret[] => [
  generateSecret('session_token', undefined, brand),
  generateSecret('refresh_token', undefined, brand),
  generateSecret('service_key', undefined, brand),
  generateSecret('personal_token', 'live', brand),
  generateSecret('personal_token', 'test', brand),
  generateSecret('workspace_key', 'live', brand),
  generateSecret('workspace_key', 'test', brand),
];

/** The text with something else in the place of one character. */
const withCharacter = (text: string, index: number, character: string): string =>
  text.slice(0, index) + character + text.slice(index + 1);

const refuses = (text: string, what: string): void => assert.equal(parseSecret(text), undefined, what);

test('a secret says of itself what it was made as, under every brand', () => {
  for (const brand of ['z', 'acme', 'a1b2c3d4e5f6', 'zk']) {
    for (const { value, digest: _digest, ...shape } of everyKind(brand)) {
      assert.deepEqual(parseSecret(value, brand), shape);
      assert.ok(value.length <= maximumTokenLength);
    }
  }
});

test('a secret begins with its brand, kind and environment', () => {
  const prefixes = everyKind().map(({ value, prefix }) => {
    assert.ok(value.startsWith(prefix));
    assert.equal(value.length, prefix.length + 38);
    return prefix;
  });
  assert.deepEqual(prefixes, ['zs_', 'zr_', 'zx_', 'zp_live_', 'zp_test_', 'zk_live_', 'zk_test_']);
});

test('every beginning of a secret is refused', () => {
  for (const { value } of everyKind()) {
    for (let length = 0; length < value.length; length += 1) refuses(value.slice(0, length), `${length} characters`);
  }
});

test('a secret with anything added is refused, wherever it is put', () => {
  const { value } = generateSecret('workspace_key', 'live');
  for (const extra of ['0', 'a', 'Z', '_', ' ', '\n', '\r\n', '\t', '\0', '=', '\u00a0', '\u200b', '\ufeff']) {
    for (let index = 0; index <= value.length; index += 1) {
      refuses(value.slice(0, index) + extra + value.slice(index), `${JSON.stringify(extra)} at ${index}`);
    }
  }
});

test('a secret with the case of any one letter flipped, or of all, is refused', () => {
  for (const { value } of everyKind()) {
    for (const [index, character] of [...value].entries()) {
      const lower = character.toLowerCase();
      const flipped = character === lower ? character.toUpperCase() : lower;
      if (flipped !== character) refuses(withCharacter(value, index, flipped), `case of character ${index}`);
    }
    refuses(value.toUpperCase(), 'capitals');
    refuses(value.toLowerCase(), 'small letters');
  }
});

test('a secret with any one bit flipped is refused', () => {
  for (const { value } of everyKind()) {
    for (let index = 0; index < value.length; index += 1) {
      for (let bit = 0; bit < 16; bit += 1) {
        const flipped = String.fromCharCode(value.charCodeAt(index) ^ (1 << bit));
        refuses(withCharacter(value, index, flipped), `bit ${bit} of character ${index}`);
      }
    }
  }
});

test('a secret of another kind, environment or brand is refused, until its checksum is made to fit', () => {
  const { value } = generateSecret('workspace_key', 'test');
  const live = value.replace('zk_test_', 'zk_live_');
  refuses(live, 'environment');
  refuses(value.replace('zk_', 'zp_'), 'kind');
  refuses(value.replace('zk_', 'yk_'), 'brand');
  const unchecked = live.slice(0, -6);
  assert.equal(parseSecret(unchecked + checksumOf(unchecked))?.environment, 'live');
});

test('no text whatever makes the parser throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      refuses(text, text);
      refuses(`zk_live_${text}`, text);
    }),
    { numRuns: 2_000 },
  );
});

test('a text far too long is refused', () => {
  refuses(`zk_live_${'a'.repeat(1_000_000)}`, 'a million characters');
});

test('twenty thousand secrets are all different, and every character is drawn about equally often in every place', () => {
  const count = 20_000;
  const values = Array.from({ length: count }, () => generateSecret('session_token').value);
  assert.equal(new Set(values).size, count);
  for (let place = 3; place < 35; place += 1) {
    const seen = new Map<string, number>();
    for (const value of values) seen.set(value.charAt(place), (seen.get(value.charAt(place)) ?? 0) + 1);
    const expected = count / 62;
    let chiSquare = 0;
    for (const times of seen.values()) chiSquare += (times - expected) ** 2 / expected;
    assert.equal(seen.size, 62);
    // 61 degrees of freedom: beyond 150 by chance less than once in a thousand million places.
    assert.ok(chiSquare < 150, `place ${place}: ${chiSquare}`);
  }
});
