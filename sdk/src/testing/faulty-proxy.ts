import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http';
import { refusalOf } from '../guard/refusal.ts';
import { randomHex } from '../random-hex.ts';

/**
 * - `lost_answer`: the service does what was asked, and the connection breaks off before its answer arrives
 * - `slow`: the service does what was asked, and its answer does not arrive as long as the caller waits
 * - `rate_limit_exceeded`: 429 with `Retry-After: 1`, and the service does not see the request
 * - `unavailable`: 503 with `Retry-After: 1`, and the service does not see the request
 */
export type Failure = 'lost_answer' | 'slow' | 'rate_limit_exceeded' | 'unavailable';

/** What the requests of an operation look like. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
}

export interface FaultyProxy {
  readonly url: string;
  /** From now on requests go to the service there. */
  forwardTo(url: string): void;
  /** The next requests of a route fail. */
  fail(route: Route, how: Failure, times: number): void;
  close(): Promise<void>;
}

interface Planned {
  readonly route: Route;
  readonly how: Failure;
  left: number;
}

export interface FaultyProxyOptions {
  /** Added to every request. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** What the `Date` of every answer says. Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Stands before the service, so that whoever speaks to it, a browser or another process too, can be let down on the wire. There is
 * no code for faults in the service itself.
 */
export async function startFaultyProxy({ headers, now }: FaultyProxyOptions): Promise<FaultyProxy> {
  const planned: Planned[] = [];
  let target = '';

  const server = createServer((request, response) => {
    const failure = takeFailure(planned, request);
    if (failure === 'rate_limit_exceeded' || failure === 'unavailable') return refuse(response, failure);
    forward(request, response, failure);
  });

  function refuse(response: ServerResponse, code: 'rate_limit_exceeded' | 'unavailable'): void {
    const reason = { code, retryAfterSeconds: 1 };
    const { status, headers, problem } = refusalOf(reason, { baseUrl: url, traceId: randomHex(16), now: now() });
    response.writeHead(status, { ...headers, date: new Date(now()).toUTCString() }).end(JSON.stringify(problem));
  }

  function forward(
    request: IncomingMessage,
    response: ServerResponse,
    failure: 'lost_answer' | 'slow' | undefined,
  ): void {
    const added = Object.entries(headers()).flat();
    const forwarded = sendRequest(
      new URL(request.url ?? '/', target),
      // A connection of its own: one that the service is about to close would be a fault that nobody asked for.
      { method: request.method ?? 'GET', headers: [...request.rawHeaders, ...added], agent: false },
      (answer) => {
        if (failure !== undefined) {
          answer.resume();
          if (failure === 'lost_answer') answer.once('end', () => response.destroy());
          return;
        }
        const kept = { ...answer.headers, date: new Date(now()).toUTCString() };
        response.writeHead(answer.statusCode ?? 502, kept);
        answer.pipe(response);
      },
    );
    forwarded.once('error', () => response.destroy());
    request.pipe(forwarded);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The proxy listens on no port.');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    forwardTo(next) {
      target = next;
    },
    fail: (route, how, times) => void planned.push({ route, how, left: times }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function takeFailure(planned: Planned[], { method, url = '/' }: IncomingMessage): Failure | undefined {
  const [path = '/'] = url.split('?');
  const found = planned.find(({ route, left }) => left > 0 && route.method === method && route.path.test(path));
  if (found === undefined) return undefined;
  found.left -= 1;
  return found.how;
}
