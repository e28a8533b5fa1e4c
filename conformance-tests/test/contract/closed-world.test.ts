import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schemaValidation } from '../../src/contract/schema-validation.ts';

const document = {
  components: {
    schemas: {
      Named: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, nested: { $ref: '#/components/schemas/Nested' } },
      },
      Nested: {
        type: 'object',
        properties: { at: { type: 'string', format: 'date-time' }, parent: { $ref: '#/components/schemas/Named' } },
      },
      Cat: { type: 'object', required: ['kind'], properties: { kind: { const: 'cat' }, lives: { type: 'integer' } } },
      Dog: {
        type: 'object',
        required: ['kind'],
        properties: {
          kind: { const: 'dog' },
          tricks: { type: 'array', items: { $ref: '#/components/schemas/Named' } },
        },
      },
      Pet: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }] },
      Labels: { type: 'object', properties: { id: { type: 'string' } }, additionalProperties: { type: 'string' } },
      Refined: {
        type: 'object',
        allOf: [{ $ref: '#/components/schemas/Named' }],
        required: ['status'],
        properties: { status: { const: 404 } },
      },
      Request: { type: 'object', additionalProperties: false, properties: { name: { type: 'string' } } },
    },
  },
};
const validation = schemaValidation(document);
const refer = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const accepts = (name: string, value: unknown): boolean =>
  validation.responseComplaints(refer(name), value).length === 0;

test('an undeclared member of a response is seen, at the top and deep inside', () => {
  assert.ok(accepts('Named', { name: 'a', nested: { parent: { name: 'b' } } }));
  assert.ok(!accepts('Named', { name: 'a', extra: 1 }));
  assert.ok(!accepts('Named', { name: 'a', nested: { extra: 1 } }));
  assert.ok(!accepts('Named', { name: 'a', nested: { parent: { name: 'b', extra: 1 } } }));
});

test('the undeclared member is named in the complaint', () => {
  assert.match(validation.responseComplaints(refer('Named'), { name: 'a', extra: 1 }).join(), /extra/);
});

test('the branches of a union keep their own members and no others', () => {
  assert.ok(accepts('Pet', { kind: 'cat', lives: 9 }));
  assert.ok(accepts('Pet', { kind: 'dog', tricks: [{ name: 'roll' }] }));
  assert.ok(!accepts('Pet', { kind: 'cat', tricks: [] }));
  assert.ok(!accepts('Pet', { kind: 'dog', tricks: [{ name: 'roll', extra: 1 }] }));
});

test('a composition is closed around all its parts together', () => {
  assert.ok(accepts('Refined', { name: 'a', status: 404 }));
  assert.ok(!accepts('Refined', { name: 'a', status: 404, extra: 1 }));
  assert.ok(!accepts('Refined', { name: 'a', status: 500 }));
});

test('a map stays open for what it is a map of', () => {
  assert.ok(accepts('Labels', { id: 'a', colour: 'red' }));
  assert.ok(!accepts('Labels', { id: 'a', colour: 3 }));
});

test('formats are asserted', () => {
  assert.ok(!accepts('Nested', { at: 'yesterday' }));
  assert.ok(accepts('Nested', { at: '2026-01-31T09:00:00Z' }));
});

test('requests are held to their schemas as they are written', () => {
  assert.deepEqual(validation.requestComplaints(refer('Named'), { name: 'a', extra: 1 }), []);
  assert.match(validation.requestComplaints(refer('Request'), { name: 'a', extra: 1 }).join(), /extra/);
});
