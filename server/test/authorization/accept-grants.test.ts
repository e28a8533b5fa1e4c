import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { acceptGrants, acceptResources } from '../../src/authorization/accept-grants.ts';
import { acceptPermission } from '../../src/authorization/accept-permission.ts';
import type { Grant } from '../../src/authorization/grant.ts';
import { grantsOfPermission } from '../../src/authorization/grants-of-permission.ts';
import { presentPermission, restorePermission } from '../../src/authorization/permission.ts';
import { loadCatalog } from '../../src/authorization/preset-file.ts';
import { ServiceError } from '../../src/errors/service-error.ts';
import { allow, deny, everything } from './ask.ts';

const content = await loadCatalog('content');
const teams = await loadCatalog('teams');
const anything = await loadCatalog('default');
const resolveWorkspace = (name: string): string | undefined =>
  name === 'site-a' || name === 'wsp_a' ? 'wsp_a' : undefined;

const accept = (grants: readonly Grant[], catalog = content): readonly Grant[] =>
  acceptGrants(grants, { catalog, resolveWorkspace }, '/permission/grants');

/** The refusal of the work: its code, and where it points. */
const refusal = (work: () => unknown): { code: string; pointers: string[] } => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { code: error.code, pointers: (error.errors ?? []).map(({ pointer }) => pointer) };
  }
  return assert.fail('it was accepted');
};

describe('grants at creation', () => {
  test('the grants a preset documents are accepted as they are', () => {
    const grants = [
      allow(['content.read', 'content.update'], 'content:pages:homepage', { fields: ['hero_title', 'hero_image'] }),
      allow('content.update', 'content:posts:*', {
        fields: ['title', 'summary', 'body'],
        conditions: { own: true, status: ['draft', 'protected'], locales: ['en', 'de'] },
      }),
      allow('media.*', 'media:category:Brand / Logos'),
      deny('content.delete', '*'),
    ];
    assert.deepEqual(accept(grants), grants);
  });
  test('an unknown action of a closed catalog is refused, with a pointer to each', () => {
    const grants = [allow(['content.read', 'content.fly'], '*'), allow(['posts.*', 'latchkey.doors.open'], '*')];
    assert.deepEqual(
      refusal(() => accept(grants)),
      {
        code: 'unknown_action',
        pointers: [
          '/permission/grants/0/actions/1',
          '/permission/grants/1/actions/0',
          '/permission/grants/1/actions/1',
        ],
      },
    );
  });
  test('an open catalog accepts any action outside our own namespace', () => {
    accept([allow(['invoices.read', 'invoices:*', '*'], '*')], anything);
    assert.equal(refusal(() => accept([allow('latchkey.doors.open', '*')], anything)).code, 'unknown_action');
  });
  test('a malformed pattern is refused with a pointer to it', () => {
    const grants = [allow(['con*', 'content..read'], ['content:', 'content:po*', 'workspace:site-a'])];
    assert.deepEqual(
      refusal(() => accept(grants)),
      {
        code: 'semantic_error',
        pointers: [
          '/permission/grants/0/actions/0',
          '/permission/grants/0/actions/1',
          '/permission/grants/0/resources/0',
          '/permission/grants/0/resources/1',
          '/permission/grants/0/resources/2',
        ],
      },
    );
  });
  test('a workspace is stored by id, and any workspace means none in particular', () => {
    const [grant] = accept([
      allow('content.read', ['workspace:site-a:content:*', 'workspace:wsp_a:*', 'workspace:*:media:*']),
    ]);
    assert.deepEqual(grant?.resources, ['workspace:wsp_a:content:*', 'workspace:wsp_a:*', 'media:*']);
  });
  test('a foreign workspace and an unknown one are refused alike', () => {
    const of = (name: string) => refusal(() => accept([allow('content.read', `workspace:${name}:content:*`)]));
    assert.deepEqual(of('wsp_b'), { code: 'semantic_error', pointers: ['/permission/grants/0/resources/0'] });
    assert.deepEqual(of('wsp_b'), of('site-that-never-was'));
  });
  test('an allow with fields needs an action that has fields, a deny with fields only such actions', () => {
    const fields = { fields: ['title'] };
    accept([allow('content.*', '*', fields), deny(['content.update', 'content.create'], '*', fields)]);
    const pointers = ['/permission/grants/0/fields'];
    for (const grant of [
      allow('content.read', '*', fields),
      allow('media.*', '*', fields),
      deny('content.*', '*', fields),
      deny(['content.update', 'content.read'], '*', fields),
      deny('*', '*', fields),
    ]) {
      assert.deepEqual(
        refusal(() => accept([grant])),
        { code: 'semantic_error', pointers },
      );
    }
    assert.deepEqual(refusal(() => accept([deny('invoices.update', '*', fields)], anything)).pointers, pointers);
  });
  test('an empty list inside a grant is refused, since it would mean nothing', () => {
    const grant = allow([], [], { fields: [], conditions: { status: [], locales: [] } });
    assert.deepEqual(refusal(() => accept([grant])).pointers.slice(0, 5), [
      '/permission/grants/0/actions',
      '/permission/grants/0/resources',
      '/permission/grants/0/fields',
      '/permission/grants/0/conditions/status',
      '/permission/grants/0/conditions/locales',
    ]);
  });
  test('a hundred grants are accepted and one more is not', () => {
    const many = Array.from({ length: 101 }, () => everything);
    assert.equal(accept(many.slice(1)).length, 100);
    assert.equal(refusal(() => accept(many)).code, 'limit_reached');
  });
  test('a resource limit follows the rules of resources', () => {
    const limit = (...resources: string[]) => acceptResources(resources, { resolveWorkspace }, '/resource_limit');
    assert.deepEqual(limit('websites:site_123', 'workspace:site-a:*'), ['websites:site_123', 'workspace:wsp_a:*']);
    assert.deepEqual(
      refusal(() => limit('websites:*', 'web*', 'workspace:other:x')),
      {
        code: 'semantic_error',
        pointers: ['/resource_limit/1', '/resource_limit/2'],
      },
    );
  });
});

