import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isContained } from '../../src/authorization/contain.ts';
import { decide } from '../../src/authorization/decide.ts';
import type { Grant } from '../../src/authorization/grant.ts';
import { loadCatalog } from '../../src/authorization/preset-file.ts';
import { requireContained } from '../../src/authorization/require-contained.ts';
import { allow, catalog, deny, everything, keyWith, workspace } from './ask.ts';
import { type Dice, diceOf, randomCatalog, randomGrant, randomRequestFor } from './random-world.ts';
import { catalogOf, compileWorld } from './world.ts';

const closed = { catalog: catalogOf(catalog), workspaceId: 'wsp_a' };
const open = { catalog: catalogOf({ ...catalog, open: true }), workspaceId: 'wsp_a' };
const within = (asked: readonly Grant[], held: readonly Grant[], scope = closed): boolean =>
  isContained(asked, held, scope).contained;

describe('nobody hands out more than they hold', () => {
  test('nothing is contained in everything, and everything that is allowed in itself', () => {
    assert.ok(within([], []));
    const rights = [
      everything,
      deny('content.delete', 'content:*'),
      allow('content.update', '*', { fields: ['title'] }),
    ];
    assert.ok(within(rights, rights));
    assert.ok(within(rights, rights, open));
  });
  test('the first grant that is not proved is named', () => {
    const asked = [allow('content.read', '*'), deny('*', '*'), allow('content.delete', '*')];
    assert.deepEqual(isContained(asked, [allow('content.read', '*')], closed), { contained: false, grant: 2 });
  });
  test('actions, resources and workspaces are compared as patterns', () => {
    assert.ok(within([allow('content.read', 'content:posts:1')], [allow('content.*', 'content:*')]));
    assert.ok(!within([allow('content.*', 'content:*')], [allow('content.read', 'content:*')]));
    assert.ok(!within([allow('content.read', 'content:*')], [allow('content.read', 'content:*:posts')]));
    assert.ok(!within([allow('content.read', 'content:*')], [allow('content.read', 'content')]));
    assert.ok(!within([allow('content.read', 'content:*')], [allow('content.read', 'content:posts')]));
    assert.ok(!within([allow('content.*', '*')], [allow('content.*.read', '*')], open));
    assert.ok(!within([allow('content.*', '*')], [allow('content', '*')], open));
    assert.ok(within([allow('content.read', 'workspace:wsp_a:content')], [allow('content.read', 'content')]));
    assert.ok(within([allow('content.read', 'content')], [allow('content.read', 'workspace:wsp_a:content')]));
    assert.ok(!within([allow('content.read', 'content')], [allow('content.read', 'workspace:wsp_b:content')]));
  });
  test('in a closed catalog the actions behind a star may be held one by one; in an open one they have no end', () => {
    const each = [
      allow(['content.read', 'content.update'], '*'),
      allow(['content.delete', 'content.revisions.read'], '*'),
    ];
    assert.ok(within([allow('content.*', '*')], each));
    assert.ok(!within([allow('content.*', '*')], each, open));
    assert.ok(within([allow('content.*', '*')], [everything], open));
  });
  test('our own actions are not within everything else', () => {
    assert.ok(!within([allow('latchkey.*', '*')], [everything]));
    assert.ok(within([allow('latchkey.roles.read', 'latchkey:roles')], [allow('latchkey.*', 'latchkey:*')]));
  });
  test('fields may be held in pieces, but not left out', () => {
    const pieces = [
      allow('content.update', '*', { fields: ['title'] }),
      allow('content.update', '*', { fields: ['body', 'summary'] }),
    ];
    assert.ok(within([allow('content.update', '*', { fields: ['title', 'body'] })], pieces));
    assert.ok(!within([allow('content.update', '*', { fields: ['title', 'hero'] })], pieces));
    assert.ok(!within([allow('content.update', '*')], pieces));
  });
  test('conditions may be tightened, never loosened', () => {
    const held = [allow('*', '*', { conditions: { own: true, status: ['draft', 'protected'] } })];
    assert.ok(within([allow('content.read', '*', { conditions: { own: true, status: ['draft'] } })], held));
    assert.ok(!within([allow('content.read', '*', { conditions: { own: true } })], held));
    assert.ok(!within([allow('content.read', '*', { conditions: { status: ['draft'] } })], held));
    assert.ok(!within([allow('content.read', '*')], held));
  });
  test('a deny that is held has to be handed on, unless it can never meet', () => {
    const held = [everything, deny('content.read', 'content:secret:*')];
    assert.ok(!within([everything], held));
    assert.ok(within([everything, deny('content.*', 'content:secret:*')], held));
    assert.ok(within([allow('content.read', 'content:posts:*')], held));
    assert.ok(within([allow('content.delete', '*')], held));
    assert.ok(!within([everything, deny('content.read', 'content:secret:1')], held));
  });
  test('an admin can hand on what a preset gives to members, and cannot make an owner', async () => {
    for (const name of ['default', 'instances', 'tenants', 'teams', 'organizations', 'content']) {
      const preset = await loadCatalog(name);
      const scope = { catalog: preset, workspaceId: 'wsp_a' };
      const admin = preset.roles.get('admin')?.grants ?? [];
      for (const role of preset.roles.values()) {
        assert.equal(within(role.grants, admin, scope), role.id !== 'owner', `${name}: ${role.id}`);
      }
      for (const { grants } of preset.scopes.values()) assert.ok(within(grants, admin, scope));
    }
  });
  test('what would take too long to prove is a no: a few kilobytes keep nobody busy', () => {
    const names = (word: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${word}${at}`);
    const listed = (effect: 'allow' | 'deny', grants: number): Grant[] =>
      names(effect, grants).map((name) => ({
        effect,
        actions: names('a', 20).map((action) => (effect === 'deny' ? `*.${action}` : `${name}.${action}`)),
        resources: names('r', 20).map((resource) => (effect === 'deny' ? `*:${resource}` : `${name}:${resource}`)),
      }));
    const small = [...listed('allow', 2), ...listed('deny', 2)];
    assert.equal(within(small, small, open), true);
    const large = [...listed('allow', 60), ...listed('deny', 30)];
    assert.equal(within(large, large, open), false);
    assert.equal(within(large, [everything], open), true);
  });

  test('the refusal points at the grant', () => {
    assert.throws(() => requireContained([everything], [], closed, (grant) => `/permission/grants/${grant}`), {
      name: 'ServiceError',
      code: 'permission_exceeds_yours',
      status: 422,
      errors: [
        {
          pointer: '/permission/grants/0',
          code: 'permission_exceeds_yours',
          detail: 'This grant allows something that you may not do yourself.',
        },
      ],
    });
  });
});

const seed = Number(process.env.CONTAINMENT_SEED ?? 20261123);
const pairs = Number(process.env.CONTAINMENT_PAIRS ?? 20_000);

/** Rights that are likely to contain what is asked for: mostly the same grants, each a little wider. */
const widened = (dice: Dice, asked: readonly Grant[]): Grant[] =>
  asked.map((grant) => {
    const { fields, conditions, ...rest } = grant;
    // Now and then something else altogether, so that a yes given too easily is seen.
    if (dice.chance(0.05)) return { ...grant, resources: grant.resources.map((text) => text.replace(/:\*$/, '')) };
    return {
      ...rest,
      actions: dice.chance(0.3) && grant.effect === 'allow' ? ['*', 'latchkey.*'] : grant.actions,
      resources: dice.chance(0.4) && grant.effect === 'allow' ? ['*'] : grant.resources,
      ...(fields !== undefined && dice.chance(0.7) ? { fields } : {}),
      ...(conditions !== undefined && dice.chance(0.7) ? { conditions } : {}),
    };
  });

test(`a yes is a proof: of ${pairs} random pairs, none that is contained allows what the other denies (seed ${seed})`, () => {
  const dice = diceOf(seed);
  const here = { ...workspace, id: 'wsp_here', slug: 'here' };
  let [proved, allowed] = [0, 0];
  for (let pair = 0; pair < pairs; pair += 1) {
    const vocabulary = randomCatalog(dice);
    const asked = Array.from({ length: 1 + dice.below(3) }, () => randomGrant(dice));
    const extra = dice.chance(0.5) ? [randomGrant(dice)] : [];
    const held = dice.chance(0.8) ? [...widened(dice, asked), ...extra] : [everything, ...extra];
    if (!isContained(asked, held, { catalog: catalogOf(vocabulary), workspaceId: here.id }).contained) continue;
    proved += 1;

    const holder = { ...keyWith(...held), workspaceId: here.id };
    const world = (permission: readonly Grant[]) =>
      compileWorld({ catalog: vocabulary, workspace: here, subject: { ...holder, permission } });
    const [narrow, wide] = [world(asked), world(held)];
    for (let turn = 0; turn < 12; turn += 1) {
      const request = randomRequestFor(dice, [...asked, ...asked, ...held], holder);
      if (!decide(narrow.snapshot, narrow.subject, request).allowed) continue;
      allowed += 1;
      const verdict = decide(wide.snapshot, wide.subject, request);
      assert.ok(verdict.allowed, JSON.stringify({ pair, asked, held, request, verdict, vocabulary }));
    }
  }
  assert.ok(proved > pairs * 0.2 && proved < pairs * 0.9, `proved ${proved} of ${pairs}`);
  assert.ok(allowed > pairs * 0.3, `only ${allowed} requests were allowed`);
});
