import type { Client } from '../client.ts';
import { type Clock, systemClock } from '../clock.ts';
import { isLatchkeyError, isValidationError } from '../errors.ts';
import type {
  AllowedDecision,
  DeniedVerification,
  Principal,
  ResourceAttributes,
  VerifyResult,
} from '../generated/types.gen.ts';
import { type GuardedRequest, readCredential, type SessionCookieOptions } from './presented-credential.ts';
import { type Reason, type Refusal, refusalOf } from './refusal.ts';
import { traceIdOf } from './trace-id.ts';

export type { GuardedRequest, Refusal, SessionCookieOptions };

export interface GuardOptions {
  /** A client whose credential is a service key, or a workspace key with `latchkey.credentials.verify`. */
  readonly client: Pick<Client, 'baseUrl' | 'decisions'>;
  /** Absent: the session cookie is not looked at. */
  readonly sessionCookie?: SessionCookieOptions;
  /** How long a caller waits at most for the service's word before 503. Absent means 5,000. */
  readonly timeoutMs?: number;
  readonly clock?: Pick<Clock, 'now'>;
  /** Told why requests are being refused with 503: the service is away, or the guard's own key is not accepted. */
  readonly onUnavailable?: (error: unknown) => void;
}

/** What the request is about to touch. */
export interface Target {
  /** Id or slug. */
  readonly workspace: string;
  readonly resource: string;
  /** Every field that is touched, for actions that are limited by field. */
  readonly fields?: string[];
  readonly attributes?: ResourceAttributes;
}

export interface Question {
  readonly action: string;
  /** Asked for only once there is a credential to check. */
  readonly target: () => Target | Promise<Target>;
  /** Whether a handler for test credentials stands ready. Without one they are refused with 403 `wrong_environment`. */
  readonly handlesTest: boolean;
}

export type Verdict =
  | { readonly outcome: 'allowed'; readonly principal: Principal; readonly decision: AllowedDecision }
  /** Allowed, by a test credential: only a simulation may answer. */
  | { readonly outcome: 'allowed_in_test'; readonly principal: Principal; readonly decision: AllowedDecision }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** Decides about requests to an API of yours, whatever its framework. What cannot be decided is refused. */
export interface Guard {
  judge(request: GuardedRequest, question: Question): Promise<Verdict>;
}

type Judgement =
  | Exclude<Verdict, { readonly outcome: 'refused' }>
  | { readonly outcome: 'refused'; readonly reason: Reason };

/** Longer text is no credential of any kind (the contract's limit for `credential`). */
const longestCredential = 4_096;
const defaultRetryAfterSeconds = 2;

export function createGuard({
  client,
  sessionCookie,
  timeoutMs = 5_000,
  clock = systemClock,
  onUnavailable,
}: GuardOptions): Guard {
  const verify = (body: Parameters<typeof client.decisions.verifyCredential>[0]['body']) =>
    client.decisions.verifyCredential({ body, timeoutMs });

  async function judge(request: GuardedRequest, { action, target, handlesTest }: Question): Promise<Judgement> {
    const presented = readCredential(request, sessionCookie);
    if (presented.kind === 'none') return refused('authentication_required');
    if (presented.kind === 'refused') return refused(presented.code);
    const { credential, asApiKey, cookieBeside } = presented;
    if (credential.length > longestCredential) return refused(asApiKey ? 'invalid_api_key' : 'invalid_token');

    const touched = await target();
    try {
      const result = await verify({ credential, action, ...touched, ...(handlesTest ? {} : { environment: 'live' }) });
      const judgement = judgementOf(result, { action, resource: touched.resource, asApiKey, handlesTest });
      if (cookieBeside === undefined || judgement.outcome === 'refused') return judgement;
      return (await isOneSession(judgement.principal, cookieBeside)) ? judgement : refused('multiple_credentials');
    } catch (error) {
      return judgementOfFailure(error);
    }
  }

  async function isOneSession(principal: Principal, cookie: string): Promise<boolean> {
    const result = await verify({ credential: cookie });
    const other = result.outcome === 'authenticated' ? result.principal : undefined;
    return principal.type === 'user' && other?.type === 'user' && principal.session_id === other.session_id;
  }

  function judgementOfFailure(error: unknown): Judgement {
    const places = isValidationError(error) ? error.errors.map(({ pointer }) => pointer.split('/')[1] ?? '') : [];
    // A caller chooses ids in URLs and fields in bodies; what has no possible form does not exist, or is the caller's mistake.
    if (places.length > 0 && places.every((place) => ['workspace', 'resource'].includes(place)))
      return refused('not_found');
    if (
      places.length > 0 &&
      places.every((place) => ['workspace', 'resource', 'fields', 'attributes'].includes(place))
    ) {
      return refused('invalid_request');
    }
    onUnavailable?.(error);
    const retryAfterMs = isLatchkeyError(error) ? error.retryAfterMs : undefined;
    const retryAfterSeconds = retryAfterMs === undefined ? defaultRetryAfterSeconds : Math.ceil(retryAfterMs / 1_000);
    return { outcome: 'refused', reason: { code: 'unavailable', retryAfterSeconds } };
  }

  return {
    async judge(request, question) {
      const judgement = await judge(request, question);
      if (judgement.outcome !== 'refused') return judgement;
      const traceId = traceIdOf(request.headerValues('traceparent')[0]);
      return {
        outcome: 'refused',
        refusal: refusalOf(judgement.reason, { baseUrl: client.baseUrl, traceId, now: clock.now() }),
      };
    },
  };
}

const refused = (code: Reason['code']): Judgement => ({ outcome: 'refused', reason: { code } });

interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly asApiKey: boolean;
  readonly handlesTest: boolean;
}

/** The service's word as the guarded API's answer. Anything unforeseen is not a yes. */
function judgementOf(result: VerifyResult, asked: Asked): Judgement {
  switch (result.outcome) {
    case 'allowed': {
      const { principal, decision } = result;
      if (principal.environment === 'live') return { outcome: 'allowed', principal, decision };
      return asked.handlesTest ? { outcome: 'allowed_in_test', principal, decision } : refused('wrong_environment');
    }
    case 'denied':
      return { outcome: 'refused', reason: reasonOfDenial(result, asked) };
    case 'invalid':
      if (result.code === 'rate_limit_exceeded') {
        const retryAfterSeconds = result.retry_after_seconds ?? defaultRetryAfterSeconds;
        return { outcome: 'refused', reason: { code: 'rate_limit_exceeded', retryAfterSeconds } };
      }
      return refused(asked.asApiKey ? 'invalid_api_key' : result.code);
    default:
      throw new TypeError(`The service answered a question about an action with the outcome ${result.outcome}.`);
  }
}

function reasonOfDenial({ decision }: DeniedVerification, { action, resource }: Asked): Reason {
  switch (decision.code) {
    case 'not_found':
    case 'wrong_environment':
    case 'workspace_suspended':
    case 'fields_required':
      return { code: decision.code };
    default:
      return { code: 'insufficient_permissions', required: { action, resource } };
  }
}
