import { randomHex } from '../random-hex.ts';

const traceparentForm = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;

/** The trace of the guarded request (W3C Trace Context), or a new one: it finds a refusal in the API's own log. */
export const traceIdOf = (traceparent: string | undefined): string =>
  traceparentForm.exec(traceparent ?? '')?.[1] ?? randomHex(16);
