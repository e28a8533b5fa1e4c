import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CatalogAction } from '../../src/authorization/catalog.ts';
import { compileGrants } from '../../src/authorization/compile.ts';
import { effectOfChange, type RightsLayers } from '../../src/authorization/effect-of-change.ts';
import { evaluate } from '../../src/authorization/evaluate.ts';
import type { Grant } from '../../src/authorization/grant.ts';

const catalogAction = (id: string, apiTokens: CatalogAction['apiTokens'] = 'allowed'): CatalogAction => ({
  id,
  title: id,
  fields: false,
  apiTokens,
});
const actions = ['content.read', 'content.update', 'media.read'];
const scope = {
  catalog: {
    isOpen: false,
    actions: new Map(
      [...actions.map((id) => catalogAction(id)), catalogAction('content.purge', 'never')].map((one) => [one.id, one]),
    ),
  },
  workspaceId: 'wsp_here',
};
const resources = ['content', 'content:other', 'content:posts', 'content:posts:1', 'content:pages', 'media:1', 'other'];

const grant: fc.Arbitrary<Grant> = fc.record({
  effect: fc.constantFrom('allow', 'allow', 'deny'),
  actions: fc.uniqueArray(fc.constantFrom(...actions, 'content.*', '*', 'content.purge'), {
    minLength: 1,
    maxLength: 2,
  }),
  resources: fc.uniqueArray(
    fc.constantFrom('content:*', 'content:posts:*', 'content:pages', 'media:*', '*', 'workspace:wsp_there:content:*'),
    { minLength: 1, maxLength: 2 },
  ),
});
const layer = fc.array(grant, { maxLength: 4 });

function allowed(layers: RightsLayers | undefined): Set<string> {
  const compiled = layers?.map(compileGrants);
  const isAllowed = (action: string, resource: string): boolean =>
    compiled?.every(
      (list) =>
        evaluate(list, {
          subjectId: 'tok_1',
          action,
          hasFields: false,
          workspaceId: scope.workspaceId,
          segments: resource.split(':'),
          fields: undefined,
          attributes: undefined,
        }).allowed,
    ) ?? false;
  return new Set(
    actions
      .flatMap((action) => resources.map((resource) => [action, resource] as const))
      .filter(([action, resource]) => isAllowed(action, resource))
      .map((question) => question.join(' ')),
  );
}

describe('the effect of a change of rights', () => {
  it('is a stop exactly where nothing stays allowed of what was, and never hides a loss', () => {
    let [stops, shrinks, unproved] = [0, 0, 0];
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 3 })
          .chain((count) =>
            fc.tuple(
              fc.array(layer, { minLength: count, maxLength: count }),
              fc.option(fc.array(layer, { minLength: count, maxLength: count }), { nil: undefined, freq: 8 }),
            ),
          ),
        fc.boolean(),
        ([before, other], isOneLayer) => {
          // A change touches one layer more often than all.
          const after = isOneLayer && other !== undefined ? [...before.slice(0, -1), other.at(-1) ?? []] : other;
          const [was, is] = [allowed(before), allowed(after)];
          const lost = [...was].filter((question) => !is.has(question)).length;
          const effect = effectOfChange(before, after, scope);
          assert.equal(effect === 'stops', was.size > 0 && is.size === 0);
          if (lost > 0) assert.notEqual(effect, 'unaffected');
          if (effect === 'stops') stops += 1;
          if (effect === 'shrinks' && lost > 0) shrinks += 1;
          if (effect === 'shrinks' && lost === 0) unproved += 1;
        },
      ),
      { numRuns: 5_000, seed: 20261123 },
    );
    assert.ok(stops > 100 && shrinks > 100, `${stops} stops, ${shrinks} losses`);
    assert.ok(unproved < shrinks / 4, `${unproved} of what shrinks was not lost, beside ${shrinks}`);
  });

  it('is none for a token that could do nothing before, and for one that was not let in', () => {
    const own = (list: readonly string[]): Grant => ({ effect: 'allow', actions: list, resources: ['*'] });
    assert.equal(effectOfChange(undefined, undefined, scope), 'unaffected');
    assert.equal(effectOfChange([[own(['content.purge'])]], [[]], scope), 'unaffected');
    assert.equal(effectOfChange([[own(['content.*'])]], undefined, scope), 'stops');
    assert.equal(effectOfChange([[own(['content.*'])]], [[own(['*'])]], scope), 'unaffected');
  });

  it('is found in bounded time for lists whose product is endless', () => {
    const wide = (prefix: string): Grant[] =>
      Array.from({ length: 20 }, (_, at) => ({
        effect: 'allow',
        actions: actions.slice(0, 2),
        resources: Array.from({ length: 50 }, (__, index) => `content:${prefix}-${at}-${index}`),
      }));
    assert.equal(effectOfChange([wide('a'), wide('a')], [wide('a'), []], scope), 'stops');
    assert.equal(effectOfChange([wide('a'), wide('a')], [wide('a'), wide('b')], scope), 'shrinks');
  });
});
