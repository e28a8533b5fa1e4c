import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOneOrder } from '../src/requirements/in-one-order.ts';

test('members in another order are the same, at every depth', () => {
  const left = JSON.parse('{"prefix":"lk_","last_four":"abcd","in":[{"a":1,"b":null}]}');
  const right = JSON.parse('{ "in": [{ "b": null, "a": 1 }], "last_four": "abcd", "prefix": "lk_" }');
  assert.equal(inOneOrder(left), inOneOrder(right));
});

test('items in another order, another value and a member that is missing are not the same', () => {
  assert.notEqual(inOneOrder([1, 2]), inOneOrder([2, 1]));
  assert.notEqual(inOneOrder({ a: 1 }), inOneOrder({ a: '1' }));
  assert.notEqual(inOneOrder({ a: null }), inOneOrder({}));
});
