import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { identify, noteUse } from './authenticate.ts';
import type { Breaks } from './breaks.ts';
import type { Call } from './call.ts';
import { type Contract, type Operation, readContract } from './contract.ts';
import { decide } from './decide.ts';
import { operations } from './operations.ts';
import { isFromOwnSite, type PresentedText, presentedIn } from './presented.ts';
import { mayKnow, type Principal } from './principal.ts';
import { problem, rawProblem } from './problem.ts';
import { readBody, readHeaders, readJson, readQuery, refuseBody, requireMediaTypes } from './read-request.ts';
import { type Answer, Refusal } from './refusal.ts';
import { looksLikeApiToken } from './secrets.ts';
import { newState, type State, type Workspace } from './state.ts';

export interface SecondServerOptions {
  readonly port: number;
  readonly setupToken: string;
  /** Opens the test hooks; without it there are none. */
  readonly hookSecret?: string | undefined;
  readonly breaks?: Breaks;
}

export interface SecondServer extends AsyncDisposable {
  readonly url: URL;
}

const contractFile = new URL('../../openapi/openapi.json', import.meta.url);

/** What every request meets, and nothing of what one operation does. */
interface Service {
  readonly contract: Contract;
  readonly state: State;
  readonly breaks: Breaks;
  readonly hookSecret: string | undefined;
  readonly issuer: string;
  readonly replays: Map<string, { readonly body: string; readonly at: number; readonly answer: Answer }>;
}

