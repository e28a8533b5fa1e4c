import Koa, { type Context as Http } from 'koa';
import type { Handler } from 'openapi-backend';
import { networkOf } from '../addresses/network-of.ts';
import { nothing, type Presented, readPresented } from '../authentication/presented-credential.ts';
import type { Principal } from '../authentication/principal.ts';
import { operationTable } from '../generated/operations.gen.ts';
import requestContract from '../generated/request-contract.gen.json' with { type: 'json' };
import type { OperationId } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import { CommitConflict } from '../storage/port.ts';
import { authenticateCaller } from './authenticate-caller.ts';
import { authorize } from './authorize.ts';
import { carryOut, type SentAnswer } from './carry-out.ts';
import { hasDevelopmentOutbox, isForDevelopmentOutbox, serveDevelopmentOutbox } from './development-outbox.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { beginExchange, type Exchange, ExchangeOrigin } from './exchange.ts';
import { attemptOf, once } from './idempotency.ts';
import { createRequestLimiter, type RequestLimiter } from './limits.ts';
import { observeRequest } from './observe-request.ts';
import { headsExpectedBy, operations } from './operations.ts';
import { isPage, servePage } from './pages.ts';
import { recordRefusal } from './record-refusal.ts';
import { noBody, type RequestBody, readBody, requireWellFormed } from './request-body.ts';
import { requireHost } from './require-host.ts';
import { answerOptions, refuse, requireAcceptable, respond } from './respond.ts';
import { securityHandlers } from './security-handlers.ts';
import { type HttpAnswer, sendAnswer } from './send-answer.ts';
import { createTurns } from './turns.ts';

/** A request that has been read. */
interface Received {
  readonly id: OperationId;
  readonly path: Readonly<Record<string, string>>;
  readonly body: RequestBody;
  readonly presented: Presented;
  readonly origin: ExchangeOrigin;
}

interface Parts {
  readonly services: Services;
  readonly dispatch: Dispatch;
  readonly limiter: RequestLimiter;
  /** Waits for the turn of somebody unknown. */
  readonly turnOfStrangers: () => Promise<void>;
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
  const parts: Parts = { services, dispatch, limiter, turnOfStrangers: createTurns() };
  app.use(async (http) => {
    const { path } = http;
    if (isPage(path)) return servePage(http, services);
    if (showsOutbox && isForDevelopmentOutbox(http, services)) return serveDevelopmentOutbox(http, services);
    if (services.readiness.isDraining) http.set('Connection', 'close');
    const exchange = beginExchange(http, path, services);
    const answer = await serve(exchange, parts);
    observeRequest(exchange, answer.status);
    sendAnswer(http, answer);
  });
  return app;
}

/** The path of every request, from top to bottom. Whatever refuses it throws; the order is the contract's order of refusals. */
async function serve(exchange: Exchange, parts: Parts): Promise<HttpAnswer> {
  const { dispatch, services } = parts;
  const { req } = exchange.http;
  try {
    requireHost(req);
    if (req.method === 'OPTIONS') return answerOptions(exchange, dispatch.methodsOf(exchange.path));
    const { id, path } = dispatch.match(req.method ?? '', exchange.path);
    exchange.operation = id;
    const body = await readBody(req, id);
    requireAcceptable(id, req.headers.accept);
    const isPublic = operationTable[id].permission === 'public';
    // Three hundred people who sign in at once hold nobody up who has a credential already.
    if (isPublic && body !== noBody) await parts.turnOfStrangers();
    // What is for everybody is for callers with a broken credential too.
    const presented = isPublic ? nothing : readPresented(req, services.cookie.name);
    const origin = new ExchangeOrigin(exchange, presented.credential?.place === 'cookie');
    exchange.credential = presented.credential?.text;
    exchange.origin = origin;

    for (let attempt = 1; ; attempt += 1) {
      try {
        return respond(exchange, id, await judge({ id, path, body, presented, origin }, exchange, parts));
      } catch (thrown) {
        if (!hasChangedBelow(thrown) || attempt === mostAttempts) throw thrown;
      }
    }
  } catch (thrown) {
    await recordRefusal(exchange, thrown);
    return refuse(exchange, thrown);
  }
}

/** Judges a request by one picture of the world, and carries it out. */
async function judge(
  { id, path, body, presented, origin }: Received,
  exchange: Exchange,
  { services, dispatch, limiter }: Parts,
): Promise<SentAnswer> {
  const { http, now } = exchange;
  const { headers } = http.req;
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
  exchange.caller = caller;
  exchange.quota ??= limiter.spend(id, caller?.id ?? networkOf(origin.ip ?? 'unknown'), now);
  const query = readQuery(http);
  requireWellFormed(body);
  dispatch.validate(id, { path, query, header: headers, cookie: {}, requestBody: body.value });
  const workspace = await authorize(id, path, heads, exchange);

  const request = {
    path,
    query,
    body: body.value,
    caller,
    workspace,
    heads,
    ifMatch: headers['if-match'],
    now,
    origin,
    url: http.req.url ?? '',
    services,
  };
  const idempotent = attemptOf(id, { caller, url: exchange.path, key: headers['idempotency-key'], body: body.bytes });
  return await once(idempotent, services.idempotency, now, (keep) => carryOut(dispatch.handler(id), request, keep));
}

/** Something that the request was judged by has changed before it could be committed. */
const hasChangedBelow = (thrown: unknown): boolean =>
  thrown instanceof CommitConflict && thrown.change.otherwise === undefined;

const brokenConnections: readonly (string | undefined)[] = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'];
const isBrokenConnection = ({ code }: NodeJS.ErrnoException): boolean => brokenConnections.includes(code);

/** A parameter given twice is a list, which no parameter of the contract takes: it is refused, not chosen from. */
function readQuery(http: Http): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null);
  if (http.req.url?.includes('?') !== true) return query;
  const parameters = new URLSearchParams(http.querystring);
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  return query;
}
