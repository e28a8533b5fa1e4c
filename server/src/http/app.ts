import Koa, { type Context as Http } from 'koa';
import type { Handler } from 'openapi-backend';
import { networkOf } from '../addresses/network-of.ts';
import { nothing, readPresented } from '../authentication/presented-credential.ts';
import type { Principal } from '../authentication/principal.ts';
import { operationTable } from '../generated/operations.gen.ts';
import requestContract from '../generated/request-contract.gen.json' with { type: 'json' };
import type { CallerOrigin } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import { CommitConflict } from '../storage/port.ts';
import { authenticateCaller } from './authenticate-caller.ts';
import { authorize } from './authorize.ts';
import { carryOut } from './carry-out.ts';
import { requireSameSite } from './cross-origin.ts';
import { hasDevelopmentOutbox, isForDevelopmentOutbox, serveDevelopmentOutbox } from './development-outbox.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { attemptOf, once } from './idempotency.ts';
import { createRequestLimiter, type RequestLimiter } from './limits.ts';
import { observeRequest, type RequestNotes } from './observe-request.ts';
import { headsExpectedBy, operations } from './operations.ts';
import { isPage, servePage } from './pages.ts';
import { type Refusable, recordRefusal } from './record-refusal.ts';
import { bodyLimitOf, noBody, readBody, requireWellFormed } from './request-body.ts';
import { requireHost } from './require-host.ts';
import { type Answering, answerOptions, refuse, requireAcceptable, respond } from './respond.ts';
import { securityHandlers } from './security-handlers.ts';
import { sourceAddress } from './source-address.ts';
import { testClockOffset } from './test-clock.ts';
import { readTrace } from './trace.ts';

interface Parts {
  readonly services: Services;
  readonly dispatch: Dispatch;
  readonly limiter: RequestLimiter;
}

/** How often a request is judged anew when something it was judged by has changed in between. */
const mostAttempts = 3;

/** The HTTP server's application. @throws {TypeError} something is not wired: it must not start */
export async function createApp(services: Services): Promise<Koa> {
  const dispatch = await createDispatch({
    definition: requestContract,
    handlers: operations as unknown as Readonly<Record<string, Handler>>,
    securityHandlers: securityHandlers(services),
  });
  const limiter = createRequestLimiter(services.config.requestsPerMinute);
  const app = new Koa();
  // What goes wrong below us is a connection that broke, or an answer in many lines that could not be finished.
  app.silent = true;
  app.on('error', (error: NodeJS.ErrnoException) =>
    services.logger[isBrokenConnection(error) ? 'debug' : 'error']({ err: error }, 'an answer broke off'),
  );
  const showsOutbox = hasDevelopmentOutbox(services);
  app.use((http) => {
    if (isPage(http.path)) return servePage(http, services);
    if (showsOutbox && isForDevelopmentOutbox(http, services)) return serveDevelopmentOutbox(http, services);
    if (services.readiness.isDraining) http.set('Connection', 'close');
    return observeRequest(http, () => serve(http, { services, dispatch, limiter }), services);
  });
  return app;
}

/** The path of every request, from top to bottom. Whatever refuses it throws; the order is the contract's order of refusals. */
async function serve(http: Http, { services, dispatch, limiter }: Parts): Promise<void> {
  const { method, path: pathAsked } = http;
  const { headers } = http.req;
  const now = services.clock.now() + testClockOffset(headers['latchkey-test-clock'], services.config.testHooksSecret);
  const answering: Answering = {
    http,
    services,
    now,
    trace: readTrace(headers.traceparent as string | undefined),
    quota: undefined,
    isOauth: false,
  };
  const notes = http.state as RequestNotes;
  notes.traceId = answering.trace.traceId;
  const refusable: Refusable = {
    id: undefined,
    caller: undefined,
    workspace: undefined,
    credential: undefined,
    origin: undefined,
  };
  try {
    requireHost(http.req);
    if (method === 'OPTIONS') return answerOptions(answering, dispatch.methodsOf(pathAsked));
    const { id, path } = dispatch.match(method, pathAsked);
    notes.operation = id;
    const { takes } = operationTable[id];
    refusable.id = id;
    answering.isOauth = takes === 'form';
    const body = takes === 'nothing' ? noBody : await readBody(http.req, bodyLimitOf(id), takes);
    requireAcceptable(id, headers.accept);
    // What is for everybody is for callers with a broken credential too.
    const presented =
      operationTable[id].permission === 'public' ? nothing : readPresented(http.req, services.cookie.name);
    const origin = originOf(http, answering, presented.credential?.place === 'cookie');
    refusable.origin = origin;
    refusable.credential = presented.credential?.text;

    for (let attempt = 1; ; attempt += 1) {
      const heads = services.readHeads();
      heads.expect(headsExpectedBy[id]?.(body.value, services) ?? []);
      const caller: Principal | undefined = await authenticateCaller({
        id,
        presented,
        http,
        dispatch,
        heads,
        now,
        services,
      });
      refusable.caller = caller;
      answering.quota ??= limiter.spend(id, caller?.id ?? networkOf(origin.ip ?? 'unknown'), now);
      const query = readQuery(http.querystring);
      requireWellFormed(body);
      dispatch.validate(id, { path, query, header: headers, cookie: {}, requestBody: body.value });
      const workspace = await authorize(id, path, caller, heads, services, refusable);

      const request = {
        path,
        query,
        body: body.value,
        caller,
        workspace,
        heads,
        ifMatch: http.headers['if-match'],
        now,
        origin,
        url: http.url,
        services,
      };
      const idempotent = attemptOf(id, {
        caller,
        url: pathAsked,
        key: headers['idempotency-key'],
        body: body.bytes,
      });
      try {
        const answer = await once(idempotent, services.idempotency, now, (keep) =>
          carryOut(dispatch.handler(id), request, keep),
        );
        return respond(answering, id, answer);
      } catch (thrown) {
        const hasChangedBelow = thrown instanceof CommitConflict && thrown.change.otherwise === undefined;
        if (!hasChangedBelow || attempt === mostAttempts) throw thrown;
      }
    }
  } catch (thrown) {
    await recordRefusal(refusable, thrown, now, services);
    refuse(answering, thrown);
  }
}

const brokenConnections: readonly (string | undefined)[] = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'];
const isBrokenConnection = ({ code }: NodeJS.ErrnoException): boolean => brokenConnections.includes(code);

function originOf(http: Http, { trace, services }: Answering, hasSessionCookie: boolean): CallerOrigin {
  return {
    traceId: trace.traceId,
    ip: sourceAddress(http.req, services.proxies),
    userAgent: http.headers['user-agent']?.slice(0, 512) ?? null,
    hasSessionCookie,
    requireSameSite: () => requireSameSite(http.headers, services.config),
  };
}

/** A parameter given twice is a list, which no parameter of the contract takes: it is refused, not chosen from. */
function readQuery(text: string): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null);
  if (text === '') return query;
  const parameters = new URLSearchParams(text);
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  return query;
}
