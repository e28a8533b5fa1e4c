import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Decision } from '../../src/authorization/decide.ts';
import { allow, ask, askKey, catalog, deny, everything, keyWith, workspace } from './ask.ts';
import type { WorldSubject } from './world.ts';

const assertAllowed = (decision: Decision, expected: { layer?: string; grant?: number } = {}): void => {
  assert.partialDeepStrictEqual(decision, { allowed: true, ...expected });
};
const assertDenied = (decision: Decision, layer: string, code: string): void => {
  assert.partialDeepStrictEqual(decision, { allowed: false, layer, code });
};

const ann = { kind: 'user', userId: 'usr_ann' } as const;
const annsToken = { ...keyWith(everything), kind: 'personal_token', userId: 'usr_ann', reaches: 'all' } as const;
const serviceKey = { kind: 'service_key', tokenId: 'tok_service' } as const;
const annIs = (role: string, ...grants: Parameters<typeof keyWith>) => ({
  workspace: { ...workspace, members: { usr_ann: { role, grants } } },
});
const annIsMember = annIs('member', everything);

describe('layers are asked in order and the first that refuses is the reason', () => {
  const hopeless = { action: 'nothing.known', environment: 'test' } as const;
  const suspended = { ...workspace, state: 'suspended', environments: ['test'] } as const;

  test('a credential of another environment than required is refused before all else', () => {
    assertDenied(ask(keyWith(), hopeless, { workspace: 'unknown' }), 'environment', 'wrong_environment');
  });
  test('an unknown workspace is refused before its state could matter', () => {
    assertDenied(ask(keyWith(), { action: 'nothing.known' }, { workspace: 'unknown' }), 'workspace', 'not_found');
  });
  test('a suspended workspace is refused before the action is looked up', () => {
    const decision = ask(keyWith(), { action: 'nothing.known' }, { workspace: suspended });
    assertDenied(decision, 'workspace', 'workspace_suspended');
  });
  test('an unknown action is refused before the policy is asked', () => {
    const decision = ask(keyWith(), { action: 'nothing.known' }, { workspace: { ...suspended, state: 'active' } });
    assertDenied(decision, 'catalog', 'unknown_action');
  });
  test('the policy is asked before the grants', () => {
    const decision = ask(keyWith(everything), {}, { workspace: { ...workspace, environments: ['test'] } });
    assertDenied(decision, 'policy', 'insufficient_permissions');
  });
  test('the grants are asked before the resource limit', () => {
    const limited = { ...keyWith(), resourceLimit: [] };
    assertDenied(ask(limited), 'token', 'insufficient_permissions');
    assertDenied(ask({ ...limited, permission: [everything] }), 'resource_limit', 'insufficient_permissions');
  });
  test("a personal token's own grants are asked before its owner's role", () => {
    assertDenied(ask({ ...annsToken, permission: [] }, {}, annIs('member')), 'token', 'insufficient_permissions');
    assertDenied(ask(annsToken, {}, annIs('member')), 'role', 'insufficient_permissions');
    assertAllowed(ask(annsToken, {}, annIsMember), { layer: 'role', grant: 0 });
  });
});

describe('environment', () => {
  test('a test key is refused where live is required, and allowed where test is', () => {
    const testKey = { ...keyWith(everything), environment: 'test' } as const;
    assertDenied(ask(testKey, { environment: 'live' }), 'environment', 'wrong_environment');
    assertAllowed(ask(testKey, { environment: 'test' }));
    assertAllowed(ask(testKey));
  });
  test('people and service keys are live', () => {
    assertAllowed(ask(ann, { environment: 'live' }, annIsMember));
    assertDenied(ask(ann, { environment: 'test' }, annIsMember), 'environment', 'wrong_environment');
    assertDenied(ask(serviceKey, { environment: 'test' }), 'environment', 'wrong_environment');
  });
});

