import type { Clock } from '../clock.ts';
import { isAuthenticationError, isLatchkeyError, isSessionEndedError, SessionEndedError } from '../errors.ts';
import type { AccessToken } from '../generated/types.gen.ts';
import { abortable } from '../transport/abortable.ts';
import type { ServerClock } from './server-clock.ts';
import type { TokenSource } from './token-source.ts';

/** An access token is renewed this long before it expires, or in the last quarter of a life shorter than four times that. */
export const renewBeforeMs = 60_000;
/** After a failed renewal nobody asks again for this long, or for as long as the service said. */
export const renewalCooldownMs = 5_000;

export interface PasswordCredentials {
  readonly email: string;
  readonly password: string;
}

/** The requests that the source itself makes. None of them goes through the source again. */
export interface SessionRequests {
  /** Starts a session and gives its token. */
  signIn(credentials: PasswordCredentials): Promise<string>;
  mint(sessionToken: string): Promise<AccessToken>;
  revoke(sessionToken: string): Promise<void>;
}

export interface SessionTokens extends TokenSource {
  /** Goes on with another session; what was held before is dropped. */
  adopt(sessionToken: string): void;
  /** Forgets everything at once, then ends the session at the service. Wins over a renewal that is under way. */
  signOut(): Promise<void>;
}

export interface SessionTokensParts {
  readonly start: PasswordCredentials | { readonly sessionToken: string } | undefined;
  readonly requests: SessionRequests;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  /** The session ended without `signOut`. */
  readonly onSessionEnded: (error: SessionEndedError) => void;
}

/** What belongs to one sign-in. It is replaced, never reused, so a late answer finds that its set is no longer the current one. */
interface TokenSet {
  readonly credentials?: PasswordCredentials;
  sessionToken?: string | undefined;
  accessToken?: HeldAccessToken | undefined;
  renewal?: Promise<string> | undefined;
  failure?: { readonly error: unknown; readonly until: number } | undefined;
  ended?: SessionEndedError;
}

interface HeldAccessToken {
  readonly text: string;
  /** Server time, epoch milliseconds. */
  readonly renewAt: number;
  readonly expiresAt: number;
}

/**
 * Mints short access tokens from a session and keeps them fresh: ahead of time in the background, one renewal at a time,
 * with a pause after a failure. Only the service's refusal of the session ends it; an outage or a rate limit does not.
 */
export function createSessionTokens({
  start,
  requests,
  clock,
  serverClock,
  onSessionEnded,
}: SessionTokensParts): SessionTokens {
  let current: TokenSet = start === undefined ? {} : 'sessionToken' in start ? { ...start } : { credentials: start };

  function renew(set: TokenSet): Promise<string> {
    if (set.renewal !== undefined) return set.renewal;
    if (set.failure !== undefined && clock.now() < set.failure.until) return Promise.reject(set.failure.error);
    set.renewal = obtain(set).finally(() => {
      set.renewal = undefined;
    });
    return set.renewal;
  }

  async function obtain(set: TokenSet): Promise<string> {
    try {
      const minted = await mint(set);
      requireCurrent(set);
      set.accessToken = holdAccessToken(minted, serverClock);
      set.failure = undefined;
      return minted.token;
    } catch (error) {
      requireCurrent(set);
      if (isSessionEndedError(error)) end(set, error);
      else set.failure = { error, until: clock.now() + cooldownMs(error) };
      throw error;
    }
  }

  async function mint(set: TokenSet): Promise<AccessToken> {
    if (set.sessionToken !== undefined) {
      try {
        return await requests.mint(set.sessionToken);
      } catch (error) {
        if (!isAuthenticationError(error)) throw error;
        if (set.credentials === undefined) throw sessionEnded('The session has ended.', error);
        set.sessionToken = undefined;
      }
    }
    if (set.credentials === undefined) throw sessionEnded('Nobody is signed in.');
    const sessionToken = await requests.signIn(set.credentials);
    if (set !== current) await endUnwanted(sessionToken);
    requireCurrent(set);
    set.sessionToken = sessionToken;
    return requests.mint(sessionToken);
  }

  /** A sign-out came while a sign-in was under way: the session it made is nobody's. */
  const endUnwanted = (sessionToken: string): Promise<void> => requests.revoke(sessionToken).catch(() => undefined);

  function requireCurrent(set: TokenSet): void {
    if (set !== current) throw sessionEnded('Signed out, or signed in anew, while the token was being renewed.');
  }

  function end(set: TokenSet, error: SessionEndedError): void {
    set.ended = error;
    set.sessionToken = undefined;
    set.accessToken = undefined;
    // On its own turn, so that what the application does there neither delays nor breaks the calls that are waiting.
    queueMicrotask(() => onSessionEnded(error));
  }

  return {
    async token({ refused, signal } = {}) {
      const set = current;
      if (set.ended !== undefined) throw set.ended;
      if (set.sessionToken === undefined && set.credentials === undefined) return undefined;

      const { accessToken } = set;
      const now = serverClock.now();
      if (accessToken === undefined || accessToken.text === refused || now >= accessToken.expiresAt) {
        return abortable(renew(set), signal);
      }
      // The token still works: a failure ahead of time is nobody's error yet.
      if (now >= accessToken.renewAt) renew(set).catch(() => undefined);
      return accessToken.text;
    },

    adopt(sessionToken) {
      current = { sessionToken };
    },

    async signOut() {
      const { sessionToken } = current;
      current = { ended: sessionEnded('Signed out.') };
      if (sessionToken === undefined) return;
      await requests.revoke(sessionToken).catch((error: unknown) => {
        // Refused means that it had ended before.
        if (!isAuthenticationError(error)) throw error;
      });
    },
  };
}

const sessionEnded = (message: string, cause?: unknown): SessionEndedError =>
  new SessionEndedError(message, {
    code: 'session_ended',
    cause,
    ...(isLatchkeyError(cause) && { status: cause.status, traceId: cause.traceId }),
  });

/** `expires_at` is the server's time: of use once its clock is known. Without that, the life counts from now. */
function holdAccessToken({ token, expires_at, expires_in }: AccessToken, serverClock: ServerClock): HeldAccessToken {
  const lifeMs = expires_in * 1_000;
  const expiresAt = serverClock.isMeasured() ? Date.parse(expires_at) : serverClock.now() + lifeMs;
  return { text: token, expiresAt, renewAt: expiresAt - Math.min(renewBeforeMs, lifeMs / 4) };
}

/** A wrong password is not tried again: each attempt counts against the account. */
function cooldownMs(error: unknown): number {
  if (isAuthenticationError(error) && error.code === 'invalid_credentials') return Number.POSITIVE_INFINITY;
  return Math.max(renewalCooldownMs, isLatchkeyError(error) ? (error.retryAfterMs ?? 0) : 0);
}
