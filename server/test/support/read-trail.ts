import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { verifyExport } from '../../src/audit-verifier/verify-export.ts';
import type { Operations } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import type { Asked, TestClient } from './test-client.ts';

type Event = Operations['listAuditEvents']['responses'][200]['data'][number];

/** Somebody who may read a stream: of a workspace, or without one that of the deployment. */
export interface TrailReader {
  readonly as: string;
  readonly workspace?: string;
}

const longestSequencingMilliseconds = 30_000;

/** The events of a stream, newest first, page by page to the end. */
export async function readTrail(
  server: TestClient,
  { as, workspace }: TrailReader,
  filter: Readonly<Record<string, string>> = {},
): Promise<Event[]> {
  const events: Event[] = [];
  const query: Record<string, string | number> = { ...filter, limit: 100 };
  for (;;) {
    const { body } = await (workspace === undefined
      ? server.succeed('listDeploymentAuditEvents', { as, query })
      : server.succeed('listAuditEvents', { as, query, path: { workspace } }));
    events.push(...body.data);
    if (body.next_cursor === null) return events;
    query.cursor = body.next_cursor;
  }
}

/** How often an action was done to something. */
export async function countEvents(
  server: TestClient,
  reader: TrailReader,
  action: string,
  targetId: string,
): Promise<number> {
  const events = await readTrail(server, reader, { action, target_id: targetId });
  return events.length;
}

/**
 * Exports a stream once every event of it is in the chain, and verifies it as anybody can: offline, with the export and the
 * public keys and nothing else. Every event is there, and once.
 * @returns how many there are
 */
export async function verifyTrail(server: TestClient, reader: TrailReader): Promise<number> {
  const listed = (await readTrail(server, reader)).map(({ id }) => id);
  const lines = await exportOnceChained(server, reader, listed.length);
  const chained = lines.flatMap((line) => (line.type === 'event' ? [line.event.id] : []));
  assert.equal(new Set(chained).size, chained.length, 'an event is in the chain twice');
  const inChain = new Set(chained);
  assert.deepEqual(
    listed.filter((id) => !inChain.has(id)),
    [],
    'events are missing in the chain',
  );
  const keys = await server.succeed(...of(reader, 'listCheckpoints', 'listDeploymentAuditCheckpoints'));
  await verifyExport(
    lines.map(({ text }) => text),
    { keys: keys.body },
  );
  return chained.length;
}

interface ExportLine {
  readonly type: string;
  readonly event: { readonly id: string };
  readonly text: string;
}

/** The worker that puts events into the chain comes by every second. */
async function exportOnceChained(server: TestClient, reader: TrailReader, count: number): Promise<ExportLine[]> {
  const deadline = performance.now() + longestSequencingMilliseconds;
  for (;;) {
    const answer = await server.ask(...of(reader, 'exportAuditEvents', 'exportDeploymentAuditEvents'));
    assert.equal(answer.status, 200, answer.text);
    const lines = answer.text
      .trimEnd()
      .split('\n')
      .map((text): ExportLine => ({ ...JSON.parse(text), text }));
    if (lines.filter(({ type }) => type === 'event').length >= count) return lines;
    assert.ok(performance.now() < deadline, 'events were committed and do not come into the chain');
    await delay(200);
  }
}

function of<Id extends OperationId>(
  { as, workspace }: TrailReader,
  inWorkspace: Id,
  inDeployment: Id,
): [id: Id, asked: Asked] {
  return workspace === undefined ? [inDeployment, { as }] : [inWorkspace, { as, path: { workspace } }];
}
