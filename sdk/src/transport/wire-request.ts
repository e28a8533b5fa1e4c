import { ValidationError } from '../errors.ts';
import type { Outgoing } from './exchange.ts';

/** What a function of hey-api's is called with. */
export interface WireOptions {
  readonly client: typeof describing;
  readonly body?: unknown;
  readonly path?: unknown;
  readonly query?: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What it wants to send. */
export interface WireRequest {
  readonly method: string;
  /** A template: `/v1/workspaces/{workspace}`. */
  readonly url: string;
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Outgoing['searchParams'];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Present where the body is a form. */
  readonly bodySerializer?: (body: unknown) => string;
}

const asked =
  (method: string) =>
  (options: Omit<WireRequest, 'method'>): WireRequest => ({ ...options, method });

/** Stands in for hey-api's client: tells what it was asked to send and sends nothing. */
export const describing = {
  get: asked('GET'),
  post: asked('POST'),
  put: asked('PUT'),
  patch: asked('PATCH'),
  delete: asked('DELETE'),
};

/** The request as it goes out. */
export function outgoing(
  baseUrl: string,
  { method, url, path, query, headers, body, bodySerializer }: WireRequest,
): Outgoing {
  const { 'Content-Type': _, ...others } = headers;
  const target = {
    method,
    url: baseUrl + url.replace(/\{(\w+)\}/g, (_, name: string) => segment(name, path?.[name])),
    searchParams: query,
    headers: body === undefined ? others : headers,
  };
  return bodySerializer ? { ...target, body: bodySerializer(body) } : { ...target, json: body };
}

/**
 * A URL forgets an empty segment and walks along `.` and `..`, which no escaping prevents, so such a value would reach
 * another operation than the one that was called.
 */
function segment(name: string, value: unknown): string {
  const text = String(value ?? '');
  if (!['', '.', '..'].includes(text)) return encodeURIComponent(text);
  const detail = `The path parameter ${name} must not be ${JSON.stringify(text)}.`;
  throw new ValidationError(detail, {
    code: 'invalid_path_parameter',
    errors: [{ pointer: `/path/${name}`, code: 'invalid', detail }],
  });
}
