import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { createGate } from './gate.ts';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; text as it is. */
  readonly body?: unknown;
}

/** What a route does with a request. `'hang up'` breaks the connection off without an answer. */
export type Script = (seen: Seen) => Answer | 'hang up' | Promise<Answer | 'hang up'>;

export interface FakeServer {
  readonly url: string;
  /** Requests of one route (`GET /v1/me`) in the order of their arrival. */
  requests(route: string): readonly Seen[];
  /** Resolves when a route has seen that many requests. */
  arrival(route: string, count?: number): Promise<void>;
  /** Resolves when the client has broken off a request of the route before its answer. */
  hangUp(route: string): Promise<void>;
  script(route: string, script: Script): void;
  /** What the route does now. */
  scriptOf(route: string): Script;
  /** The route goes on doing its work, and keeps its next answers back until they are let go. */
  holdAnswers(route: string, count?: number): { letGo(): void };
}

/** A server on a real socket whose answers are scripted by route. Its `Date` header follows the clock it is given. */
export async function startFakeServer(
  t: TestContext,
  clock: { now(): number },
  routes: Readonly<Record<string, Script>> = {},
): Promise<FakeServer> {
  const scripts = new Map(Object.entries(routes));
  const seenByRoute = new Map<string, Seen[]>();
  const waiting: { readonly route: string; readonly count: number; readonly resolve: () => void }[] = [];
  const requests = (route: string): Seen[] => seenByRoute.get(route) ?? [];
  const hangUps = new Map<string, PromiseWithResolvers<void>>();
  const hangUpOf = (route: string): PromiseWithResolvers<void> => {
    const hangUp = hangUps.get(route) ?? Promise.withResolvers<void>();
    hangUps.set(route, hangUp);
    return hangUp;
  };

  const server = createServer(async (request, response) => {
    const seen = await readRequest(request);
    const route = `${seen.method} ${seen.path.split('?')[0]}`;
    seenByRoute.set(route, [...requests(route), seen]);
    for (const one of waiting) if (one.route === route && requests(route).length >= one.count) one.resolve();

    response.on('close', () => {
      if (!response.writableEnded) hangUpOf(route).resolve();
    });
    const answer = await (scripts.get(route) ?? nothingHere)(seen);
    if (answer === 'hang up') return void request.socket.destroy();
    const { status = 200, headers = {}, body } = answer;
    response.sendDate = false;
    response.writeHead(status, {
      date: new Date(clock.now()).toUTCString(),
      ...(body !== undefined && { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' }),
      ...headers,
    });
    response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  const scriptOf = (route: string): Script => scripts.get(route) ?? nothingHere;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    arrival: (route, count = 1) =>
      requests(route).length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ route, count, resolve });
          }),
    hangUp: (route) => hangUpOf(route).promise,
    scriptOf,
    holdAnswers(route, count = Number.POSITIVE_INFINITY) {
      const gate = createGate();
      const script = scriptOf(route);
      let held = 0;
      scripts.set(route, async (seen) => {
        const answer = await script(seen);
        held += 1;
        if (held <= count) await gate.passed;
        return answer;
      });
      return { letGo: gate.open };
    },
    script: (route, script) => {
      scripts.set(route, script);
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<Seen> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
}

const nothingHere: Script = () => ({ status: 404, body: problem(404, 'not_found') });

export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Problem details as the service writes them. */
export const problem = (status: number, code: string, more: object = {}): object => ({
  type: `https://auth.example/docs/errors/${code}`,
  title: code,
  status,
  detail: `Refused: ${code}.`,
  code,
  message: `Refused: ${code}.`,
  trace_id: traceId,
  timestamp: '2026-01-15T12:00:00.000Z',
  service: 'latchkey',
  ...more,
});

export const refusal = (status: number, code: string, headers: Answer['headers'] = {}, more: object = {}): Answer => ({
  status,
  headers,
  body: problem(status, code, more),
});

/** A 401 that rejects the credential it was sent. */
export const rejection = (): Answer =>
  refusal(401, 'invalid_token', { 'www-authenticate': 'Bearer realm="latchkey", error="invalid_token"' });
