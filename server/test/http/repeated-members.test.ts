import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { repeatsMember } from '../../src/http/repeated-members.ts';

test('no text that a serializer wrote names a member twice', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(0, 2), (text, indent) => {
      assert.equal(repeatsMember(JSON.stringify(JSON.parse(text), null, indent)), false);
    }),
  );
});

test('a member added once more to any object, in any spelling, is found', () => {
  const added = '"again":[{"a":"}"}],"\\u0061gain":"{,"';
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const text = JSON.stringify({ ...object, inner: { x: object } });
      assert.equal(repeatsMember(`{${added},${text.slice(1)}`), true);
      assert.equal(repeatsMember(text.replace('{"x":', `{${added},"x":`)), true);
      assert.equal(repeatsMember(`[{"again":1},{"again":${text}}]`), false);
    }),
  );
});
