import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { OperationId } from '../operation/operation.ts';

/** A strong validator of exactly these bytes (RFC 9110 §8.8.3). */
export const entityTag = (body: string): string => `"${hash('sha256', body, 'base64url').slice(0, 27)}"`;

/** RFC 9110 §13.1.2: whether the caller already holds this representation. Weak comparison, as If-None-Match asks. */
export function isNotModified(headers: IncomingHttpHeaders, etag: string): boolean {
  const held = headers['if-none-match'];
  if (held === undefined) return false;
  if (held.trim() === '*') return true;
  return held.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
}

/** What everybody may read and keep. Nothing else is answered with 304: an answer for one caller is never kept. */
export const publicDocuments: ReadonlySet<OperationId> = new Set<OperationId>([
  'getCatalog',
  'getJwks',
  'getOpenapi',
  'getServerMetadata',
]);