export const startSecondServer = async (options: SecondServerOptions): Promise<SecondServer> => {
  const { promise: issuer, resolve: tellIssuer } = Promise.withResolvers<string>();
  const parts = {
    contract: readContract(contractFile, (id) => Object.hasOwn(operations, id)),
    state: newState(options.setupToken, Date.now()),
    breaks: options.breaks ?? new Set(),
    hookSecret: options.hookSecret,
    replays: new Map(),
  };
  const server = createServer(async (request, response) => {
    await serve({ ...parts, issuer: await issuer }, request, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const code = error.code === 'HPE_HEADER_OVERFLOW' ? 'header_too_large' : 'invalid_request';
    if (socket.writable) socket.end(rawProblem(parts.contract, code));
  });
  await listen(server, options.port);
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  tellIssuer(url.origin);
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

/** The trace of the request (W3C Trace Context §3.2), or a new one where it has none that is valid. */
const traceIdOf = (traceparent: unknown): string => {
  const [, id = '', parent = ''] =
    /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(String(traceparent)) ?? [];
  return /[^0]/.test(id) && /[^0]/.test(parent) ? id : randomBytes(16).toString('hex');
};

/** The clock hook: one request, forwards only, and only for whoever knows the secret. */
const shiftOf = ({ headers }: IncomingMessage, secret: string | undefined): number => {
  const [, seconds, signature] = /^(\d{1,12})\.([0-9a-f]{64})$/.exec(String(headers['latchkey-test-clock'])) ?? [];
  if (secret === undefined || seconds === undefined || signature === undefined) return 0;
  const right = createHmac('sha256', secret).update(seconds).digest();
  return timingSafeEqual(right, Buffer.from(signature, 'hex')) ? Number(seconds) * 1_000 : 0;
};

const serve = async (service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const traceId = traceIdOf(request.headers.traceparent);
  const now = Date.now() + shiftOf(request, service.hookSecret);
  const respond = (answer: Answer, type = 'application/json'): void => {
    for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
    response.setHeader('Traceparent', `00-${traceId}-${randomBytes(8).toString('hex')}-01`);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', 'no-store');
    response.statusCode = answer.status;
    if (answer.body === undefined) {
      if (answer.status === 200) response.setHeader('Content-Length', 0);
      response.end();
      return;
    }
    const text = Buffer.from(JSON.stringify(answer.body));
    response.setHeader('Content-Type', type);
    response.setHeader('Content-Length', text.byteLength);
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const at = service.contract.at(path);
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
  const operation = at.operations.find((one) => one.method === method);
  try {
    if (path === '/dev/outbox.json' && isOutboxOpen(service, request)) {
      respond({ status: 200, body: { data: service.state.mails.toReversed() } });
      return;
    }
    if (at.operations.length === 0) throw new Refusal('not_found');
    if (operation === undefined) throw new Refusal('method_not_allowed', { allow: allowOf(at.operations) });
    respond(await answerTo({ service, request, operation, values: at.values, query, now, traceId }));
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal('internal_error');
    if (refusal !== error) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    const isForm = operation?.body?.type === 'application/x-www-form-urlencoded';
    respond(
      problem(service, refusal, { operation, now, traceId }),
      isForm ? 'application/json' : 'application/problem+json',
    );
  }
};

const isOutboxOpen = ({ hookSecret }: Service, { headers, method }: IncomingMessage): boolean =>
  method === 'GET' && hookSecret !== undefined && headers['latchkey-test-hooks'] === hookSecret;

const allowOf = (offered: readonly Operation[]): string =>
  offered.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');

interface Arrival {
  readonly service: Service;
  readonly request: IncomingMessage;
  readonly operation: Operation;
  readonly values: readonly string[];
  readonly query: string;
  readonly now: number;
  readonly traceId: string;
}

/** The order of refusals is the contract's: size, media type, credentials, contract, workspace, permission, replay, and then the operation itself. */
const answerTo = async (arrival: Arrival): Promise<Answer> => {
  const { service, request, operation, now, traceId } = arrival;
  const bytes = await readBody(request, operation);
  requireMediaTypes(request, operation, bytes);
  const principal = authenticate(arrival);
  const query = readQuery(service.contract, operation, arrival.query);
  const headers = readHeaders(service.contract, operation, request);
  const body = operation.body === undefined ? refuseBody(bytes) : readJson(service.contract, operation.body, bytes);
  if (operation.permission === 'operator' && !(principal?.kind === 'session' && principal.user.isOperator))
    throw new Refusal('insufficient_permissions');
  const path = pathValues(arrival);
  const workspace = operation.permission === 'operator' ? undefined : findWorkspace(arrival, path.workspace, principal);
  if (principal !== undefined) requirePermission(service, operation, { principal, workspace, path, now });

  const call: Call = {
    state: service.state,
    breaks: service.breaks,
    issuer: service.issuer,
    contract: service.contract.document,
    now,
    traceId,
    isHead: request.method === 'HEAD',
    path,
    query,
    headers,
    body,
    isFromOwnSite: () => isFromOwnSite(request, service.issuer),
    get principal() {
      if (principal === undefined) throw new RangeError(`${operation.id} needs nobody`);
      return principal;
    },
    get workspace() {
      if (workspace === undefined) throw new RangeError(`${operation.id} is about no workspace`);
      return workspace;
    },
  };
  const run = operations[operation.id];
  if (run === undefined) throw new RangeError(`nobody has written ${operation.id}`);
  const answer = await onlyOnce(arrival, principal, bytes, async () => {
    const given = await run(call);
    if (principal !== undefined) noteUse(principal, now);
    return given;
  });
  return answerIfChanged(answer, headers['if-none-match']);
};

/** A public document has a tag, and nobody is sent again what they have. */
const answerIfChanged = (answer: Answer, known: string | undefined): Answer => {
  if (answer.status !== 200 || !answer.headers?.['Cache-Control']?.startsWith('max-age')) return answer;
  const etag = `"${createHash('sha256').update(JSON.stringify(answer.body)).digest('base64url')}"`;
  const headers = { ...answer.headers, ETag: etag };
  const isKnown = known?.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, ''))) === true;
  return isKnown ? { status: 304, headers } : { ...answer, headers };
};

const authenticate = ({ service, request, operation, now }: Arrival): Principal | undefined => {
  if (operation.credentials.length === 0) return undefined;
  const presented = presentedIn(request);
  const [first] = presented;
  if (first === undefined) throw new Refusal('authentication_required');
  const principals = presented.map((one) => identifyHere(service, one, now));
  const [principal] = principals;
  if (new Set(presented.map(({ value }) => value)).size > 1 && !areOneSession(presented, principals))
    throw new Refusal('multiple_credentials');
  if (principal === undefined) throw new Refusal(isMeantAsApiToken(first) ? 'invalid_api_key' : 'invalid_token');
  const isSafe = ['GET', 'HEAD'].includes(request.method ?? '');
  if (presented.every(({ place }) => place === 'cookie') && !isSafe && !isFromOwnSite(request, service.issuer))
    throw new Refusal('cross_site_request');
  const isAccessToken = principal.via.claims !== undefined;
  const kind = principal.kind === 'session' && isAccessToken ? 'access_token' : principal.kind;
  const isOperators = operation.credentials.includes('operator') && principal.kind === 'session';
  if (!isOperators && !operation.credentials.includes(kind)) throw new Refusal('insufficient_permissions');
  return principal;
};

const isMeantAsApiToken = ({ place, value }: PresentedText): boolean =>
  place === 'api_key_header' || looksLikeApiToken(value);

