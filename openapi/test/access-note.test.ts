import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessNote } from '../access-note.ts';
import { operationsOf } from '../contract.ts';
import { contract } from './broken-contract.ts';

const noteOf = (id: string): string => {
  const found = operationsOf(contract()).find(({ operation }) => operation.operationId === id);
  assert.ok(found !== undefined, id);
  return accessNote(contract(), found.operation);
};

test('the description of every operation ends with who may call it and what it leaves in the trail', () => {
  for (const { operation } of operationsOf(contract()))
    assert.ok(operation.description?.endsWith(noteOf(operation.operationId)), operation.operationId);
});

test('the note names the credentials, the permission and the audit events that the server obeys', () => {
  assert.match(
    noteOf('createWorkspaceKey'),
    /a session .* or an access token of a session\. It needs `latchkey\.keys\.create`/,
  );
  assert.match(noteOf('createWorkspaceKey'), /`workspace_key\.created`/);
  assert.match(noteOf('getWorkspace'), /a personal token \(or an access token minted from it\) or a workspace key/);
  assert.match(noteOf('deleteUser'), /an operator's session\. It needs no role/);
  assert.match(noteOf('signIn'), /anybody, without a credential\.\n\n.*`session\.created`/);
});

test('the note says how an operation is repeated or made conditional, where it can be', () => {
  assert.match(noteOf('createRole'), /Idempotency-Key/);
  assert.doesNotMatch(noteOf('signIn'), /Idempotency-Key/);
  assert.match(noteOf('updateRole'), /If-Match/);
});
