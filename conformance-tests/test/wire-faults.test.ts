import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readContract } from '../src/contract/contract.ts';
import { schemaValidation } from '../src/contract/schema-validation.ts';
import { brokenBy, isNoticed } from '../src/selftest/judge-wire-fault.ts';
import { fullestExchanges } from '../src/selftest/recorded-exchanges.ts';
import { wireFaultsOf } from '../src/selftest/wire-faults.ts';
import type { Exchange } from '../src/wire/exchange.ts';

const document = {
  openapi: '3.1.0',
  paths: {
    '/things': {
      post: {
        operationId: 'makeThing',
        security: [{ key: [] }],
        responses: {
          201: {
            headers: { Traceparent: { required: true, schema: { type: 'string', pattern: '^00-' } } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        required: ['id', 'parts'],
        properties: {
          id: { type: 'string', pattern: '^thing-\\d+$' },
          note: { type: ['string', 'null'] },
          parts: { type: 'array', items: { $ref: '#/components/schemas/Part' } },
        },
      },
      Part: { type: 'object', required: ['weight'], properties: { weight: { type: 'integer' } } },
    },
  },
};
const contract = readContract(document);
const validation = schemaValidation(document);
const exchangeOf = (body: object): Exchange => ({
  request: { method: 'POST', path: '/things', headers: [] },
  answer: {
    status: 201,
    headers: [
      ['Content-Type', 'application/json'],
      ['Location', '/things/1'],
      ['Traceparent', '00-1'],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: Buffer.from(JSON.stringify(body)),
  },
  durationMilliseconds: 1,
});
const thing = exchangeOf({ id: 'thing-1', note: 'light', parts: [{ weight: 3 }] });
const faults = wireFaultsOf(thing, contract, validation);
const named = new Set(faults.map(({ name }) => name.replace('makeThing 201: ', '')));

test('a recorded answer is spoilt in every way that the contract tells of, at the top and deep inside', () => {
  assert.deepEqual(brokenBy(thing, contract, validation), []);
  const wanted = [
    ...['without /id', '/id of another type', '/id null', '/id not as documented', 'without /parts'],
    ...['/note with a secret', '/parts/0 with a member that is not documented', 'without /parts/0/weight'],
    ...['/parts/0/weight of another type', '/ with a member that is not documented', 'status 203'],
    ...['without Traceparent', 'Traceparent not as documented', 'without Location', 'open to caches'],
    ...['another media type', 'a body that breaks off', 'a page', 'types to be guessed'],
  ];
  assert.deepEqual(
    wanted.filter((name) => !named.has(name)),
    [],
  );
});

test('what the contract allows is no fault', () => {
  assert.deepEqual(
    ['without /note', '/note null', '/note not as documented'].filter((name) => named.has(name)),
    [],
  );
});

test('each of them is noticed by a requirement that claims it', () => {
  assert.deepEqual(
    faults.filter((fault) => !isNoticed(fault, contract, validation)).map(({ name }) => name),
    [],
  );
});

test('of a kind of answer the one that says most is kept', () => {
  const empty = exchangeOf({ id: 'thing-2', parts: [] });
  assert.deepEqual(fullestExchanges([empty, thing, empty], contract), [thing]);
});