/** Only what belongs there counts in a header that is for one kind. */
const identifyHere = (
  { state, breaks }: Service,
  { value, place }: PresentedText,
  now: number,
): Principal | undefined => {
  const principal = identify(state, value, { now, place, breaks });
  const isAccessToken = principal?.via.claims !== undefined;
  if (place === 'api_key_header' && (isAccessToken || principal?.kind === 'session')) return undefined;
  if (place === 'token_header' && !isAccessToken) return undefined;
  if (place === 'cookie' && (isAccessToken || principal?.kind !== 'session')) return undefined;
  return principal;
};

/** An access token may stand beside the cookie of its own session. */
const areOneSession = (
  presented: readonly PresentedText[],
  principals: readonly (Principal | undefined)[],
): boolean => {
  const sessions = new Set(principals.map((one) => (one?.kind === 'session' ? one.session.id : undefined)));
  const hasCookie = presented.some(({ place }) => place === 'cookie');
  const others = principals.filter((_, index) => presented[index]?.place !== 'cookie');
  return (
    sessions.size === 1 && !sessions.has(undefined) && hasCookie && others.every((one) => one?.via.claims !== undefined)
  );
};

const pathValues = ({ operation, values }: Arrival): Call['path'] => {
  try {
    const names = operation.template.flatMap((part, index) =>
      part.startsWith('{') ? [[part.slice(1, -1), decodeURIComponent(values[index] ?? '')] as const] : [],
    );
    return Object.fromEntries(names);
  } catch {
    throw new Refusal('not_found');
  }
};

/** Whoever may not know of the workspace is answered as if it were not there. */
const findWorkspace = (
  { service }: Arrival,
  wanted: string | undefined,
  principal: Principal | undefined,
): Workspace | undefined => {
  if (wanted === undefined || principal === undefined) return undefined;
  const workspace = service.state.workspaces.find(
    ({ id, slug, isDeleted }) => !isDeleted && (id === wanted || slug === wanted),
  );
  if (workspace === undefined) throw new Refusal('not_found');
  if (!mayKnow(principal, workspace))
    throw new Refusal(service.breaks.has('outsiders-are-told-403') ? 'insufficient_permissions' : 'not_found');
  if (workspace.isSuspended) throw new Refusal('workspace_suspended');
  return workspace;
};

/** Own membership needs no permission: to look at it, and to leave. */
const ownAffairs = ['getMember', 'removeMember'];

const requirePermission = (
  { state, breaks }: Service,
  { id, permission }: Operation,
  asked: {
    readonly principal: Principal;
    readonly workspace: Workspace | undefined;
    readonly path: Call['path'];
    readonly now: number;
  },
): void => {
  const { principal, workspace, path } = asked;
  if (typeof permission === 'string' || principal.kind === 'service_key') return;
  if (ownAffairs.includes(id) && principal.kind === 'session' && path.user_id === principal.user.id) return;
  const place = workspace ?? (principal.kind === 'workspace_key' ? principal.workspace : undefined);
  if (place?.isSuspended === true) throw new Refusal('workspace_suspended');
  const resource = permission.resource.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'workspace' ? (place?.id ?? '') : (path[name] ?? ''),
  );
  const required = { action: permission.action, resource };
  const decision = decide(
    state,
    principal,
    { ...required, workspace: place, environment: undefined, fields: [], attributes: {} },
    breaks,
  );
  if (decision.code !== 'allowed') throw new Refusal('insufficient_permissions', { required });
};

const dayMilliseconds = 86_400_000;

/** The same answer, byte for byte, to whoever repeats a request with its key. */
const onlyOnce = async (
  arrival: Arrival,
  principal: Principal | undefined,
  bytes: Buffer,
  run: () => Promise<Answer>,
): Promise<Answer> => {
  const { service, request, operation, now } = arrival;
  const given = request.headers['idempotency-key']?.toString().replace(/^"(.*)"$/, '$1');
  if (
    given === undefined ||
    principal === undefined ||
    !operation.parameters.some(({ name }) => name === 'Idempotency-Key')
  )
    return run();
  const caller = principal.kind === 'session' ? principal.user.id : principal.token.id;
  const scope = JSON.stringify([caller, operation.id, request.url, given]);
  const known = service.replays.get(scope);
  const body = bytes.toString('base64');
  if (known !== undefined && now - known.at < dayMilliseconds) {
    if (known.body !== body) throw new Refusal('idempotency_key_reused');
    return known.answer;
  }
  const answer = await run();
  service.replays.set(scope, { body, at: now, answer });
  return answer;
};