describe('workspace', () => {
  const outsiders: readonly WorldSubject[] = [
    ann,
    annsToken,
    { ...keyWith(everything), workspaceId: 'wsp_b' },
    { ...annsToken, reaches: ['wsp_b'] },
  ];
  test('an outsider gets the answer for a workspace that does not exist, suspended or not', () => {
    for (const state of ['active', 'suspended'] as const) {
      for (const subject of outsiders) {
        const foreign = ask(subject, {}, { workspace: { ...workspace, state } });
        assert.deepEqual(foreign, ask(subject, {}, { workspace: 'unknown' }));
        assertDenied(foreign, 'workspace', 'not_found');
      }
    }
  });
  test('a personal token reaches only workspaces it was made for, and only where its owner is a member', () => {
    assertAllowed(ask({ ...annsToken, reaches: ['wsp_a'] }, {}, annIsMember));
    assertDenied(ask({ ...annsToken, reaches: [] }, {}, annIsMember), 'workspace', 'not_found');
    assertDenied(ask({ ...annsToken, userId: 'usr_bob' }, {}, annIsMember), 'workspace', 'not_found');
  });
  test('a prefix in a request must agree with its workspace, by id or slug', () => {
    assertAllowed(askKey([everything], { resource: 'workspace:site-a:content:posts' }));
    assertAllowed(askKey([everything], { resource: 'workspace:wsp_a:content:posts' }));
    assertDenied(askKey([everything], { resource: 'workspace:site-b:content:posts' }), 'workspace', 'not_found');
  });
  test('only a service key may ask without naming a workspace', () => {
    const none = { workspace: 'none_named' } as const;
    for (const subject of [ann, annsToken, keyWith(everything)]) {
      assertDenied(ask(subject, {}, none), 'workspace', 'workspace_required');
    }
    assertAllowed(ask(serviceKey, { action: 'latchkey.credentials.verify', resource: 'latchkey:credentials' }, none));
  });
});

describe('catalog', () => {
  test('an action flagged never refuses every API token whatever its grants say, and not a session', () => {
    const request = { action: 'settings.update', resource: 'settings:general' };
    for (const subject of [keyWith(everything), annsToken, serviceKey]) {
      assertDenied(ask(subject, request, annIsMember), 'catalog', 'api_tokens_never');
    }
    assertAllowed(ask(ann, request, annIsMember));
  });
  test('an unknown action of a closed catalog is denied, even to someone who may do everything', () => {
    assertDenied(askKey([everything], { action: 'invoices.read' }), 'catalog', 'unknown_action');
  });
  test('an open catalog answers for any well-formed action, but knows our own by heart', () => {
    const open = { catalog: { ...catalog, open: true } };
    assertAllowed(ask(keyWith(everything), { action: 'invoices.read' }, open));
    const ownAndBroken = [
      'latchkey.doors.open',
      'latchkey:roles:read',
      'latchkey',
      '',
      '*',
      'invoices.*',
      'a..b',
      'a b',
      '.a',
    ];
    for (const action of ownAndBroken) {
      const decision = ask(keyWith(everything, allow('latchkey.*', '*')), { action }, open);
      assertDenied(decision, 'catalog', 'unknown_action');
    }
  });
});

describe('policy', () => {
  const under = (personalTokens: 'owners_and_admins' | 'no_one' | 'all_members', role: string) =>
    ask(annsToken, {}, { workspace: { ...annIs(role, everything).workspace, personalTokens } });

  test('personal tokens work for all members, for owners and admins, or for no one', () => {
    for (const role of ['owner', 'admin', 'member']) {
      assertAllowed(under('all_members', role));
      assertDenied(under('no_one', role), 'policy', 'insufficient_permissions');
    }
    assertAllowed(under('owners_and_admins', 'owner'));
    assertAllowed(under('owners_and_admins', 'admin'));
    assertDenied(under('owners_and_admins', 'member'), 'policy', 'insufficient_permissions');
  });
  test('it says nothing about sessions, and about workspace keys only their environment', () => {
    const strict = { ...annIsMember.workspace, personalTokens: 'no_one', environments: ['live'] } as const;
    assertAllowed(ask(ann, {}, { workspace: strict }));
    assertAllowed(ask(keyWith(everything), {}, { workspace: strict }));
    const testKey = { ...keyWith(everything), environment: 'test' } as const;
    assertDenied(ask(testKey, {}, { workspace: strict }), 'policy', 'insufficient_permissions');
  });
});

