import type { Exchange } from './exchange.ts';

/**
 * One line and one measurement for each request. The line has the operation and never the path or a header, which may carry
 * what people should have sent elsewhere. What succeeds is told at debug only, so that a busy service does not write all day.
 */
export function observeRequest(exchange: Exchange, status: number): void {
  const { http, services, startedAt, trace } = exchange;
  const { logger, metrics } = services;
  const operation: string = exchange.operation ?? 'none';
  const milliseconds = performance.now() - startedAt;
  metrics.observeRequest(operation, status, milliseconds / 1_000);
  const level = levelOf(status);
  if (!logger.isLevelEnabled(level)) return;
  const duration = Math.round(milliseconds * 10) / 10;
  logger[level](
    { trace_id: trace.traceId, operation, method: http.req.method, status, duration_ms: duration },
    'request',
  );
}

/** A 5xx is logged with its cause where it arises; this line says which request it was. */
const levelOf = (status: number): 'debug' | 'info' | 'warn' =>
  status >= 500 ? 'warn' : status >= 400 ? 'info' : 'debug';
