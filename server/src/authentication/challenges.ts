import type { ErrorCode } from '../errors/registry.gen.ts';

/**
 * The `WWW-Authenticate` challenge of a 401 (RFC 6750 §3). Without a credential it names no error (§3.1); with a rejected
 * one it always says `invalid_token`, and never why: expired, revoked and unknown look alike.
 */
export function challenge(code: ErrorCode): string {
  return code === 'authentication_required' || code === 'invalid_credentials'
    ? 'Bearer realm="latchkey"'
    : 'Bearer realm="latchkey", error="invalid_token"';
}
