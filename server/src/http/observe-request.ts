import type { Context as Http } from 'koa';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';

/** What the path of a request leaves for its log line. */
export interface RequestNotes {
  operation?: string;
  traceId?: string;
}

/**
 * One line and one measurement for each request. The line has the operation and never the path or a header, which may carry
 * what people should have sent elsewhere. What succeeds is told at debug only, so that a busy service does not write all day.
 */
export async function observeRequest(
  http: Http,
  serve: () => Promise<void>,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
): Promise<void> {
  const startedAt = performance.now();
  try {
    await serve();
  } finally {
    const milliseconds = performance.now() - startedAt;
    const { operation = 'none', traceId } = http.state as RequestNotes;
    metrics.observeRequest(operation, http.status, milliseconds / 1_000);
    logger[levelOf(http.status)](
      {
        trace_id: traceId,
        operation,
        method: http.method,
        status: http.status,
        duration_ms: Math.round(milliseconds * 10) / 10,
      },
      'request',
    );
  }
}

/** A 5xx is logged with its cause where it arises; this line says which request it was. */
const levelOf = (status: number): 'debug' | 'info' | 'warn' =>
  status >= 500 ? 'warn' : status >= 400 ? 'info' : 'debug';
