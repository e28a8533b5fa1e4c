import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createPageCursors } from '../../src/storage/page-cursor.ts';

const cursors = createPageCursors(randomBytes(32));
const position = fc.array(fc.oneof(fc.integer(), fc.string()), { minLength: 1, maxLength: 3 });

describe('a page cursor', () => {
  it('gives back the position it was made from', () => {
    fc.assert(
      fc.property(fc.string(), position, (context, place) => {
        assert.deepEqual(cursors.decode(context, cursors.encode(context, place)), place);
      }),
    );
  });

  it('is refused in any other context', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), position, (context, other, place) => {
        fc.pre(context !== other);
        assert.equal(cursors.decode(other, cursors.encode(context, place)), undefined);
      }),
    );
  });

  it('is refused under another key, for instance after the key was replaced', () => {
    const text = createPageCursors(randomBytes(32)).encode('listKeys', [1, 'a']);
    assert.equal(cursors.decode('listKeys', text), undefined);
  });

  it('is refused when a single character of it is changed, added or missing', () => {
    const text = cursors.encode('listKeys', [1_700_000_000_000, 'tok_1']);
    for (let index = 0; index < text.length; index += 1) {
      const [head, character, tail] = [text.slice(0, index), text[index], text.slice(index + 1)];
      assert.equal(cursors.decode('listKeys', head + (character === 'A' ? 'B' : 'A') + tail), undefined);
      assert.equal(cursors.decode('listKeys', head + tail), undefined);
      assert.equal(cursors.decode('listKeys', `${head}=${character}${tail}`), undefined);
    }
  });

  it('is refused when it is not one at all', () => {
    for (const text of ['', '=', 'a', '%00', '{}', 'x'.repeat(43), 'x'.repeat(100_000), '\u{1F511}']) {
      assert.equal(cursors.decode('listKeys', text), undefined);
    }
  });

  it('needs a key of 32 bytes', () => {
    assert.throws(() => createPageCursors(randomBytes(31)), TypeError);
  });
});
