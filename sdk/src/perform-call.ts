import type { CallOptions } from './connection.ts';
import { isLatchkeyError, type LatchkeyError, NetworkError } from './errors.ts';
import { rememberEtag } from './etags.ts';
import type { OperationTraits } from './operation.ts';
import { randomHex } from './random-hex.ts';
import type { TokenSource } from './tokens/token-source.ts';
import { abortable } from './transport/abortable.ts';
import type { Network } from './transport/attempt.ts';
import { authorizing } from './transport/authorizing.ts';
import { startDeadline } from './transport/deadline.ts';
import { errorFromAnswer, errorFromUnreadableBody } from './transport/error-from-answer.ts';
import type { Outgoing } from './transport/exchange.ts';
import { sending } from './transport/sending.ts';
import { outgoing, type WireRequest } from './transport/wire-request.ts';

export interface CallParts extends Network {
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

/** What the session's own requests ask for beyond what callers may. */
export interface CallTerms extends CallOptions {
  /** A second arrival has no second effect, although neither the method nor the contract shows it. */
  readonly repeatable?: true;
  readonly attemptTimeoutMs?: number;
}

/** One call: token → ky → network, and back as data or as one typed error. */
export async function performCall(
  request: WireRequest,
  traits: OperationTraits,
  { signal, timeoutMs, repeatable, attemptTimeoutMs }: CallTerms,
  tokens: TokenSource,
  parts: CallParts,
): Promise<unknown> {
  const { baseUrl, clock } = parts;
  const sent = named(outgoing(baseUrl, request), traits);
  const allowedMs = timeoutMs ?? parts.timeoutMs;
  const deadline = startDeadline(allowedMs, signal);
  const send = sending(
    {
      repeatable: repeatable ?? traits.repeatable ?? traits.takesIdempotencyKey ?? false,
      attemptTimeoutMs,
      deadlineAt: clock.now() + allowedMs,
      signal: deadline.signal,
    },
    parts,
  );
  const exchange = traits.open ? send : authorizing(tokens, deadline.signal, send);

  const answered = exchange(sent).then((response) => read(response, traits, clock.now()));
  // A `fetch` or a token source that ignores its signal holds nobody up.
  return abortable(answered, deadline.signal)
    .catch((cause: unknown) => {
      deadline.signal.throwIfAborted();
      throw asLatchkeyError(cause);
    })
    .finally(deadline.end);
}

/** A creation has a name, kept over all its attempts: the caller's own, or one that is made. */
const named = (sent: Outgoing, { takesIdempotencyKey }: OperationTraits): Outgoing =>
  takesIdempotencyKey ? { ...sent, headers: { 'Idempotency-Key': randomHex(16), ...sent.headers } } : sent;

async function read(response: Response, { answersText }: OperationTraits, now: number): Promise<unknown> {
  if (!response.ok) throw errorFromAnswer(response, await problemOf(response), now);
  try {
    const text = await response.text();
    if (answersText) return text;
    const data: unknown = text === '' ? undefined : JSON.parse(text);
    rememberEtag(data, response.headers.get('etag'));
    return data;
  } catch (cause) {
    throw errorFromUnreadableBody(response, cause);
  }
}

/** Whatever can be read of a refusal; a proxy's page is no problem document, and the status says enough. */
const problemOf = (response: Response): Promise<unknown> => response.json().catch(() => undefined);

const asLatchkeyError = (cause: unknown): LatchkeyError =>
  isLatchkeyError(cause)
    ? cause
    : new NetworkError('No answer came from the service.', { code: 'network_error', cause });
