import { randomFillSync } from 'node:crypto';

/** W3C Trace Context: what ties a response, its log line, its problem and its audit events together. */
export interface Trace {
  /** 32 lower-case hex digits, never all zero. */
  readonly traceId: string;
  /** The `traceparent` header of our answer. */
  readonly traceparent: string;
}

const traceparentForm = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;
const noTrace = '0'.repeat(32);
const noSpan = '0'.repeat(16);

/** Continues the caller's trace, or starts one. A malformed header is ignored, as the W3C text asks (§3.2.2). */
export function readTrace(traceparent: string | undefined): Trace {
  const match = traceparent === undefined ? null : traceparentForm.exec(traceparent);
  const given = match?.[1];
  const drawn = randomHex(24);
  const traceId = given !== undefined && given !== noTrace && match?.[2] !== noSpan ? given : drawn.slice(0, 32);
  return { traceId, traceparent: `00-${traceId}-${drawn.slice(32)}-01` };
}

// One system call fills many requests' worth of random bytes: drawing 16 at a time costs more than all of tracing.
const pool = Buffer.alloc(8_192);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}
