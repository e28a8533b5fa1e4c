import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { stringify } from 'yaml';
import { compileGrants } from '../../src/authorization/compile.ts';
import { decide } from '../../src/authorization/decide.ts';
import { ownActions } from '../../src/authorization/own-actions.ts';
import { presentCatalog } from '../../src/authorization/present-catalog.ts';
import { loadCatalog, presetPath } from '../../src/authorization/preset-file.ts';
import { presetSchema } from '../../src/authorization/preset-schema.ts';
import { PresetProblems, readCatalog } from '../../src/authorization/read-catalog.ts';
import { judgedPresets } from '../../src/generated/judged-presets.gen.ts';
import { everything } from './ask.ts';

const presetNames = ['content', 'default', 'instances', 'organizations', 'teams', 'tenants'];
const presets = await Promise.all(presetNames.map(loadCatalog));

const minimal = {
  name: 'minimal',
  open: false,
  workspace_word: { singular: 'workspace', plural: 'workspaces' },
  actions: [{ id: 'things.read', title: 'Read things' }],
  resource_formats: [],
  scopes: [],
  roles: [],
  session_limits: { idle_seconds: 1800, absolute_seconds: 43_200 },
  default_policy: {
    personal_tokens: 'all_members',
    maximum_token_days: 365,
    default_token_days: 90,
    environments: ['live', 'test'],
    audit_names_token_owner: true,
    requests_per_minute: 600,
  },
};

const problemsOf = (preset: unknown): readonly string[] => {
  try {
    readCatalog(typeof preset === 'string' ? preset : stringify(preset));
  } catch (error) {
    if (error instanceof PresetProblems) return error.problems;
    throw error;
  }
  return [];
};

/** What a member with a system role of the preset may do. */
const may = (
  catalog: (typeof presets)[number],
  roleId: string,
  action: string,
  resource: string,
  attributes = {},
): boolean => {
  const grants = compileGrants(catalog.roles.get(roleId)?.grants ?? assert.fail(`no role ${roleId}`));
  const workspace = {
    id: 'wsp_a',
    slug: 'a',
    state: 'active',
    policy: catalog.defaultPolicy,
    roleOf: () => ({ id: roleId, grants }),
  } as const;
  return decide({ catalog, workspace }, { kind: 'user', userId: 'usr_ann' }, { action, resource, attributes }).allowed;
};

describe('presets that are shipped', () => {
  test('each of them loads, under the name of its file', () => {
    const files = readdirSync(new URL('../../presets/', import.meta.url)).sort();
    assert.deepEqual(
      files,
      presetNames.map((name) => `${name}.yaml`),
    );
    assert.deepEqual(
      presets.map(({ name }) => name),
      presetNames,
    );
  });
  test('each of them is known by its digest, and passes the whole judgement that this saves it', () => {
    const texts = presetNames.map((name) => readFileSync(presetPath(name), 'utf8'));
    assert.deepEqual([...judgedPresets].sort(), texts.map((text) => hash('sha256', text)).sort());
    for (const text of texts) assert.doesNotThrow(() => readCatalog(text));
  });
  test('one that somebody has changed is judged, whatever its name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-preset-'));
    const path = join(folder, 'teams.yaml');
    writeFileSync(path, readFileSync(presetPath('teams'), 'utf8').replace('open:', 'opened:'));
    await assert.rejects(loadCatalog(path), PresetProblems);
    rmSync(folder, { recursive: true });
  });
  test('the schema that presets are judged by is one', () => {
    assert.doesNotThrow(() => new Ajv2020({ strict: true, allErrors: true }).compile(presetSchema));
  });
  test('each of them is what the contract says a catalog is', () => {
    const contract = JSON.parse(readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8'));
    const ajv = addFormats.default(new Ajv2020({ strict: false })).addSchema(contract, 'contract');
    const isCatalog =
      ajv.getSchema('contract#/components/schemas/Catalog') ?? assert.fail('the contract has no catalog');
    for (const catalog of presets) {
      assert.ok(isCatalog(presentCatalog(catalog)), `${catalog.name}: ${ajv.errorsText(isCatalog.errors)}`);
    }
  });
  test('a name stands for a shipped preset, anything else for a file', () => {
    assert.ok(presetPath('teams').endsWith('/presets/teams.yaml'));
    assert.equal(presetPath('./teams.yaml'), './teams.yaml');
    assert.equal(presetPath('../../etc/passwd'), '../../etc/passwd');
  });
  test('every one has an owner and an admin, and our own actions', () => {
    for (const catalog of presets) {
      assert.deepEqual([...catalog.roles.keys()].slice(0, 2), ['owner', 'admin']);
      for (const { id, apiTokens } of ownActions) assert.equal(catalog.actions.get(id)?.apiTokens, apiTokens);
    }
  });
  test('an owner may do everything', () => {
    for (const catalog of presets) {
      for (const action of catalog.actions.keys())
        assert.ok(may(catalog, 'owner', action, 'latchkey:any:thing'), action);
    }
  });
  test('an admin may do everything but delete the workspace and touch its owners', () => {
    for (const catalog of presets) {
      const refused = [...catalog.actions.keys()].filter(
        (action) => !may(catalog, 'admin', action, 'latchkey:any:thing', { status: 'member' }),
      );
      assert.deepEqual(refused, ['latchkey.workspace.delete']);
      for (const attributes of [{ status: 'owner' }, {}]) {
        assert.ok(!may(catalog, 'admin', 'latchkey.members.update', 'latchkey:members:usr_bob', attributes));
        assert.ok(!may(catalog, 'admin', 'latchkey.members.delete', 'latchkey:members:usr_bob', attributes));
      }
    }
  });
  test('every role sees the workspace, and none but owner and admin makes keys', () => {
    for (const catalog of presets) {
      for (const role of catalog.roles.keys()) {
        assert.ok(may(catalog, role, 'latchkey.workspace.read', 'latchkey:workspace:wsp_a'));
        assert.equal(may(catalog, role, 'latchkey.keys.create', 'latchkey:keys'), role === 'owner' || role === 'admin');
      }
    }
  });
  test('exactly five of our own actions are within reach of API tokens', () => {
    assert.deepEqual(
      ownActions.filter(({ apiTokens }) => apiTokens === 'allowed').map(({ id }) => id),
      [
        'latchkey.workspace.read',
        'latchkey.roles.read',
        'latchkey.credentials.verify',
        'latchkey.audit.read',
        'latchkey.audit.write',
      ],
    );
  });
  test('roles of the tenants preset: an editor runs flows and a viewer does not', async () => {
    const tenants = await loadCatalog('tenants');
    assert.ok(may(tenants, 'admin', 'flows.delete', 'flows:1'));
    assert.ok(may(tenants, 'editor', 'flows.run', 'flows:1'));
    assert.ok(!may(tenants, 'editor', 'flows.delete', 'flows:1'));
    assert.ok(!may(tenants, 'viewer', 'flows.run', 'flows:1'));
    assert.equal(tenants.sessionLimits.absoluteSeconds, 30 * 86_400);
  });
  test('the default preset names no permission for a key, so that its maker has to', async () => {
    assert.equal(presentCatalog(await loadCatalog('default')).default_permission, null);
    assert.deepEqual((await loadCatalog('teams')).defaultPermission, { kind: 'scopes', scopes: ['full_access'] });
  });
});

