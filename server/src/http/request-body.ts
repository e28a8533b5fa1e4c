import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../errors/service-error.ts';
import { parseForm } from './form-body.ts';

/** What the read step found. A syntax error waits for validation, because 401 and 429 come before 400. */
export interface RequestBody {
  readonly value: unknown;
  /** The bytes as they came: what an Idempotency-Key is compared by. */
  readonly bytes: Buffer;
  readonly syntaxError: string | undefined;
}

export const noBody: RequestBody = { value: undefined, bytes: Buffer.alloc(0), syntaxError: undefined };

/** What an operation reads its body as. */
export type BodyForm = 'json' | 'form';

interface MediaType {
  readonly name: string;
  readonly pattern: RegExp;
  readonly parse: (text: string) => unknown;
  readonly malformed: string;
}

/** Anything else is refused before it is read: a form or text body never reaches a JSON operation (a cross-site form post). */
const mediaTypes: { readonly [Form in BodyForm]: MediaType } = {
  json: {
    name: 'application/json',
    pattern: /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i,
    parse: JSON.parse,
    malformed: 'The body is not well-formed JSON in UTF-8.',
  },
  form: {
    name: 'application/x-www-form-urlencoded',
    pattern: /^application\/x-www-form-urlencoded\s*(?:;\s*charset="?utf-8"?\s*)?$/i,
    parse: parseForm,
    malformed: 'The body is not a well-formed form in UTF-8.',
  },
};
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a body of at most `limit` bytes in the one form that the operation takes.
 * @throws {ServiceError} 415 another media type or a content coding · 413 too large, before the rest is buffered
 */
export async function readBody(request: IncomingMessage, limit: number, form: BodyForm = 'json'): Promise<RequestBody> {
  const mediaType = mediaTypes[form];
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

  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return parse(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks), mediaType);
}

function parse(bytes: Buffer, mediaType: MediaType): RequestBody {
  try {
    return { value: mediaType.parse(utf8.decode(bytes)), bytes, syntaxError: undefined };
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
