import type { IncomingHttpHeaders } from 'node:http';
import type { Context as Http } from 'koa';
import type { Principal } from '../authentication/principal.ts';
import type { CallerOrigin, OperationId } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import type { KnownWorkspace } from '../workspaces/known-workspace.ts';
import { requireSameSite } from './cross-origin.ts';
import type { Quota } from './limits.ts';
import { sourceAddress } from './source-address.ts';
import { testClockOffset } from './test-clock.ts';
import { readTrace, type Trace } from './trace.ts';

/**
 * A request and what is known of it so far. Its path from top to bottom fills it in; whatever answers it, refuses it, logs it
 * or leaves a trace of it reads here how far it came.
 */
export interface Exchange {
  readonly http: Http;
  readonly services: Services;
  /** The path that was asked for, without the query. */
  readonly path: string;
  /** The request's one moment, epoch milliseconds. */
  readonly now: number;
  /** When it began, on the monotonic clock. */
  readonly startedAt: number;
  readonly trace: Trace;
  operation: OperationId | undefined;
  /** The credential as it was presented, and where from; once it is clear that the operation asks for one, or for none. */
  credential: string | undefined;
  origin: CallerOrigin | undefined;
  caller: Principal | undefined;
  quota: Quota | undefined;
  /** Set once the caller is known to be allowed to know it. */
  workspace: KnownWorkspace | undefined;
}

export function beginExchange(http: Http, path: string, services: Services): Exchange {
  const { headers } = http.req;
  const { clock, config } = services;
  return {
    http,
    services,
    path,
    now: clock.now() + testClockOffset(headers['latchkey-test-clock'], config.testHooksSecret),
    startedAt: performance.now(),
    trace: readTrace(headers.traceparent as string | undefined),
    operation: undefined,
    credential: undefined,
    origin: undefined,
    caller: undefined,
    quota: undefined,
    workspace: undefined,
  };
}

/** Where an exchange comes from. */
export class ExchangeOrigin implements CallerOrigin {
  readonly traceId: string;
  /** Found out at once, because a connection that is closed has none: nobody hides by hanging up. */
  readonly ip: string | null;
  readonly hasSessionCookie: boolean;
  readonly #headers: IncomingHttpHeaders;
  readonly #config: Services['config'];

  constructor({ http, trace, services }: Exchange, hasSessionCookie: boolean) {
    this.traceId = trace.traceId;
    this.hasSessionCookie = hasSessionCookie;
    this.#headers = http.req.headers;
    this.ip = sourceAddress(http.req, services.proxies);
    this.#config = services.config;
  }

  get userAgent(): string | null {
    return this.#headers['user-agent']?.slice(0, 512) ?? null;
  }

  requireSameSite(): void {
    requireSameSite(this.#headers, this.#config);
  }
}
