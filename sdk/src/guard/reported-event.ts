import type { Principal, ReportedChange, ReportedEvent } from '../generated/types.gen.ts';
import { randomHex } from '../random-hex.ts';
import type { GuardedRequest } from './presented-credential.ts';

/** Something that a caller did at your API. */
export interface Occurrence {
  readonly action: string;
  readonly resource?: string;
  /** What is different now. Never a secret. */
  readonly changes?: ReportedChange[];
}

/** An occurrence as the trail takes it. */
export function reportedEvent(
  principal: Principal,
  { action, resource, changes }: Occurrence,
  request?: GuardedRequest,
): ReportedEvent {
  const userAgent = request?.headerValues('user-agent')[0];
  return {
    client_event_id: randomHex(16),
    action,
    actor: { kind: principal.type, id: principal.id, name: principal.name },
    environment: principal.environment,
    ...(resource !== undefined && { target: targetOf(resource) }),
    ...(userAgent !== undefined && { user_agent: userAgent.slice(0, 512) }),
    ...(changes !== undefined && { changes }),
  };
}

/** `content:posts:42` is the `content` with the id `posts:42`. What has no such noun is a `resource`. */
function targetOf(resource: string): NonNullable<ReportedEvent['target']> {
  const [, type = 'resource', id = resource] = /^([a-z][a-z_]{0,63}):(.+)$/s.exec(resource) ?? [];
  return { type, id: id.replaceAll(/[^!-~]+/g, encodeURIComponent).slice(0, 128) };
}
