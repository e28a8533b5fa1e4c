import type { Client } from '../client.ts';
import { backgroundClock, type Clock } from '../clock.ts';
import { isLatchkeyError, isValidationError } from '../errors.ts';
import type {
  AllowedDecision,
  DeniedVerification,
  Principal,
  ReportedEvent,
  ResourceAttributes,
  VerifyResult,
} from '../generated/types.gen.ts';
import { createAuditReporter } from './audit-reporter.ts';
import { type Identity, type IdentitySource, identityOf } from './identity.ts';
import {
  type GuardedRequest,
  isSafe,
  type Presented,
  readCredential,
  type SessionCookieOptions,
} from './presented-credential.ts';
import { type Reason, type Refusal, refusalOf } from './refusal.ts';
import { type Occurrence, reportedEvent } from './reported-event.ts';
import { traceIdOf } from './trace-id.ts';
import { type CacheOptions, rememberingVerify, type Verify } from './verification-cache.ts';

export type { CacheOptions, GuardedRequest, Identity, IdentitySource, Occurrence, Refusal, SessionCookieOptions };

/** What every guard takes, whatever its framework. */
export interface GuardOptions {
  /** A client whose credential is a service key, or a workspace key with `latchkey.credentials.verify`. */
  readonly client: Pick<Client, 'baseUrl' | 'decisions' | 'audit'>;
  /** `'api_key'`: only API tokens are accepted, and whatever is wrong with them is `invalid_api_key`, also that there is none. */
  readonly credential?: 'any' | 'api_key';
  /** Absent: the session cookie is not looked at. */
  readonly sessionCookie?: SessionCookieOptions;
  /** Absent: the service is asked on every request, and what it revokes counts on the next one. */
  readonly cache?: CacheOptions;
  /** Who answers `identify`. Absent: the service. `@latchkey/sdk/guard/offline` reads access tokens without asking it. */
  readonly identity?: IdentitySource;
  /**
   * Absent: every allowed unsafe request of an API token is recorded in the audit trail of its workspace. A workspace key
   * that guards needs `latchkey.audit.write` for it. `false` records what `record` is called with and nothing else.
   */
  readonly audit?: false;
  /** How long a caller waits at most for the service's word before 503. Absent means 5,000. */
  readonly timeoutMs?: number;
  /** Absent: the system's. Waiting by that keeps no process alive. */
  readonly clock?: Clock;
  /** Told why requests are being refused with 503: the service is away, or the guard's own key is not accepted. */
  readonly onUnavailable?: (error: unknown) => void;
  /** Told about audit events that will not be in the trail, and why. Absent: `console.error` tells how many. */
  readonly onAuditLost?: (events: readonly ReportedEvent[], error: unknown) => void;
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

/** What a guard asks about a request. */
export interface Question {
  readonly action: string;
  /** Asked for only once there is a credential to check. */
  readonly target: () => Target | Promise<Target>;
  /** Whether a handler for test credentials stands ready. Without one they are refused with 403 `wrong_environment`. */
  readonly handlesTest: boolean;
}

/** What a handler behind `requirePermission` knows of its caller. */
export interface Permitted {
  /** Who is calling, by which credential, in which environment. */
  readonly principal: Principal;
  /** Which grant allowed it. */
  readonly decision: AllowedDecision;
}

/** What a handler behind `requireIdentity` knows of its caller. */
export interface Identified {
  readonly identity: Identity;
}

/** What becomes of a request: it goes on with what is known of its caller, or it is answered by the refusal. */
export type VerdictOf<Known> =
  /** `allowed_in_test`: by a test credential, and only a simulation may answer. */
  | { readonly outcome: 'allowed' | 'allowed_in_test'; readonly known: Known }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** Decides about requests to an API of yours, whatever its framework. What cannot be decided is refused. */
export interface Guard {
  judge(request: GuardedRequest, question: Question): Promise<VerdictOf<Permitted>>;
  /** Who is calling, for what takes no permission. */
  identify(request: GuardedRequest, question: Pick<Question, 'handlesTest'>): Promise<VerdictOf<Identified>>;
  /** Records what a caller did in the audit trail of a workspace, a little later and in a batch. */
  record(principal: Principal, occurrence: Occurrence & { readonly workspace: string }): void;
  /**
   * Hands in the audit events that are waiting. Call it when your server has stopped. Node, Deno and Bun do so by themselves when
   * a program has nothing left to do, and not when it is killed or calls `process.exit`.
   */
  close(): Promise<void>;
}

type Judgement<Known> = Exclude<VerdictOf<Known>, { readonly outcome: 'refused' }> | Refused;
interface Refused {
  readonly outcome: 'refused';
  readonly reason: Reason;
}

type OneCredential = Extract<Presented, { readonly kind: 'one' }>;

/** Empty or longer text is no credential of any kind: the contract's limits for `credential`, so it is not asked about. */
const canBeCredential = ({ length }: string): boolean => length > 0 && length <= 4_096;
const defaultRetryAfterSeconds = 2;
/** The service reports its own actions itself, and takes them from nobody else. */
const ownActions = /^latchkey[.:]/;

/** A gap in an audit trail that nobody hears of would be worse than a line nobody asked for. No event and no token is in it. */
const tellLoss: NonNullable<GuardOptions['onAuditLost']> = ({ length }, error) =>
  console.error(`Latchkey: audit events that will be missing in the trail: ${length}.`, error);

/** What the application does with a loss must not cost other events: it may throw, also later. */
const lossTeller =
  (onAuditLost: GuardOptions['onAuditLost']): NonNullable<GuardOptions['onAuditLost']> =>
  (events, error) => {
    new Promise<void>((told) => told((onAuditLost ?? tellLoss)(events, error))).catch((failure: unknown) =>
      tellLoss(events, new AggregateError([error, failure], 'onAuditLost has failed too.')),
    );
  };

/**
 * A guard for whatever has a method and headers. The frameworks' guards are made of it.
 *
 * @example
 * import { createGuard } from '@latchkey/sdk/guard';
 *
 * const guard = createGuard({ client });
 * const seen = { method: request.method, headerValues: (name: string) => [request.headers.get(name) ?? []].flat() };
 * const target = () => ({ workspace: 'acme', resource: 'content:posts:42' });
 * const verdict = await guard.judge(seen, { action: 'content.read', target, handlesTest: false });
 * @throws {RangeError} for a cache that would remember for longer than five minutes
 */
export function createGuard(options: GuardOptions): Guard {
  const { client, sessionCookie, identity, timeoutMs = 5_000, clock = backgroundClock, onUnavailable } = options;
  const onlyApiKeys = options.credential === 'api_key';
  const ask: Verify = (body) => client.decisions.verifyCredential({ body, timeoutMs });
  const verify = options.cache ? rememberingVerify(ask, options.cache, clock) : ask;
  const reporter = createAuditReporter({ client, clock, timeoutMs, onLost: lossTeller(options.onAuditLost) });

  function credentialOf(request: GuardedRequest): OneCredential | Refused {
    const presented = readCredential(request, onlyApiKeys ? undefined : sessionCookie);
    if (presented.kind === 'none')
      return onlyApiKeys
        ? { outcome: 'refused', reason: { code: 'invalid_api_key', isMissing: true } }
        : refused('authentication_required');
    if (presented.kind === 'refused')
      return refused(onlyApiKeys && presented.code === 'invalid_token' ? 'invalid_api_key' : presented.code);
    const asApiKey = presented.asApiKey || onlyApiKeys;
    if (!canBeCredential(presented.credential)) return refused(asApiKey ? 'invalid_api_key' : 'invalid_token');
    return { ...presented, asApiKey };
  }

  async function permit(
    request: GuardedRequest,
    presented: OneCredential,
    { action, handlesTest, ...touched }: Omit<Question, 'target'> & Target,
  ): Promise<Judgement<Permitted>> {
    const { workspace, resource } = touched;
    const result = await verify({
      credential: presented.credential,
      action,
      ...touched,
      ...(handlesTest ? {} : { environment: 'live' }),
    });
    const judgement = judgementOf(result, { action, resource, handlesTest, asApiKey: presented.asApiKey });
    if (judgement.outcome === 'refused') return judgement;
    const { principal } = judgement.known;
    const objection = await objectionTo(principal, presented);
    if (objection !== undefined) return objection;
    if (options.audit !== false && principal.type !== 'user' && !isSafe(request) && !ownActions.test(action))
      reporter.report(workspace, reportedEvent(principal, { action, resource }, request));
    return judgement;
  }

  async function identify(presented: OneCredential, handlesTest: boolean): Promise<Judgement<Identified>> {
    const { credential, asApiKey } = presented;
    if (identity === undefined) {
      const result = await verify({ credential, ...(handlesTest ? {} : { environment: 'live' }) });
      if (result.outcome !== 'authenticated') return refusedBy(result, presented);
      const objection = await objectionTo(result.principal, presented);
      return objection ?? byEnvironment({ identity: identityOf(result.principal) }, result.principal, handlesTest);
    }
    const found = await identity.identify(credential);
    if (found === undefined || (onlyApiKeys && found.tokenId === undefined))
      return refused(asApiKey ? 'invalid_api_key' : 'invalid_token');
    // Whose cookie stands beside it only the service could say.
    if (presented.cookieBeside !== undefined) return refused('multiple_credentials');
    return byEnvironment({ identity: found }, found, handlesTest);
  }

  async function objectionTo(principal: Principal, { cookieBeside }: OneCredential): Promise<Refused | undefined> {
    if (onlyApiKeys && principal.type === 'user') return refused('invalid_api_key');
    if (cookieBeside === undefined || (await isOneSession(principal, cookieBeside))) return undefined;
    return refused('multiple_credentials');
  }

  async function isOneSession(principal: Principal, cookie: string): Promise<boolean> {
    if (!canBeCredential(cookie)) return false;
    const result = await verify({ credential: cookie });
    const other = result.outcome === 'authenticated' ? result.principal : undefined;
    return principal.type === 'user' && other?.type === 'user' && principal.session_id === other.session_id;
  }

  function judgementOfFailure(error: unknown): Refused {
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

  /** A judgement as it goes out; one that could not be reached is a refusal. */
  async function verdictOf<Known>(
    request: GuardedRequest,
    reaching: Refused | Promise<Judgement<Known>>,
  ): Promise<VerdictOf<Known>> {
    const judgement = await Promise.resolve(reaching).catch(judgementOfFailure);
    if (judgement.outcome !== 'refused') return judgement;
    const traceId = traceIdOf(request.headerValues('traceparent')[0]);
    return {
      outcome: 'refused',
      refusal: refusalOf(judgement.reason, { baseUrl: client.baseUrl, traceId, now: clock.now() }),
    };
  }

  return {
    async judge(request, { target, ...question }) {
      const presented = credentialOf(request);
      if ('outcome' in presented) return verdictOf(request, presented);
      // What goes wrong in the API's own code is the API's own to answer.
      const { workspace, resource, fields, attributes } = await target();
      // Member by member: a row of a database that is handed over whole must not bring an action or a credential of its own.
      const touched = { workspace, resource, ...(fields && { fields }), ...(attributes && { attributes }) };
      return verdictOf(request, permit(request, presented, { ...question, ...touched }));
    },
    identify(request, { handlesTest }) {
      const presented = credentialOf(request);
      return verdictOf(request, 'outcome' in presented ? presented : identify(presented, handlesTest));
    },
    record: (principal, { workspace, ...occurrence }) =>
      reporter.report(workspace, reportedEvent(principal, occurrence)),
    close: reporter.close,
  };
}

const refused = (code: Reason['code']): Refused => ({ outcome: 'refused', reason: { code } });

/** A test credential gets to the handler for it, or nowhere. */
function byEnvironment<Known>(
  known: Known,
  { environment }: { readonly environment: string },
  handlesTest: boolean,
): Judgement<Known> {
  if (environment === 'live') return { outcome: 'allowed', known };
  return handlesTest ? { outcome: 'allowed_in_test', known } : refused('wrong_environment');
}

interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly asApiKey: boolean;
  readonly handlesTest: boolean;
}

/** The service's word as the guarded API's answer. Anything unforeseen is not a yes. */
function judgementOf(result: VerifyResult, asked: Asked): Judgement<Permitted> {
  if (result.outcome !== 'allowed') return refusedBy(result, asked);
  const { principal, decision } = result;
  return byEnvironment({ principal, decision }, principal, asked.handlesTest);
}

function refusedBy(
  result: VerifyResult,
  asked: Pick<Asked, 'asApiKey'> & Partial<Pick<Asked, 'action' | 'resource'>>,
): Refused {
  switch (result.outcome) {
    case 'denied':
      return { outcome: 'refused', reason: reasonOfDenial(result, asked) };
    case 'invalid':
      if (result.code === 'rate_limit_exceeded') {
        const retryAfterSeconds = result.retry_after_seconds ?? defaultRetryAfterSeconds;
        return { outcome: 'refused', reason: { code: 'rate_limit_exceeded', retryAfterSeconds } };
      }
      return refused(asked.asApiKey ? 'invalid_api_key' : result.code);
    default:
      throw new TypeError(`The service answered another question, with the outcome ${result.outcome}.`);
  }
}

function reasonOfDenial(
  { decision }: DeniedVerification,
  { action, resource }: Partial<Pick<Asked, 'action' | 'resource'>>,
): Reason {
  switch (decision.code) {
    case 'not_found':
    case 'wrong_environment':
    case 'workspace_suspended':
    case 'fields_required':
      return { code: decision.code };
    default:
      return {
        code: 'insufficient_permissions',
        ...(action !== undefined && resource !== undefined && { required: { action, resource } }),
      };
  }
}
