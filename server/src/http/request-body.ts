import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../errors/service-error.ts';
import { operationTable } from '../generated/operations.gen.ts';
import type { OperationId } from '../operation/operation.ts';
import { parseForm } from './form-body.ts';
import { repeatsMember } from './repeated-members.ts';

/** What the read step found. A syntax error waits for validation, because 401 and 429 come before 400. */
export interface RequestBody {
  readonly value: unknown;
  /** The bytes as they came: what an Idempotency-Key is compared by. */
  readonly bytes: Buffer;
  readonly syntaxError: string | undefined;
}

/** Operations that take many things at once, and so a larger body. */
const batches: ReadonlySet<OperationId> = new Set<OperationId>(['evaluateBatch', 'recordAuditEvents']);

/** How many bytes the body of an operation may have. */
const limitOf = (id: OperationId): number => (batches.has(id) ? 1024 * 1024 : 64 * 1024);

export const noBody: RequestBody = { value: undefined, bytes: Buffer.alloc(0), syntaxError: undefined };

/** What an operation reads its body as. */
type BodyForm = 'json' | 'form';

interface MediaType {
  readonly name: string;
  readonly pattern: RegExp;
  readonly parse: (text: string) => unknown;
  readonly malformed: string;
  /** What is wrong with a text that parses. */
  readonly complaint: (text: string) => string | undefined;
}

/** Anything else is refused before it is read: a form or text body never reaches a JSON operation (a cross-site form post). */
const mediaTypes: { readonly [Form in BodyForm]: MediaType } = {
  json: {
    name: 'application/json',
    pattern: /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i,
    parse: JSON.parse,
    malformed: 'The body is not well-formed JSON in UTF-8.',
    complaint: (text) => (repeatsMember(text) ? 'The body names a member of an object twice.' : undefined),
  },
  form: {
    name: 'application/x-www-form-urlencoded',
    pattern: /^application\/x-www-form-urlencoded\s*(?:;\s*charset="?utf-8"?\s*)?$/i,
    parse: parseForm,
    malformed: 'The body is not a well-formed form in UTF-8.',
    complaint: () => undefined,
  },
};
/** A byte order mark is kept, and so refused by the parser: RFC 8259 §8.1 allows none. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a body in the one form that the operation takes, if it takes any.
 * @throws {ServiceError} 415 another media type or a content coding · 413 too large, before the rest is buffered
 */
export function readBody(request: IncomingMessage, id: OperationId): RequestBody | Promise<RequestBody> {
  const { takes } = operationTable[id];
  return takes === 'nothing' ? noBody : readAs(mediaTypes[takes], request, limitOf(id));
}

async function readAs(mediaType: MediaType, request: IncomingMessage, limit: number): Promise<RequestBody> {
  const { headers } = request;
  const isEmpty =
    headers['content-length'] === '0' ||
    (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined);
  if (isEmpty) return noBody;
  if (!mediaType.pattern.test(headers['content-type'] ?? '') || headers['content-encoding'] !== undefined) {
    throw new ServiceError('unsupported_media_type', {
      detail: `The body must be ${mediaType.name} in UTF-8, without a content coding.`,
    });
  }
  if (Number(headers['content-length']) > limit) throw tooLarge(limit);

  return parse(await readBytes(request, limit), mediaType);
}

/** By plain listeners: an asynchronous iterator over the stream costs as much as parsing and checking the body does. */
function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) return void chunks.push(chunk);
      request.pause();
      reject(tooLarge(limit));
    });
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('error', (error) =>
      reject(new ServiceError('invalid_request', { detail: 'The request ended too early.', cause: error })),
    );
  });
}

function parse(bytes: Buffer, mediaType: MediaType): RequestBody {
  try {
    const text = utf8.decode(bytes);
    return { value: mediaType.parse(text), bytes, syntaxError: mediaType.complaint(text) };
  } catch {
    // The parser's own message quotes the input, which may hold a password.
    return { value: undefined, bytes, syntaxError: mediaType.malformed };
  }
}

/** @throws {ServiceError} 400 `invalid_request` for a body that could not be parsed */
export function requireWellFormed({ syntaxError }: RequestBody): void {
  if (syntaxError === undefined) return;
  throw new ServiceError('invalid_request', {
    detail: syntaxError,
    errors: [{ pointer: '/body', code: 'syntax', detail: syntaxError }],
  });
}

const tooLarge = (limit: number): ServiceError =>
  new ServiceError('payload_too_large', { detail: `The body may have at most ${limit} bytes.` });
