import assert from 'node:assert/strict';
import { verifyExport } from '../../src/audit-verifier/verify-export.ts';
import type { Asked } from '../support/test-client.ts';
import type { TestServer } from '../support/test-server.ts';

/** What the worker does in a round, and a minute later. */
export async function settle(server: TestServer): Promise<void> {
  await server.services.auditRefusals.settled();
  await server.services.auditWork.run(server.clock.now());
  await server.services.auditWork.sealAll(server.clock.now());
}

/** The lines of a workspace's export, without the empty one at the end. */
export async function exportOf(
  server: TestServer,
  as: string,
  workspace: string,
  asked: Asked = {},
): Promise<string[]> {
  const answer = await server.ask('exportAuditEvents', { as, path: { workspace }, ...asked });
  assert.equal(answer.status, 200, answer.text);
  assert.ok(answer.text.endsWith('\n'));
  return answer.text.slice(0, -1).split('\n');
}

/** The answer of the list of checkpoints: checkpoints, and the key file. */
export async function checkpointsOf(server: TestServer, as: string, workspace: string) {
  return (await server.succeed('listCheckpoints', { as, path: { workspace } })).body;
}

export const verifyLines = (lines: readonly string[], keys: unknown, checkpoints: readonly unknown[] = []) =>
  verifyExport(lines, { keys, checkpoints });

/** Everything that the database holds of the trail, as text. */
export async function dump(server: TestServer): Promise<string> {
  const collections = [
    'audit_events',
    'audit_personal',
    'audit_chain',
    'audit_pending',
    'audit_refusals',
    'audit_reports',
    'audit_checkpoints',
    'audit_cuts',
  ] as const;
  const all = await Promise.all(collections.map((name) => server.store.find(name, {})));
  return JSON.stringify(all);
}
