import type { TokenSource } from '../tokens/token-source.ts';
import type { Exchange } from './exchange.ts';

export interface AuthorizingTerms {
  readonly tokens: TokenSource;
  /** The only origin that is sent a token. */
  readonly origin: string;
  /** Ends this call's wait for a token. */
  readonly signal: AbortSignal;
}

/**
 * Puts the token into the request. If the service refuses that token, a newer one is asked for once and the request is
 * replayed once; what comes back then is the answer, so no chain of 401s can become a loop. A 403 or 404 is an answer
 * about rights, which no new token changes. A request to any other origin goes out without a token.
 */
export const authorizing =
  ({ tokens, origin, signal }: AuthorizingTerms, next: Exchange): Exchange =>
  async (request) => {
    if (new URL(request.url).origin !== origin) return next(request);
    const token = await tokens.token({ signal });
    if (token === undefined) return next(request);

    const response = await next(withBearer(request, token));
    if (!refusesToken(response)) return response;
    const newer = await tokens.token({ refused: token, signal });
    if (newer === undefined || newer === token) return response;
    await response.body?.cancel();
    return next(withBearer(request, newer));
  };

function withBearer(request: Request, token: string): Request {
  const authorized = request.clone();
  authorized.headers.set('authorization', `Bearer ${token}`);
  return authorized;
}

/** A 401 may be about something else than the token, such as a wrong password; its challenge then names no error (RFC 6750 §3.1). */
function refusesToken(response: Response): boolean {
  if (response.status !== 401) return false;
  const challenge = response.headers.get('www-authenticate');
  return challenge === null || challenge.includes('invalid_token');
}
