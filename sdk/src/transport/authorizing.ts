import type { TokenSource } from '../tokens/token-source.ts';
import type { Exchange, Outgoing } from './exchange.ts';

/**
 * Puts the token into the request. If the service refuses that token, a newer one is asked for once and the request is
 * replayed once; what comes back then is the answer, so no chain of 401s can become a loop. A 403 or 404 is an answer
 * about rights, which no new token changes. `signal` ends this call's wait for a token.
 */
export const authorizing =
  (tokens: TokenSource, signal: AbortSignal, next: Exchange): Exchange =>
  async (request) => {
    const token = await tokens.token({ signal });
    if (token === undefined) return next(request);

    const response = await next(withBearer(request, token));
    if (!refusesToken(response)) return response;
    const newer = await tokens.token({ refused: token, signal });
    if (newer === undefined || newer === token) return response;
    return next(withBearer(request, newer));
  };

const withBearer = (request: Outgoing, token: string): Outgoing => ({
  ...request,
  headers: { ...request.headers, Authorization: `Bearer ${token}` },
});

/** A 401 may be about something else than the token, such as a wrong password; its challenge then names no error (RFC 6750 §3.1). */
function refusesToken(response: Response): boolean {
  if (response.status !== 401) return false;
  const challenge = response.headers.get('www-authenticate');
  return challenge === null || challenge.includes('invalid_token');
}
