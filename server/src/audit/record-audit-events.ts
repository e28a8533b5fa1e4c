import type { Principal } from '../authentication/principal.ts';
import { ownNamespace } from '../authorization/own-actions.ts';
import { days } from '../clock.ts';
import { ServiceError } from '../errors/service-error.ts';
import { newIdentifier } from '../identifier.ts';
import { ok } from '../operation/answers.ts';
import type { Body, Operation } from '../operation/operation.ts';
import type { AuditEvent, Reporter } from './audit-event.ts';

type Reported = Body<'recordAuditEvents'>['events'][number];

/**
 * Adds what happened at the reporter's own API, all or none. A report that was recorded before is answered with its event
 * again; the key that hands it in stands beside the event, so that nobody can speak in the name of this service.
 */
export const recordAuditEvents: Operation<'recordAuditEvents'> = async ({ body, caller, workspace, now, services }) => {
  const reporter = reporterOf(caller);
  const reports = body.events;
  requireReportable(reports, caller);
  const before = await services.auditReports.recorded(
    reporter.id,
    reports.map(({ client_event_id }) => client_event_id),
  );
  const ids = new Map(before);
  const fresh = reports.filter(({ client_event_id: own }) => {
    if (ids.has(own)) return false;
    ids.set(own, newIdentifier('evt'));
    return true;
  });
  const idOf = (report: Reported): string => ids.get(report.client_event_id) ?? '';
  const expiresAt = now + days(services.config.auditRetentionDays);

  return {
    events: fresh.map((report) => eventOf(report, idOf(report), { stream: workspace.id, reporter, caller })),
    // Of two that hand in the same report at once, the second is judged anew and finds it recorded.
    changes: fresh.map((report) =>
      services.auditReports.insert(reporter.id, report.client_event_id, idOf(report), expiresAt),
    ),
    isUnguarded: true,
    answer: ok({
      events: reports.map((report) => ({
        client_event_id: report.client_event_id,
        event_id: idOf(report),
        result: fresh.includes(report) ? ('recorded' as const) : ('duplicate' as const),
      })),
    }),
  };
};

function reporterOf(caller: Principal): Reporter {
  if (caller.type === 'user' || caller.type === 'personal_token') throw new TypeError('only keys report events');
  return { kind: caller.type, id: caller.id, name: caller.name };
}

/** @throws {ServiceError} 422 for our own actions, and for another environment than the key's */
function requireReportable(reports: readonly Reported[], caller: Principal): void {
  const errors = reports.flatMap(({ action, environment }, at) => [
    ...(action.split(/[.:]/, 1)[0] === ownNamespace
      ? [problem(`/events/${at}/action`, 'Only this service itself reports actions of its own.')]
      : []),
    ...(caller.type === 'workspace_key' && environment !== undefined && environment !== caller.environment
      ? [problem(`/events/${at}/environment`, 'A key reports events of its own environment.')]
      : []),
  ]);
  if (errors.length > 0) throw new ServiceError('semantic_error', { errors });
}

const problem = (pointer: string, detail: string) => ({ pointer, code: 'not_reportable', detail });

function eventOf(
  report: Reported,
  id: string,
  about: { readonly stream: string; readonly reporter: Reporter; readonly caller: Principal },
): AuditEvent {
  const { action, outcome, actor, target, changes } = report;
  return {
    id,
    action,
    stream: about.stream,
    ...(outcome !== undefined && { outcome }),
    actor: { kind: actor.kind, id: actor.id, name: actor.name ?? null },
    credential: null,
    target: target === undefined ? null : { type: target.type, id: target.id, name: target.name ?? null },
    environment: about.caller.type === 'workspace_key' ? about.caller.environment : (report.environment ?? 'live'),
    ...(changes !== undefined && { changes }),
    report: {
      by: about.reporter,
      clientEventId: report.client_event_id,
      ip: report.ip ?? null,
      userAgent: report.user_agent ?? null,
    },
  };
}
