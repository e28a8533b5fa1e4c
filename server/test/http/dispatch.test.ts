import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Handler } from 'openapi-backend';
import { ServiceError } from '../../src/errors/service-error.ts';
import { operationTable } from '../../src/generated/operations.gen.ts';
import definition from '../../src/generated/request-contract.gen.json' with { type: 'json' };
import { createDispatch, defaultFallbacks } from '../../src/http/dispatch.ts';
import { operations } from '../../src/http/operations.ts';
import { securityHandlers } from '../../src/http/security-handlers.ts';

const handlers = operations as unknown as Readonly<Record<string, Handler>>;
const schemes = Object.keys(definition.components.securitySchemes);
const nobody: Handler = () => undefined;
const complete = { definition, handlers, securityHandlers: Object.fromEntries(schemes.map((name) => [name, nobody])) };

const without = <Value>(all: Readonly<Record<string, Value>>, name: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));

test('the dispatch starts when nothing is missing, and every scheme of the contract has its handler in the server', async () => {
  await createDispatch(complete);
  const own = securityHandlers({ authentication: {} } as Parameters<typeof securityHandlers>[0]);
  assert.deepEqual(Object.keys(own).sort(), schemes.sort());
});

test('it does not start without any one operation', async () => {
  for (const id of Object.keys(operationTable))
    await assert.rejects(
      createDispatch({ ...complete, handlers: without(handlers, id) }),
      new RegExp(`operation ${id}`),
    );
});

test('it does not start without the requests of any one operation, since nothing would judge them', async () => {
  for (const [path, methods] of Object.entries(definition.paths)) {
    const paths = without<object>(definition.paths, path);
    await assert.rejects(
      createDispatch({ ...complete, definition: { ...definition, paths } }),
      /the requests of/,
      path,
    );
    for (const [method, { operationId }] of Object.entries(methods)) {
      const changed = { ...paths, [path]: without<object>(methods, method) };
      await assert.rejects(
        createDispatch({ ...complete, definition: { ...definition, paths: changed } }),
        new RegExp(`the requests of ${operationId}\\b`),
      );
    }
  }
});

test('it does not start without the handler of any one security scheme', async () => {
  for (const scheme of schemes) {
    const securityHandlers = without(complete.securityHandlers, scheme);
    await assert.rejects(createDispatch({ ...complete, securityHandlers }), new RegExp(`scheme ${scheme}`));
  }
});

test('it does not start without any one fallback, since openapi-backend would go on to the operation', async () => {
  for (const name of Object.keys(defaultFallbacks)) {
    const fallbacks = without(defaultFallbacks, name);
    await assert.rejects(createDispatch({ ...complete, fallbacks }), new RegExp(`fallback ${name}`));
  }
});

test('a fallback that does not throw does not let a refused request pass', async () => {
  const fallbacks = { ...defaultFallbacks, unauthorizedHandler: nobody, validationFail: nobody };
  const dispatch = await createDispatch({ ...complete, fallbacks });
  const refusal = new ServiceError('invalid_token');
  assert.throws(() => dispatch.unauthorized(refusal), refusal);
  const parts = { path: {}, query: { unknown: '1' }, header: {}, cookie: {}, requestBody: undefined };
  assert.throws(() => dispatch.validate('getMe', parts), { code: 'invalid_request' });
});
