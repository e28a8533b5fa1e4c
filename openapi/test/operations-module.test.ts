import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationTable } from '../../server/src/generated/operations.gen.ts';
import { operationsOf } from '../contract.ts';
import { operationsModule } from '../generators/operations-module.ts';
import { contract } from './broken-contract.ts';

test('the table holds every operation of the contract, and no other', () => {
  const inContract = operationsOf(contract()).map(
    ({ path, method, operation }) => `${operation.operationId} ${method.toUpperCase()} ${path}`,
  );
  const inTable = Object.entries(operationTable).map(([id, { method, path }]) => `${id} ${method} ${path}`);
  assert.deepEqual(inTable.sort(), inContract.sort());
});

test('an operation without parameters, body or credential says so in its type', () => {
  assert.match(
    operationsModule(contract()),
    /getLiveness: \{\n {4}readonly path: undefined;\n {4}readonly query: undefined;\n {4}readonly headers: undefined;\n {4}readonly body: undefined;\n.*\n {4}readonly credentials: 'none';/,
  );
});

test('permissions and events reach the server as the contract writes them', () => {
  assert.deepEqual(operationTable.revokeWorkspaceKey.permission, {
    action: 'latchkey.keys.delete',
    resource: 'latchkey:keys:{token_id}',
  });
  assert.deepEqual(operationTable.signIn.auditEvents, ['session.created', 'sign_in.failed']);
  assert.deepEqual(operationTable.completeSetup.credentials, ['setup_token']);
});
