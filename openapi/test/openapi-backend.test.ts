import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type Document, OpenAPIBackend } from 'openapi-backend';
import { operationsOf, resolve } from '../contract.ts';
import { contract } from './broken-contract.ts';

async function load(): Promise<OpenAPIBackend> {
  const backend = new OpenAPIBackend({
    definition: contract() as unknown as Document,
    // Its own judgement knows the schema of OpenAPI 3.0 only and refuses every 3.1 document; `quick` leaves it out.
    quick: true,
    customizeAjv: (_draft07, options) => {
      const ajv = new Ajv2020({ ...options, strict: true });
      ajv.addVocabulary(['x-secret']);
      addFormats.default(ajv);
      return ajv;
    },
  });
  return backend.init();
}

const backend = await load();
const request = (method: string, path: string, body?: unknown) =>
  backend.validateRequest({
    method,
    path,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });

test('openapi-backend compiles a strict draft 2020-12 validator for every request and answer of the contract', () => {
  for (const { operation } of operationsOf(contract())) {
    assert.ok(backend.validator.getRequestValidatorsForOperation(operation.operationId)?.length, operation.operationId);
    const hasJson = Object.values(operation.responses).some(
      (response) => 'application/json' in (resolve(contract(), response).content ?? {}),
    );
    assert.equal(
      backend.validator.getResponseValidatorForOperation(operation.operationId) !== null,
      hasJson,
      operation.operationId,
    );
  }
});

test('every request example passes the compiled validators', () => {
  for (const { path, method, operation } of operationsOf(contract())) {
    for (const { value } of Object.values(operation.requestBody?.content['application/json']?.examples ?? {})) {
      assert.deepEqual(
        request(method, path.replace('{workspace}', 'site-a').replace('{session_id}', 'current'), value).errors,
        null,
        operation.operationId,
      );
    }
  }
});

test('an unknown member, an unknown query parameter and a foreign id are refused', () => {
  const signIn = { email: 'ada@example.com', password: 'correct horse battery staple' };
  assert.equal(request('post', '/v1/sessions', signIn).valid, true);
  assert.equal(request('post', '/v1/sessions', { ...signIn, is_operator: true }).valid, false);
  assert.equal(request('get', '/v1/me?verbose=1').valid, false);
  assert.equal(request('get', '/v1/sessions/usr_01kafe00000000000000000001').valid, false);
  assert.equal(request('get', '/v1/sessions/current').valid, true);
});

test('an action is asked about together with its resource, and fields and attributes with both', () => {
  const isAccepted = (question: object) => request('post', '/v1/verify', { credential: 'x', ...question }).valid;
  const asked = { action: 'content.read', resource: 'content:posts' };
  assert.equal(isAccepted({}), true);
  assert.equal(isAccepted({ action: asked.action }), false);
  assert.equal(isAccepted({ resource: asked.resource }), false);
  for (const extra of [{ fields: ['title'] }, { attributes: { status: 'draft' } }]) {
    assert.equal(isAccepted(extra), false);
    assert.equal(isAccepted({ ...asked, ...extra }), true);
  }
});

test('text with NUL or a lone surrogate is refused before it reaches an operation', () => {
  for (const name of ['a\u0000b', '\ud800', ' leading', 'line\nbreak']) {
    assert.equal(request('post', '/v1/workspaces', { name }).valid, false, JSON.stringify(name));
  }
  assert.equal(request('post', '/v1/workspaces', { name: 'Ünïcode 🗝 & space' }).valid, true);
});

test('times that are not UTC, and patterns with a star inside a segment, are refused', () => {
  const key = { name: 'a', environment: 'live' };
  const grant = (resource: string) => ({
    ...key,
    permission: { kind: 'grants', grants: [{ effect: 'allow', actions: ['a.*'], resources: [resource] }] },
  });
  const path = '/v1/workspaces/site-a/keys';
  assert.equal(request('post', path, { ...key, expires_at: '2027-01-01T00:00:00+01:00' }).valid, false);
  assert.equal(request('post', path, { ...key, expires_at: '2027-02-30T00:00:00Z' }).valid, false);
  assert.equal(request('post', path, { ...key, expires_at: '2027-01-01T00:00:00Z' }).valid, true);
  assert.equal(request('post', path, { ...key, expires_at: null }).valid, true);
  assert.equal(request('post', path, grant('content:po*')).valid, false);
  assert.equal(request('post', path, grant('media:category:Brand / Logos')).valid, true);
});