describe('grants', () => {
  test('nothing is allowed that no grant allows', () => {
    assert.deepEqual(askKey([]), { allowed: false, layer: 'token', code: 'insufficient_permissions' });
    assertDenied(askKey([allow('content.delete', '*')]), 'token', 'insufficient_permissions');
  });
  test('a decision names the grant that decided', () => {
    assertAllowed(askKey([allow('content.delete', '*'), everything]), { layer: 'token', grant: 1 });
    assert.deepEqual(askKey([everything, everything, deny('content.*', '*')]), {
      allowed: false,
      layer: 'token',
      code: 'insufficient_permissions',
      grant: 2,
    });
  });
  test('within one list a matching deny wins, whatever the order', () => {
    const grants = [everything, deny('content.read', 'content:posts:1'), allow('content.read', 'content:*')];
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const list = order.map((index) => grants[index] ?? everything);
      assertDenied(askKey(list), 'token', 'insufficient_permissions');
      assertAllowed(askKey(list, { resource: 'content:posts:2' }));
    }
  });
  test('a deny in one list does not reach into the other: each is judged by itself', () => {
    const token = { ...annsToken, permission: [everything, deny('content.delete', '*')] };
    assertAllowed(ask(token, {}, annIs('member', allow('content.read', '*'))));
    assertDenied(
      ask(token, {}, annIs('member', everything, deny('content.read', '*'))),
      'role',
      'insufficient_permissions',
    );
  });
  test('a hundred grants and one deny behind them still deny', () => {
    const many = Array.from({ length: 100 }, () => everything);
    assert.partialDeepStrictEqual(askKey([...many, deny('content.read', '*')]), { allowed: false, grant: 100 });
    assertAllowed(askKey([...many.map(() => allow('content.delete', '*')), everything]), { grant: 100 });
  });
  test('a resource limit narrows what the grants allow and never widens it', () => {
    const limited = { ...keyWith(everything), resourceLimit: ['content:posts:1', 'content:pages:*'] };
    assertAllowed(ask(limited));
    assertAllowed(ask(limited, { resource: 'content:pages' }));
    assertDenied(ask(limited, { resource: 'content:posts:2' }), 'resource_limit', 'insufficient_permissions');
    assertDenied(ask({ ...limited, permission: [] }), 'token', 'insufficient_permissions');
  });
  test('a workspace key is asked for its own grants only, whatever roles there are', () => {
    assertAllowed(ask(keyWith(everything), {}, annIs('member')));
  });
  test('a service key may verify and record in every workspace, and nothing else', () => {
    assertAllowed(ask(serviceKey, { action: 'latchkey.credentials.verify', resource: 'latchkey:credentials' }));
    assertAllowed(ask(serviceKey, { action: 'latchkey.audit.write', resource: 'latchkey:audit' }));
    assertDenied(ask(serviceKey), 'token', 'insufficient_permissions');
    assertDenied(ask(serviceKey, { action: 'latchkey.roles.read' }), 'token', 'insufficient_permissions');
  });
});

describe('our own actions', () => {
  const request = { action: 'latchkey.roles.read', resource: 'latchkey:roles' };
  test('a pattern reaches them only if its first segment is literally latchkey', () => {
    for (const pattern of ['*', '*.roles.read', '*.*.read', '*.*']) {
      assertDenied(askKey([allow(pattern, '*')], request), 'token', 'insufficient_permissions');
    }
    for (const pattern of ['latchkey.*', 'latchkey.roles.*', 'latchkey.*.read', 'latchkey.roles.read']) {
      assertAllowed(askKey([allow(pattern, '*')], request));
    }
  });
  test("a customer's deny of everything does not reach them either", () => {
    assertAllowed(askKey([allow('latchkey.*', '*'), deny('*', '*')], request));
  });
});

describe('fields', () => {
  const update = { action: 'content.update' };
  const touching = (...fields: string[]) => ({ ...update, fields });
  const titleOnly = allow('content.update', '*', { fields: ['title'] });
  const bodyOnly = allow('content.update', '*', { fields: ['body'] });

  test('every field a request touches must be allowed by some allow', () => {
    assertAllowed(askKey([titleOnly], touching('title')));
    assertAllowed(askKey([titleOnly, bodyOnly], touching('title', 'body')));
    assertAllowed(askKey([allow('content.update', '*')], touching('anything')));
    assert.deepEqual(askKey([titleOnly], touching('body', 'title', 'summary')), {
      allowed: false,
      layer: 'token',
      code: 'insufficient_permissions',
      fields: ['body', 'summary'],
    });
  });
  test('a field that a deny lists is refused, and the deny is named', () => {
    const grants = [allow('content.update', '*'), deny('content.update', '*', { fields: ['body'] })];
    assertAllowed(askKey(grants, touching('title')));
    assert.deepEqual(askKey(grants, touching('title', 'body')), {
      allowed: false,
      layer: 'token',
      code: 'insufficient_permissions',
      grant: 1,
      fields: ['body'],
    });
  });
  test('a deny without fields refuses every field', () => {
    const decision = askKey([titleOnly, deny('content.update', '*')], touching('title'));
    assert.partialDeepStrictEqual(decision, { allowed: false, grant: 1 });
  });
  test('without listed fields a field-limited allow does not match', () => {
    assertDenied(askKey([titleOnly], update), 'token', 'fields_required');
    assertDenied(askKey([titleOnly], touching()), 'token', 'fields_required');
    assertAllowed(askKey([titleOnly, allow('content.update', '*')], update), { grant: 1 });
  });
  test('without listed fields a matching field-limited deny refuses and asks for them', () => {
    const grants = [allow('content.update', '*'), deny('content.update', '*', { fields: ['body'] })];
    assertDenied(askKey(grants, update), 'token', 'fields_required');
  });
  test('for an action without fields those of an allow, and of the request, say nothing', () => {
    const grants = [allow(['content.update', 'content.read'], '*', { fields: ['title'] })];
    assertAllowed(askKey(grants));
    assertAllowed(askKey(grants, { fields: ['body'] }));
  });
});

