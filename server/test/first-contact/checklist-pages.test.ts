import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const page = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

interface Row {
  readonly id: string;
  readonly text: string;
  readonly tests: readonly { readonly title: string; readonly file: string }[];
}

/** `- **AU-01** What holds.` and, below it, links to tests by their titles, or a reason after *Not here:*. */
function rowsOf(text: string): Row[] {
  return text
    .split(/^(?=- \*\*|## )/m)
    .filter((part) => part.startsWith('- **'))
    .map((part) => ({
      id: /^- \*\*([^*]+)\*\*/.exec(part)?.[1] ?? '',
      text: part,
      tests: [...part.matchAll(/\[([^\]]+)\]\(\.\.\/([^)]+\.test\.ts)\)/g)].map(([, title = '', file = '']) => ({
        title,
        file,
      })),
    }));
}

const written = /^\s*(?:it|test)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/gm;

/** The titles of a file's tests, with an ellipsis for what is filled in. */
const titlesIn = (file: string): string[] =>
  [...page(file).matchAll(written)].map(([, single, double, template]) =>
    (single ?? double ?? template ?? '').replaceAll(/\$\{[^}]*\}/g, '…').replaceAll("\\'", "'"),
  );

const chapters: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'docs/security-checklist.md': {
    'AU-': 19,
    'SE-': 15,
    'JW-': 11,
    'RT-': 6,
    'IN-': 5,
    'KY-': 16,
    'AZ-': 12,
    'TN-': 8,
    'IH-': 15,
    'RL-': 6,
    'AD-': 11,
    'ER-': 5,
    'CF-': 5,
    'L-': 39,
  },
  'docs/promises.md': { Z: 8, Y: 6, V: 8, T: 5, C: 6 },
};

for (const [name, counts] of Object.entries(chapters)) {
  describe(name, () => {
    const rows = rowsOf(page(name));

    it('has every row once, in order', () => {
      const wanted = Object.entries(counts).flatMap(([chapter, count]) =>
        Array.from({ length: count }, (_, row) =>
          chapter.endsWith('-') ? `${chapter}${String(row + 1).padStart(2, '0')}` : `${chapter}${row + 1}`,
        ),
      );
      assert.deepEqual(
        rows.map(({ id }) => id),
        wanted,
      );
    });

    it('names tests that are there, by their titles', () => {
      for (const { id, tests } of rows) {
        for (const { title, file } of tests) {
          assert.ok(existsSync(new URL(`../../../${file}`, import.meta.url)), `${id}: ${file}`);
          assert.ok(titlesIn(file).includes(title), `${id}: no test “${title}” in ${file}`);
        }
      }
    });

    it('has a test for every row, or a reason that SECURITY.md gives as well', () => {
      const security = page('SECURITY.md');
      for (const { id, text, tests } of rows) {
        if (tests.length > 0) continue;
        assert.match(text, /\*Not here:\* \S/, id);
        assert.ok(security.includes(id), `SECURITY.md does not mention ${id}`);
      }
    });
  });
}

it('every promise to the five systems is in the title of a test', () => {
  for (const { id, tests } of rowsOf(page('docs/promises.md')))
    assert.ok(
      tests.some(({ title }) => new RegExp(`\\b${id}\\b`).test(title)),
      id,
    );
});