describe('permission', () => {
  const acceptIn = (catalog: typeof content, permission: Parameters<typeof acceptPermission>[0]) =>
    acceptPermission(permission, { catalog, resolveWorkspace }, '/permission');

  test('a role, scopes or grants stand for their lists of grants', () => {
    const byRole = acceptIn(content, { kind: 'role', role_id: 'editor' });
    assert.deepEqual(grantsOfPermission(byRole, content), content.roles.get('editor')?.grants);
    const byScopes = acceptIn(teams, { kind: 'scopes', scopes: ['write', 'read', 'write'] });
    assert.deepEqual(
      grantsOfPermission(byScopes, teams),
      ['write', 'read'].flatMap((id) => teams.scopes.get(id)?.grants ?? []),
    );
    const byGrants = acceptIn(content, { kind: 'grants', grants: [everything] });
    assert.deepEqual(grantsOfPermission(byGrants, content), [everything]);
  });
  test('what is stored can be read back', () => {
    for (const stored of [
      { kind: 'role', role_id: 'editor' },
      { kind: 'scopes', scopes: ['read'] },
      { kind: 'grants', grants: [everything] },
    ] as const) {
      assert.deepEqual(presentPermission(restorePermission(stored)), stored);
    }
  });
  test('an unknown role or scope is refused with a pointer', () => {
    assert.deepEqual(
      refusal(() => acceptIn(content, { kind: 'role', role_id: 'wizard' })),
      {
        code: 'semantic_error',
        pointers: ['/permission/role_id'],
      },
    );
    assert.deepEqual(
      refusal(() => acceptIn(teams, { kind: 'scopes', scopes: ['read', 'fly'] })),
      {
        code: 'semantic_error',
        pointers: ['/permission/scopes/1'],
      },
    );
  });
  test('a role or scope that is gone stands for nothing', () => {
    assert.deepEqual(grantsOfPermission({ kind: 'role', roleId: 'rol_gone' }, content), []);
    assert.deepEqual(grantsOfPermission({ kind: 'scopes', scopes: ['gone'] }, content), []);
  });
  test("a workspace's own role is found where there are such", () => {
    const findCustomRole = (id: string) => (id === 'rol_ours' ? [everything] : undefined);
    const author = { catalog: content, resolveWorkspace, findCustomRole };
    const permission = acceptPermission({ kind: 'role', role_id: 'rol_ours' }, author, '/permission');
    assert.deepEqual(grantsOfPermission(permission, content, findCustomRole), [everything]);
  });
});
