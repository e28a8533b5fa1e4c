import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type Document, OpenAPIBackend } from 'openapi-backend';
import { operationsOf, parametersOf } from '../contract.ts';
import { requestContract, requestContractText } from '../generators/request-contract.ts';
import { brokenContract, contract } from './broken-contract.ts';

const whole = contract();
const judging = async (definition: object) => {
  const backend = new OpenAPIBackend({
    definition: definition as Document,
    quick: true,
    customizeAjv: (_draft07, options) => {
      const ajv = new Ajv2020({ ...options, strict: true, allErrors: true, validateSchema: false });
      ajv.addVocabulary(['x-secret']);
      addFormats.default(ajv);
      return ajv;
    },
  });
  await backend.init();
  return (id: string, request: object): unknown[] => {
    const validators = backend.validator.getRequestValidatorsForOperation(id) ?? assert.fail(`no ${id}`);
    return validators.flatMap((validate) => {
      // Numbers in a query are made of its text in place.
      validate(structuredClone(request));
      return (validate.errors ?? []).map(({ keyword, instancePath, params }) => ({ keyword, instancePath, params }));
    });
  };
};
const byTheWhole = await judging(whole);
const byItsRequests = await judging(requestContract(whole));

/** A value, and what it becomes when each of its members is missing, or something else, or joined by a stranger. */
function* spoilt(value: unknown): Generator<unknown> {
  yield value;
  for (const other of [null, true, -7, '', 'x'.repeat(5_000), [], {}]) yield other;
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { ...value, stranger: 1 };
  for (const [name, member] of Object.entries(value)) {
    const others = Object.entries(value).filter(([other]) => other !== name);
    if (!Array.isArray(value)) yield Object.fromEntries(others);
    for (const spoiltMember of spoilt(member))
      yield Array.isArray(value)
        ? value.map((item) => (item === member ? spoiltMember : item))
        : Object.fromEntries([...others, [name, spoiltMember]]);
  }
}

test('a request is judged by the requests of the contract exactly as by the whole of it', () => {
  let compared = 0;
  for (const { operation } of operationsOf(whole)) {
    const { operationId } = operation;
    const compare = (request: object): void => {
      compared += 1;
      assert.deepEqual(byItsRequests(operationId, request), byTheWhole(operationId, request), operationId);
    };
    const parts = { path: {}, query: {}, header: {}, cookie: {} };
    compare(parts);
    for (const { name, in: place } of parametersOf(whole, operation))
      for (const value of ['', 'x', '-1', '7', 'x'.repeat(5_000), 'usr_01kafe00000000000000000001'])
        compare({ ...parts, [place]: { [name.toLowerCase()]: value, [name]: value } });
    for (const content of Object.values(operation.requestBody?.content ?? {}))
      for (const { value } of Object.values(content.examples ?? {}))
        for (const requestBody of spoilt(value)) compare({ ...parts, requestBody });
  }
  assert.ok(compared > 3_000, `${compared} requests were compared`);
});

test('it has every operation and scheme of the contract, and none of its words, answers and examples', () => {
  const requests = requestContract(whole) as typeof whole;
  const idsOf = (of: typeof whole) => operationsOf(of).map(({ operation }) => operation.operationId);
  assert.deepEqual(idsOf(requests), idsOf(whole));
  assert.deepEqual(
    Object.keys(requests.components.securitySchemes ?? {}),
    Object.keys(whole.components.securitySchemes ?? {}),
  );
  for (const { operation } of operationsOf(requests)) {
    assert.ok(!('responses' in operation) && !('description' in operation), operation.operationId);
  }
});

test('a member of a request that is called as a word is no word', () => {
  const changed = brokenContract((at) => {
    const properties = at('components', 'schemas', 'CreateRoleRequest', 'properties');
    properties.title = { type: 'string', title: 'A word', description: 'Another', enum: ['title', 'description'] };
  });
  const { components } = JSON.parse(requestContractText(changed)) as typeof whole;
  const properties = (components.schemas?.CreateRoleRequest?.properties ?? {}) as Record<string, unknown>;
  assert.deepEqual(properties.title, { type: 'string', enum: ['title', 'description'] });
  assert.ok('description' in properties);
});
