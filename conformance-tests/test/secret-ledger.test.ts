import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSecretLedger } from '../src/secret-ledger.ts';

test('a secret is replaced by its name wherever it stands, also encoded', () => {
  const secrets = createSecretLedger();
  secrets.remember('s3cret/with "quotes"', 'password');
  const text = `a s3cret/with "quotes" b ${encodeURIComponent('s3cret/with "quotes"')} c ${JSON.stringify('s3cret/with "quotes"')}`;
  assert.equal(secrets.redact(text), 'a <password> b <password> c "<password>"');
});

test('of two secrets one inside the other, the longer is replaced first', () => {
  const secrets = createSecretLedger();
  secrets.remember('abcdefgh', 'short');
  secrets.remember('abcdefgh.ijkl', 'long');
  assert.equal(secrets.redact('abcdefgh.ijkl abcdefgh'), '<long> <short>');
});

test('a word too short to be a secret is left alone', () => {
  const secrets = createSecretLedger();
  secrets.remember('name', 'password');
  assert.deepEqual(secrets.namesIn('a name'), []);
});
