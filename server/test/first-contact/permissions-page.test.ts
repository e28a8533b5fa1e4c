import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Grant } from '../../src/authorization/grant.ts';
import { askKey, workspace } from '../authorization/ask.ts';

const page = readFileSync(new URL('../../../docs/permissions.md', import.meta.url), 'utf8');

const question =
  /^\| `(?<action>[^`]+)` on `(?<resource>[^`]+)`(?: touching `(?<fields>[^`]+)`)?(?: with `(?<attributes>[^`]+)`)? \| (?<answer>allowed|denied) \| (?<why>.+) \|$/gm;

/** A slug in a grant is kept as the id of its workspace. */
const asKept = (grants: string): Grant[] =>
  JSON.parse(grants.replaceAll(`workspace:${workspace.slug}:`, `workspace:${workspace.id}:`));

/** Each block of grants, with the questions in the table below it. */
const examples = page
  .split('```json\n')
  .slice(1)
  .map((part) => {
    const [grants = '', rest = ''] = part.split('```');
    return {
      grants: asKept(grants),
      questions: [...rest.matchAll(question)].map(({ groups = {} }) => groups),
    };
  });

describe('docs/permissions.md says what is so', () => {
  test('each of its questions was found', () => {
    assert.equal(examples.flatMap(({ questions }) => questions).length, page.match(/\| (allowed|denied) \|/g)?.length);
    assert.ok(examples.every(({ questions }) => questions.length >= 2));
  });
  for (const { grants, questions } of examples) {
    for (const { action = '', resource = '', fields, attributes, answer, why } of questions) {
      test(`${action} on ${resource} is ${answer}: ${why}`, () => {
        const decision = askKey(grants, {
          action,
          resource,
          ...(fields && { fields: fields.split(', ') }),
          ...(attributes && { attributes: JSON.parse(attributes) }),
        });
        assert.equal(decision.allowed ? 'allowed' : 'denied', answer, JSON.stringify(decision));
      });
    }
  }
});
