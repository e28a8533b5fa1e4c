import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../errors/registry.gen.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Services } from '../service.ts';
import { problemDetails } from './problem-details.ts';
import { readTrace } from './trace.ts';

/** What Node's parser refuses is answered in the same form as everything else, and the connection ends. */
export const unreadableRequest =
  ({ config, clock }: Services) =>
  (error: Error, socket: Duplex): void => {
    if (!socket.writable) return void socket.destroy();
    const refusal = new ServiceError(codeOf(error), { detail: 'The request could not be read as HTTP/1.1.' });
    const trace = readTrace(undefined);
    const body = JSON.stringify(
      problemDetails(refusal, { issuer: config.issuer, traceId: trace.traceId, now: clock.now() }),
    );
    socket.end(
      [
        `HTTP/1.1 ${refusal.status} ${refusal.status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}`,
        'Content-Type: application/problem+json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Cache-Control: no-store',
        'X-Content-Type-Options: nosniff',
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
        'Referrer-Policy: no-referrer',
        ...(config.issuer.startsWith('https:')
          ? ['Strict-Transport-Security: max-age=31536000; includeSubDomains']
          : []),
        `Traceparent: ${trace.traceparent}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  };

const codeOf = (error: Error): ErrorCode =>
  'code' in error && error.code === 'HPE_HEADER_OVERFLOW' ? 'header_too_large' : 'invalid_request';
