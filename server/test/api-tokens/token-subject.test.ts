import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiTokenHead, ApiTokenRecord } from '../../src/api-tokens/api-token.ts';
import { createTokenSubjects } from '../../src/api-tokens/token-subject.ts';
import { compileGrants } from '../../src/authorization/compile.ts';
import { loadCatalog } from '../../src/authorization/preset-file.ts';
import { everything } from '../authorization/ask.ts';

const catalog = await loadCatalog('default');

const keyNamed = (id: string): ApiTokenRecord => ({
  _id: id,
  kind: 'workspace_key',
  owner: 'wsp_a',
  workspace_id: 'wsp_a',
  reach: null,
  name: id,
  description: null,
  environment: 'live',
  permission: { kind: 'grants', grants: [] },
  resource_limit: null,
  state: 'active',
  counted: true,
  created_at: 0,
  created_by: 'usr_a',
  expires_at: null,
  revoked_at: null,
  warned_days: null,
  display_prefix: 'zk_live_',
  last_four: '0000',
});

const headAt = (version: number): ApiTokenHead => ({
  _id: 't:tok_1',
  state: 'active',
  generation: 1,
  previous_valid_until: null,
  expires_at: null,
  last_used_at: null,
  version,
});

test('the rights of a token are compiled once for each version of it', () => {
  const subjectOf = createTokenSubjects(catalog);
  const token = keyNamed('tok_1');
  const first = subjectOf(token, headAt(1), undefined);
  assert.equal(subjectOf(token, headAt(1), undefined), first);
  const second = subjectOf(token, headAt(2), undefined);
  assert.notEqual(second, first);
  assert.equal(subjectOf(token, headAt(2), undefined), second);
});

test('they are compiled anew when the role that the token carries has changed', () => {
  const subjectOf = createTokenSubjects(catalog);
  const token = keyNamed('tok_1');
  const role = { id: 'rol_1', grants: compileGrants([everything]) };
  const carrying = subjectOf(token, headAt(1), role);
  assert.equal(subjectOf(token, headAt(1), role), carrying);
  assert.notEqual(subjectOf(token, headAt(1), { ...role, grants: compileGrants([]) }), carrying);
});

test('tokens in use are kept, and of the others no more than its capacity allows', () => {
  const subjectOf = createTokenSubjects(catalog, 2);
  const use = (id: string) => subjectOf(keyNamed(id), headAt(1), undefined);
  const [inUse, forgotten] = [use('tok_in_use'), use('tok_left')];
  for (let other = 0; other < 8; other += 1) {
    use(`tok_${other}`);
    assert.equal(use('tok_in_use'), inUse);
  }
  assert.notEqual(use('tok_left'), forgotten);
});