describe('a preset of your own', () => {
  test('the smallest one is accepted, and shown as the contract says', () => {
    const wire = presentCatalog(readCatalog(stringify(minimal)));
    assert.equal(wire.token_brand, 'z');
    assert.deepEqual(wire.actions[0], {
      id: 'things.read',
      title: 'Read things',
      fields: false,
      api_tokens: 'allowed',
    });
    assert.deepEqual(
      wire.roles.map(({ id, system }) => [id, system]),
      [
        ['owner', true],
        ['admin', true],
      ],
    );
    assert.deepEqual(wire.session_limits, { idle_seconds: 1800, absolute_seconds: 43_200 });
    assert.deepEqual(wire.default_policy, minimal.default_policy);
    assert.equal(wire.default_permission, null);
  });
  test('every problem of its shape is reported at once', () => {
    const problems = problemsOf({ ...minimal, open: 'yes', colour: 'green', session_limits: { idle_seconds: 0 } });
    assert.deepEqual(problems.map((problem) => problem.split(':')[0]).sort(), [
      '/',
      '/open',
      '/session_limits',
      '/session_limits/idle_seconds',
    ]);
  });
  test('every problem of its meaning is reported at once', () => {
    const role = { id: 'reader', name: 'Reader', description: 'Reads.', grants: [] };
    const problems = problemsOf({
      ...minimal,
      actions: [
        ...minimal.actions,
        { id: 'things.read', title: 'Twice' },
        { id: 'latchkey.x', title: 'Ours' },
        { id: 'a b', title: '?' },
      ],
      roles: [
        role,
        role,
        { ...role, id: 'owner' },
        { ...role, id: 'x', grants: [{ ...everything, resources: ['workspace:a:*'] }] },
      ],
      scopes: [{ id: 'read', title: 'Read', grants: [{ ...everything, actions: ['flights.book'] }] }],
      default_permission: { kind: 'scopes', scopes: ['gone'] },
      session_limits: { idle_seconds: 1800, absolute_seconds: 600 },
      default_policy: { ...minimal.default_policy, default_token_days: null },
    });
    assert.deepEqual(
      problems.map((problem) => problem.split(': ')[0]),
      [
        '/actions/2/id',
        '/actions/3/id',
        '/actions',
        '/roles',
        '/roles',
        '/scopes/0/grants/0/actions/0',
        '/roles/3/grants/0/resources/0',
        '/default_permission/scopes',
        '/session_limits/idle_seconds',
        '/default_policy/default_token_days',
      ],
    );
  });
  test('broken YAML, a repeated key and text that is no object are problems, not crashes', () => {
    const bomb = ['a: &a [x, x, x, x]', 'b: &b [*a, *a, *a, *a]', 'c: &c [*b, *b, *b, *b]', 'd: [*c, *c, *c, *c]'].join(
      '\n',
    );
    for (const text of ['name: [', 'name: a\nname: b', '', 'just text', '- a', '? {a: 1} : b', 'a: *nothing', bomb]) {
      assert.ok(problemsOf(text).length > 0, JSON.stringify(text));
    }
  });
});

describe('compiled grants', () => {
  test('an open catalog cannot make it remember endless actions', () => {
    const compiled = compileGrants([everything]);
    const catalog = presets[presetNames.indexOf('default')] ?? assert.fail();
    const subject = { kind: 'workspace_key', tokenId: 'tok_1', workspaceId: 'wsp_a', environment: 'live' } as const;
    const workspace = {
      id: 'wsp_a',
      slug: 'a',
      state: 'active',
      policy: catalog.defaultPolicy,
      roleOf: () => undefined,
    } as const;
    for (let number = 0; number < 2000; number += 1) {
      const request = { action: `made-up.${number}`, resource: 'x' };
      assert.ok(decide({ catalog, workspace }, { ...subject, permission: compiled }, request).allowed);
    }
    assert.ok(compiled.byAction.size <= 512);
  });
});
