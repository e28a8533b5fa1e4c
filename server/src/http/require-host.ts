import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../errors/service-error.ts';

/** RFC 9112 §3.2: a request of HTTP/1.1 without a Host is refused. @throws {ServiceError} 400 `invalid_request` */
export function requireHost({ headers, httpVersion }: IncomingMessage): void {
  if (headers.host === undefined && httpVersion === '1.1')
    throw new ServiceError('invalid_request', { detail: 'A request of HTTP/1.1 names its Host.' });
}
