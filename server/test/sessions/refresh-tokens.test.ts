import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateSecret, parseSecret } from '../../src/api-tokens/token-format.ts';
import { createRefreshTokens } from '../../src/sessions/refresh-tokens.ts';

const secrets = { current: 'a'.repeat(40), previous: 'b'.repeat(40) };
const first = generateSecret('refresh_token', undefined, 'z').value;

test('a refresh token has one successor, which depends on every character of it, on the secret, and on nothing else', () => {
  const tokens = createRefreshTokens(secrets, 'z');
  const [current, previous] = tokens.successorsOf(first);
  assert.equal(parseSecret(current.value, 'z')?.kind, 'refresh_token');
  assert.deepEqual(createRefreshTokens(secrets, 'z').successorsOf(first)[0], current);
  assert.deepEqual(createRefreshTokens({ current: secrets.previous }, 'z').successorsOf(first)[0], previous);
  assert.notEqual(current.value, previous?.value);
  const changed = `${first.slice(0, -1)}${first.endsWith('0') ? '1' : '0'}`;
  assert.notEqual(tokens.successorsOf(changed)[0].value, current.value);
  assert.equal(tokens.successorsOf(first).length, 2);
});

test('ten thousand generations of one session repeat none, and every character comes up about as often', () => {
  const tokens = createRefreshTokens({ current: secrets.current }, 'z');
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  let token = first;
  for (let generation = 0; generation < 10_000; generation += 1) {
    token = tokens.successorsOf(token)[0].value;
    seen.add(token);
    for (const character of token.slice(3, 35)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  assert.equal(seen.size, 10_000);
  assert.equal(counts.size, 62);
  const expected = (10_000 * 32) / 62;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 61 degrees of freedom: a fair draw stays below 150 but once in a hundred million runs.
  assert.ok(chiSquare < 200, String(chiSquare));
});
