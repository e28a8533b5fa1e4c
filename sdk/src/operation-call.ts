import type { Clock } from './clock.ts';
import { isLatchkeyError, type LatchkeyError, NetworkError, ValidationError } from './errors.ts';
import type { Client as GeneratedClient } from './generated/client/index.ts';
import { randomHex } from './random-hex.ts';
import type { ServerClock } from './tokens/server-clock.ts';
import type { TokenSource } from './tokens/token-source.ts';
import { abortable } from './transport/abortable.ts';
import { authorizing } from './transport/authorizing.ts';
import { startDeadline } from './transport/deadline.ts';
import { errorFromAnswer, errorFromUnreadableBody } from './transport/error-from-answer.ts';
import type { Exchange } from './transport/exchange.ts';
import { retrying } from './transport/retrying.ts';
import { sendOnce } from './transport/send-once.ts';

/** A function of the generated client: one operation of the contract. */
export type Operation = (options: never) => Promise<unknown>;

type OptionsOf<O extends Operation> = NonNullable<Parameters<O>[0]>;

export interface CallOptions {
  /** Ends this call. It then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Over all attempts and waits of the call, in milliseconds. Absent means the client's `timeoutMs`. */
  readonly timeoutMs?: number;
}

/** What an operation is called with: the members of its request as the contract names them, and how to carry it out. */
export type Input<O extends Operation> = Pick<OptionsOf<O>, Extract<keyof OptionsOf<O>, 'body' | 'path' | 'query'>> &
  CallOptions;

/** The body of the operation's success. Everything else is thrown. */
export type Result<O extends Operation> =
  Awaited<ReturnType<O>> extends infer Answer
    ? Answer extends { data: infer Data }
      ? Exclude<Data, undefined>
      : never
    : never;

/** What is known of an operation beyond its generated function. */
export interface OperationTraits {
  /** It takes an `Idempotency-Key`: this one, or one that is made for the call. */
  readonly idempotencyKey?: string | 'generated';
  /** It changes nothing although its method may, so that it can be sent again. */
  readonly readsOnly?: true;
}

export interface CallParts {
  readonly generated: GeneratedClient;
  readonly fetch: typeof globalThis.fetch;
  readonly origin: string;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  readonly timeoutMs: number;
}

/** What the generated function answers when it is told not to throw. */
interface Answer {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response?: Response;
}

interface GeneratedOptions {
  readonly client: GeneratedClient;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  readonly auth: () => undefined;
  readonly kyOptions: { readonly fetch: Exchange };
}

/** One call: generated operation → token → attempts → network, and back as data or as one typed error. */
export async function callOperation<O extends Operation>(
  operation: O,
  { signal, timeoutMs, ...request }: Input<O>,
  traits: OperationTraits,
  tokens: TokenSource,
  parts: CallParts,
): Promise<Result<O>> {
  refuseStrayPath(request);
  const allowedMs = timeoutMs ?? parts.timeoutMs;
  const deadline = startDeadline(allowedMs, signal);
  const deadlineAt = parts.clock.now() + allowedMs;
  const send = sendOnce(parts, deadline.signal);
  // The generated client asks for a credential exactly where the contract names one.
  let needsToken = false;

  const exchange: Exchange = (sent) => {
    const attempts = retrying(
      { repeatable: isRepeatable(sent, traits), deadlineAt, signal: deadline.signal },
      parts.clock,
      send,
    );
    const authorized = authorizing({ tokens, origin: parts.origin, signal: deadline.signal }, attempts);
    return needsToken ? authorized(sent) : attempts(sent);
  };

  const perform = operation as Operation as (options: GeneratedOptions) => Promise<Answer>;
  const answered = perform({
    ...request,
    client: parts.generated,
    signal: deadline.signal,
    ...(traits.idempotencyKey && { headers: { 'Idempotency-Key': keyFor(traits.idempotencyKey) } }),
    auth: () => {
      needsToken = true;
      return undefined;
    },
    kyOptions: { fetch: exchange },
  });
  // Whatever the transport makes of the signal, the call ends with it.
  const { data, error, response } = await abortable(answered, deadline.signal).catch(
    (reason: unknown): Answer => ({ error: reason }),
  );

  if (response?.ok && error === undefined) return (response.status === 204 ? undefined : data) as Result<O>;
  signal?.throwIfAborted();
  if (deadline.hasPassed()) throw timedOut(allowedMs, error);
  if (response === undefined) throw asLatchkeyError(error);
  throw response.ok ? errorFromUnreadableBody(response, error) : errorFromAnswer(response, error, parts.clock.now());
}

/** Methods whose requests may arrive twice (RFC 9110 §9.2.2). A creation may too, if its key names it. */
const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

const isRepeatable = (request: Request, traits: OperationTraits): boolean =>
  traits.readsOnly === true || idempotentMethods.has(request.method) || request.headers.has('idempotency-key');

/** One name for the creation, kept over all its attempts. */
const keyFor = (key: string): string => (key === 'generated' ? randomHex(16) : key);

/**
 * A URL forgets an empty segment and walks along `.` and `..`, which no escaping prevents, so such a value would reach
 * another operation than the one that was called.
 */
function refuseStrayPath(request: { readonly path?: unknown }): void {
  for (const [name, value] of Object.entries(request.path ?? {})) {
    if (!['', '.', '..'].includes(String(value))) continue;
    const detail = `The path parameter ${name} must not be ${JSON.stringify(value)}.`;
    throw new ValidationError(detail, {
      code: 'invalid_path_parameter',
      errors: [{ pointer: `/path/${name}`, code: 'invalid', detail }],
    });
  }
}

const timedOut = (allowedMs: number, cause: unknown): NetworkError =>
  new NetworkError(`No answer within ${allowedMs} ms.`, { code: 'timeout', cause });

const asLatchkeyError = (cause: unknown): LatchkeyError =>
  isLatchkeyError(cause)
    ? cause
    : new NetworkError('The service could not be reached.', { code: 'network_error', cause });
