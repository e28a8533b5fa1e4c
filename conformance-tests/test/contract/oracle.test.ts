import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readContract } from '../../src/contract/contract.ts';
import { createOracle } from '../../src/contract/oracle.ts';
import { schemaValidation } from '../../src/contract/schema-validation.ts';
import { createSecretLedger } from '../../src/secret-ledger.ts';
import type { Exchange, Header } from '../../src/wire/exchange.ts';

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'trace_id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: ['not_found', 'invalid_token'] },
    trace_id: { type: 'string' },
  },
};
const document = {
  openapi: '3.1.0',
  paths: {
    '/things/{id}': {
      get: {
        operationId: 'getThing',
        security: [{ session: [] }],
        responses: {
          200: {
            headers: { Traceparent: { required: true, schema: { type: 'string', pattern: '^00-' } } },
            content: {
              'application/json': {
                schema: { type: 'object', properties: { id: { type: 'string' }, secret: { type: 'string' } } },
              },
            },
          },
          404: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
        },
      },
      delete: { operationId: 'deleteThing', security: [{ session: [] }], responses: { 204: {} } },
    },
  },
  components: { schemas: { Problem: problem } },
};
const traceId = 'ab'.repeat(16);
const good: readonly Header[] = [
  ['Traceparent', `00-${traceId}-00f067aa0ba902b7-01`],
  ['Cache-Control', 'no-store'],
  ['X-Content-Type-Options', 'nosniff'],
];

const contract = readContract(document);
const freshOracle = () => createOracle(contract, schemaValidation(document), createSecretLedger());
const exchange = (
  status: number,
  type: string | undefined,
  body: unknown,
  headers: readonly Header[] = good,
  method = 'GET',
): Exchange => ({
  request: { method, path: '/things/1', headers: [] },
  answer: {
    status,
    headers: type === undefined ? headers : [...headers, ['Content-Type', type]],
    body: Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)),
  },
  durationMilliseconds: 1,
});
const requirementsBroken = (found: Exchange): readonly string[] =>
  [
    ...new Set(
      freshOracle()
        .judge(found)
        .map(({ requirement }) => requirement),
    ),
  ].sort();
const notFound = {
  type: 'https://docs.example/not_found',
  title: 'Not found',
  status: 404,
  code: 'not_found',
  trace_id: traceId,
};
const without = (name: string): readonly Header[] => good.filter(([key]) => key !== name);

test('nothing is found in a response that keeps the contract', () => {
  assert.deepEqual(requirementsBroken(exchange(200, 'application/json', { id: '1' })), []);
  assert.deepEqual(requirementsBroken(exchange(404, 'application/problem+json', notFound)), []);
  assert.deepEqual(requirementsBroken(exchange(204, undefined, undefined, good, 'DELETE')), []);
});

const broken: readonly (readonly [promise: string, found: Exchange, requirements: readonly string[]])[] = [
  ['an undocumented status', exchange(203, 'application/json', { id: '1' }), ['HTTP-01']],
  ['an undeclared member', exchange(200, 'application/json', { id: '1', shard: 3 }), ['HTTP-02']],
  ['another media type', exchange(200, 'text/plain', { id: '1' }), ['HTTP-03']],
  ['JSON that does not parse', exchange(200, 'application/json', '{"id"'), ['HTTP-03']],
  ['a missing required header', exchange(200, 'application/json', {}, without('Traceparent')), ['HTTP-04']],
  [
    'an invalid required header',
    exchange(200, 'application/json', {}, [...without('Traceparent'), ['Traceparent', '01-x']]),
    ['HTTP-04'],
  ],
  ['a 204 with a body', exchange(204, 'application/json', '{}', good, 'DELETE'), ['HTTP-03', 'HTTP-06']],
  ['an answer that may be cached', exchange(200, 'application/json', {}, without('Cache-Control')), ['HTTP-25']],
  ['no nosniff', exchange(200, 'application/json', {}, without('X-Content-Type-Options')), ['HTTP-28']],
  ['a framework banner', exchange(200, 'application/json', {}, [...good, ['X-Powered-By', 'Express']]), ['HTTP-28']],
  ['an HTML error', exchange(404, 'text/html', '<!doctype html>'), ['ERR-01', 'ERR-08', 'HTTP-03']],
  [
    'another status in the problem',
    exchange(404, 'application/problem+json', { ...notFound, status: 500 }),
    ['ERR-02'],
  ],
  ['no type', exchange(404, 'application/problem+json', { ...notFound, type: '' }), ['ERR-03']],
  [
    'a code that is not listed',
    exchange(404, 'application/problem+json', { ...notFound, code: 'E42' }),
    ['ERR-05', 'HTTP-02'],
  ],
  [
    'a stack trace',
    exchange(404, 'application/problem+json', { ...notFound, title: 'x\n    at f (/srv/app/x.js:1:2)' }),
    ['ERR-08'],
  ],
  [
    'another trace id in the problem',
    exchange(404, 'application/problem+json', { ...notFound, trace_id: 'cd'.repeat(16) }),
    ['HTTP-26'],
  ],
  [
    'a 405 without Allow',
    exchange(405, 'application/problem+json', { ...notFound, status: 405 }, good, 'PUT'),
    ['HTTP-08'],
  ],
  ['success of an undeclared method', exchange(200, 'application/json', {}, good, 'PUT'), ['HTTP-01']],
];
for (const [name, found, requirements] of broken) {
  test(`${name} is found and put down to ${requirements.join(', ')}`, () => {
    assert.deepEqual(requirementsBroken(found), requirements);
  });
}

test('a secret may be shown once and is noticed the second time', () => {
  const oracle = freshOracle();
  const shown = exchange(200, 'application/json', { id: '1', secret: 'zk_live_abcdefgh' });
  assert.deepEqual(oracle.judge(shown), []);
  assert.deepEqual(
    oracle.judge(shown).map(({ requirement }) => requirement),
    ['KEY-02'],
  );
  const echoed = exchange(404, 'application/problem+json', { ...notFound, title: 'no zk_live_abcdefgh here' });
  assert.deepEqual(
    oracle.judge(echoed).map(({ requirement }) => requirement),
    ['ERR-09'],
  );
});

test('a path is matched by whole segments, literally before by template, and never by an empty one', () => {
  assert.equal(contract.match('GET', '/things/1?x=1').operation?.id, 'getThing');
  assert.deepEqual(contract.match('PUT', '/things/1'), { operation: undefined, methods: ['GET', 'DELETE'] });
  for (const path of ['/things/', '/things', '/things/1/2', '/thingsx1'])
    assert.deepEqual(contract.match('GET', path).methods, []);
});
