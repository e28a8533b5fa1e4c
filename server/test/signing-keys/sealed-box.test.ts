import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openBox, sealBox } from '../../src/signing-keys/sealed-box.ts';

const secrets = { current: 'the-secret-of-this-deployment-0123456789' };
const binding = { purpose: 'signing-key', associatedData: 'key-1' };
const plaintext = Buffer.from('a private key');

test('a box opens to the bytes that were sealed, of any length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.string(), (bytes, associatedData) => {
      const place = { purpose: 'answer', associatedData };
      assert.deepEqual(openBox(sealBox(bytes, place, secrets), place, secrets), Buffer.from(bytes));
    }),
    { numRuns: 200 },
  );
});

test('the same bytes are never sealed to the same box twice, and no box shows them', () => {
  const boxes = Array.from({ length: 100 }, () => sealBox(plaintext, binding, secrets));
  assert.equal(new Set(boxes).size, 100);
  for (const box of boxes) assert.ok(!Buffer.from(box, 'base64url').includes(plaintext));
});

test('a box with any one bit flipped does not open', () => {
  const box = Buffer.from(sealBox(plaintext, binding, secrets), 'base64url');
  for (let index = 0; index < box.length * 8; index += 1) {
    const altered = Buffer.from(box);
    altered[index >> 3] = (altered[index >> 3] ?? 0) ^ (1 << (index & 7));
    assert.equal(openBox(altered.toString('base64url'), binding, secrets), undefined, `bit ${index}`);
  }
});

test('a box that was cut, lengthened or written in another spelling does not open', () => {
  const box = sealBox(plaintext, binding, secrets);
  for (let length = 0; length < box.length; length += 1) {
    assert.equal(openBox(box.slice(0, length), binding, secrets), undefined, `${length} characters`);
  }
  for (const other of [`${box}A`, `${box}=`, ` ${box}`, `${box}\n`, `${box}AAAA`]) {
    assert.equal(openBox(other, binding, secrets), undefined, other);
  }
});

test('a box opens only for its own purpose and at its own place', () => {
  const box = sealBox(plaintext, binding, secrets);
  assert.equal(openBox(box, { ...binding, purpose: 'answer' }, secrets), undefined);
  assert.equal(openBox(box, { ...binding, associatedData: 'key-2' }, secrets), undefined);
  assert.equal(openBox(box, { purpose: 'signing-keykey', associatedData: '-1' }, secrets), undefined);
});

test('after the secret is changed, boxes of the previous one still open and boxes of an older one do not', () => {
  const box = sealBox(plaintext, binding, secrets);
  const changed = { current: 'the-next-secret', previous: secrets.current };
  assert.deepEqual(openBox(box, binding, changed), plaintext);
  const newBox = sealBox(plaintext, binding, changed);
  assert.deepEqual(openBox(newBox, binding, { current: 'the-next-secret' }), plaintext);
  assert.equal(openBox(newBox, binding, secrets), undefined);
  assert.equal(openBox(box, binding, { current: 'third', previous: 'the-next-secret' }), undefined);
});