describe('conditions', () => {
  const own = { conditions: { own: true } } as const;
  const draft = { conditions: { status: ['draft', 'protected'] } };
  const english = { conditions: { locales: ['en', 'de'] } };
  const asking = (...attributes: unknown[]) => ({ attributes: Object.assign({}, ...attributes) });
  const applies = (rest: object, request: object): boolean => askKey([allow('*', '*', rest)], request).allowed;
  const refuses = (rest: object, request: object): boolean =>
    !askKey([everything, deny('*', '*', rest)], request).allowed;

  test('own means the key itself for a workspace key, and the person for a session and a personal token', () => {
    assert.ok(applies(own, asking({ owner_id: 'tok_key' })));
    assert.ok(!applies(own, asking({ owner_id: 'usr_ann' })));
    const anns = asking({ owner_id: 'usr_ann' });
    assertAllowed(ask(ann, anns, annIs('member', allow('*', '*', own))));
    assertAllowed(ask({ ...annsToken, permission: [allow('*', '*', own)] }, anns, annIsMember));
    assertDenied(
      ask(ann, asking({ owner_id: 'tok_key' }), annIs('member', allow('*', '*', own))),
      'role',
      'insufficient_permissions',
    );
  });
  test('status has to be listed', () => {
    assert.ok(applies(draft, asking({ status: 'draft' })));
    assert.ok(!applies(draft, asking({ status: 'published' })));
    assert.ok(refuses(draft, asking({ status: 'protected' })));
    assert.ok(!refuses(draft, asking({ status: 'published' })));
  });
  test('every locale has to be listed, and there is one', () => {
    assert.ok(applies(english, asking({ locales: ['en'] })));
    assert.ok(applies(english, asking({ locales: ['de', 'en'] })));
    assert.ok(!applies(english, asking({ locales: ['en', 'fr'] })));
    assert.ok(!applies(english, asking({ locales: [] })));
  });
  test('all conditions of a grant hold, or it does not apply', () => {
    const all = { conditions: { own: true, status: ['draft'], locales: ['en'] } };
    const met = { owner_id: 'tok_key', status: 'draft', locales: ['en'] };
    assert.ok(applies(all, asking(met)));
    for (const unmet of [{ owner_id: 'tok_other' }, { status: 'published' }, { locales: ['fr'] }]) {
      assert.ok(!applies(all, asking(met, unmet)));
      assert.ok(!refuses(all, asking(met, unmet)));
    }
  });
  test("a missing or wrongly typed attribute never satisfies an allow's condition and always a deny's", () => {
    const badly: readonly [object, string, readonly unknown[]][] = [
      [own, 'owner_id', [undefined, null, 7, Number.NaN, '', true, ['tok_key'], { tok_key: true }]],
      [draft, 'status', [undefined, null, 0, Number.NaN, true, ['draft'], { draft: 1 }]],
      [english, 'locales', [undefined, null, 'en', [], [7], ['en', 7], ['en', null], { 0: 'en', length: 1 }]],
    ];
    for (const [rest, name, values] of badly) {
      for (const value of values) {
        const request = asking({ [name]: value });
        assert.ok(!applies(rest, request), `${name} ${JSON.stringify(value)} let an allow through`);
        // A text that is nobody's id is of the right type: such a thing is known not to be one's own.
        if (value !== '') assert.ok(refuses(rest, request), `${name} ${JSON.stringify(value)} let a deny lapse`);
      }
      assert.ok(!applies(rest, {}));
      assert.ok(refuses(rest, {}));
    }
  });
});
