import { ServiceError } from '../errors/service-error.ts';
import type { Answer, Outcome } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import { exportLines, exportRange } from './export-lines.ts';

/** The export of a stream, with the event that says that it was taken, which is committed before the first line leaves. */
export async function exportTrail(
  stream: string,
  afterSeq: number | undefined,
  services: Services,
): Promise<Outcome<'exportAuditEvents'> & Outcome<'exportDeploymentAuditEvents'>> {
  const range = await exportRange(stream, afterSeq, services);
  if (range === undefined) {
    throw new ServiceError('conflict', {
      detail: 'The trail has no such place: it is not reached yet, or no longer kept.',
    });
  }
  const answer: Answer<'exportAuditEvents'> = { status: 200, body: '', lines: exportLines(range, services) };
  return {
    events: [
      {
        action: 'audit.exported',
        stream,
        target: { type: 'audit_stream', id: stream, name: null },
        changes: [
          { member: 'after_seq', before: null, after: String(range.start.seq) },
          { member: 'last_seq', before: null, after: String(range.end.seq) },
        ],
      },
    ],
    changes: [],
    answer,
  };
}
