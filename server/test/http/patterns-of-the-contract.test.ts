import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** What makes a careless expression try again and again: pieces of what it looks for, and an end that it cannot take. */
const pieces = [
  'a',
  'a.',
  'a-',
  'a:',
  '-',
  ' ',
  '@',
  'a@a.',
  '0',
  '*',
  'a:*',
  '%',
  'é',
  '/',
  '=',
  'a=',
  '_',
  'zk_live_',
];
const ends = ['', '!', '\n', ' ', '*', '@', '.', '\0'];

const short = 12_500;
const long = 50_000;
/** The exact proportion is four; a square would be sixteen. */
const mostGrowth = 11;

/** Every expression and format that a text of a request is held against. */
function expectationsOf(contract: unknown): ReadonlyMap<string, object> {
  const found = new Map<string, object>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { pattern, format } = node as { readonly pattern?: unknown; readonly format?: unknown };
    if (typeof pattern === 'string') found.set(`pattern ${pattern}`, { pattern });
    if (typeof format === 'string') found.set(`format ${format}`, { format });
    for (const [name, member] of Object.entries(node)) if (!/^(?:examples?|default)$/.test(name)) walk(member);
  };
  walk(contract);
  return found;
}

/** The shortest of several tries, which is what the work itself takes. */
function timeOf(work: () => unknown): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 9; attempt += 1) {
    const startedAt = performance.now();
    work();
    shortest = Math.min(shortest, performance.now() - startedAt);
  }
  return shortest;
}

it('no text makes an expression or a format of the contract take more time than in proportion to its length', () => {
  const contract = JSON.parse(readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8'));
  const ajv = new Ajv2020();
  addFormats.default(ajv);
  const expectations = expectationsOf({ paths: contract.paths, components: contract.components });
  assert.ok(expectations.size > 20);
  for (const [about, schema] of expectations) {
    const accepts = ajv.compile({ type: 'string', ...schema });
    for (const piece of pieces) {
      for (const end of ends) {
        const timeFor = (length: number): number => {
          const text = piece.repeat(length / piece.length) + end;
          return timeOf(() => accepts(text));
        };
        const slow = timeFor(long);
        // What is over at once is measured by the clock's own grain.
        if (slow < 1) continue;
        assert.ok(slow / timeFor(short) < mostGrowth, `${about} and ${JSON.stringify(piece + end)}`);
      }
    }
  }
});
