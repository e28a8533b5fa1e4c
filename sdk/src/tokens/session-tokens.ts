import type { Clock } from '../clock.ts';
import {
  AuthenticationError,
  type ErrorFacts,
  isLatchkeyError,
  isSessionEndedError,
  LatchkeyError,
  SessionEndedError,
} from '../errors.ts';
import type { AccessToken, RefreshedTokens, SessionKind, SignInResult } from '../generated/types.gen.ts';
import { abortable } from '../transport/abortable.ts';
import { type HeldSession, holdAccessToken, isSameSession, sessionFrom } from './held-session.ts';
import type { ServerClock } from './server-clock.ts';
import { type SessionPlace, sessionPlace } from './session-place.ts';
import type { TokenSource } from './token-source.ts';
import type { TokenStorage } from './token-storage.ts';

/** After a failed renewal nobody asks again for this long, or for as long as the service said. */
export const renewalCooldownMs = 5_000;

/** Signs in by itself: when a token is first needed, and again when that session has ended. */
export interface PasswordCredentials {
  readonly email: string;
  readonly password: string;
  /** `sliding` (absent) ends 30 minutes after its last use; `renewable`, for what is installed, lives for weeks by refresh tokens. */
  readonly kind?: SessionKind;
  /** What the person sees in the list of their sessions. */
  readonly clientName?: string;
}

/** The requests that the source itself makes. None of them goes through the source again. */
export interface SessionRequests {
  signIn(credentials: PasswordCredentials): Promise<SignInResult>;
  mint(sessionToken: string): Promise<AccessToken>;
  refresh(refreshToken: string): Promise<RefreshedTokens>;
  endSession(sessionToken: string): Promise<void>;
  /** Ends the session of a refresh token. */
  endRefreshToken(refreshToken: string): Promise<void>;
}

export interface SessionTokens extends TokenSource {
  /**
   * Announces a sign-in. What it returns goes on with the session that the sign-in gave, unless there was a sign-out in between,
   * which wins; what was held before is dropped.
   */
  expectSession(): (result: SignInResult) => Promise<void>;
  /** Forgets everything at once, then ends the session at the service. Wins over a renewal that is under way. */
  signOut(): Promise<void>;
}

export interface SessionTokensParts {
  readonly password: PasswordCredentials | undefined;
  readonly sessionToken: string | undefined;
  readonly requests: SessionRequests;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  readonly storage: TokenStorage | undefined;
  readonly storageKey: string;
  /** The session ended without `signOut`. */
  readonly onSessionEnded: (error: SessionEndedError) => void;
}

/** What belongs to one sign-in. It is replaced, never reused, so a late answer finds that its set is no longer the current one. */
interface TokenSet {
  readonly password?: PasswordCredentials | undefined;
  session?: HeldSession | undefined;
  /** The storage is read once for what it holds; from then on only before a renewal. */
  loading?: Promise<void> | undefined;
  renewal?: Promise<string> | undefined;
  failure?: { readonly error: unknown; readonly until: number } | undefined;
  ended?: SessionEndedError;
}

/**
 * Keeps the access tokens of a session fresh: ahead of time in the background, one renewal at a time, with a pause after a
 * failure. Only the service's refusal of the session ends it; an outage or a rate limit does not. Others who share the storage
 * are asked first (by reading it) and told last (by writing to it), so that a session that is renewed or ended in one tab is so
 * in every tab.
 */
export function createSessionTokens(parts: SessionTokensParts): SessionTokens {
  const { requests, clock, serverClock, onSessionEnded } = parts;
  const place = parts.storage && sessionPlace(parts.storage, parts.storageKey);
  const { sessionToken } = parts;
  let signOuts = 0;
  let current: TokenSet = {
    password: parts.password,
    session: sessionToken === undefined ? undefined : { sessionToken },
  };

  /** What the application gave counts; otherwise what is stored. */
  function load(set: TokenSet, from: SessionPlace): Promise<void> {
    set.loading ??= (async () => {
      const stored = await from.read();
      if (set.session === undefined) set.session = stored;
      else if (stored && isSameSession(stored, set.session)) set.session = stored;
      else await write(set, set.session);
    })();
    return set.loading;
  }

  function renew(set: TokenSet, refused: string | undefined): Promise<string> {
    if (set.renewal !== undefined) return set.renewal;
    if (set.failure !== undefined && clock.now() < set.failure.until) return Promise.reject(set.failure.error);
    const work = () => obtain(set, refused);
    set.renewal = (place ? place.exclusively(work) : work()).finally(() => {
      set.renewal = undefined;
    });
    return set.renewal;
  }

  async function obtain(set: TokenSet, refused: string | undefined): Promise<string> {
    try {
      const session = (await renewedElsewhere(set, refused)) ?? (await renewed(set));
      requireCurrent(set);
      set.session = session;
      set.failure = undefined;
      return (session.accessToken as NonNullable<HeldSession['accessToken']>).text;
    } catch (error) {
      requireCurrent(set);
      if (isSessionEndedError(error)) end(set, error);
      else set.failure = { error, until: clock.now() + cooldownMs(error) };
      throw error;
    }
  }

  /** Another tab may have renewed the session, ended it, or signed somebody else in. */
  async function renewedElsewhere(set: TokenSet, refused: string | undefined): Promise<HeldSession | undefined> {
    if (place === undefined || set.session === undefined) return undefined;
    const stored = await place.read();
    requireCurrent(set);
    if (stored === undefined && !place.holds(set.session)) return undefined;
    if (!isOurs(set, stored, set.session)) throw goneElsewhere();
    set.session = stored;
    const { accessToken } = stored;
    return accessToken && accessToken.text !== refused && serverClock.now() < accessToken.renewAt ? stored : undefined;
  }

  async function renewed(set: TokenSet): Promise<HeldSession> {
    const { session: before, password } = set;
    if (before !== undefined) {
      try {
        return await keep(set, before, await advance(before));
      } catch (error) {
        if (!refusesSession(error)) throw error;
        if (password === undefined) throw sessionEnded('The session has ended.', error);
        set.session = undefined;
      }
    }
    // Nobody asks for a token who has neither.
    const session = sessionFrom(await requests.signIn(password as PasswordCredentials), serverClock);
    if (session === undefined) throw new LatchkeyError('The sign-in gave no token.', { code: 'unexpected_answer' });
    await keep(set, undefined, session);
    set.session = session;
    return session.accessToken ? session : keep(set, session, await advance(session));
  }

  /** The same session with a fresh access token. */
  async function advance(session: HeldSession): Promise<HeldSession> {
    if (session.sessionToken !== undefined) {
      const { token, expires_in } = await requests.mint(session.sessionToken);
      return { ...session, accessToken: holdAccessToken(token, expires_in, serverClock) };
    }
    if (place?.readOnly) throw new AuthenticationError('Here tokens are only read.', { code: 'renewal_not_allowed' });
    const { access_token, refresh_token, expires_in, session_id } = await requests.refresh(
      session.refreshToken as string,
    );
    return {
      sessionId: session_id,
      refreshToken: refresh_token,
      accessToken: holdAccessToken(access_token, expires_in, serverClock),
    };
  }

  /** Stores what was obtained, unless it came too late: a sign-out wins, and so does what somebody else has renewed since. */
  async function keep(set: TokenSet, before: HeldSession | undefined, after: HeldSession): Promise<HeldSession> {
    if (set === current && place) {
      const wasStored = before && place.holds(before);
      const stored = await place.read();
      const isThere = isOurs(set, stored, after);
      if (wasStored && !isThere) await endUnwanted(after, goneElsewhere());
      const isNewer = before && isThere && stored.refreshToken !== before.refreshToken;
      if (isNewer && stored.refreshToken !== after.refreshToken) return stored;
    }
    if (set === current) await write(set, after);
    if (set !== current) await endUnwanted(after, notCurrent());
    return after;
  }

  /** A sign-out while this is written has removed what was there before it. */
  async function write(set: TokenSet, session: HeldSession): Promise<void> {
    await place?.write(session);
    if (set !== current) await place?.removeIf(session);
  }

  /** A session that nobody is to go on with is ended at the service too. */
  async function endUnwanted(session: HeldSession, reason: SessionEndedError): Promise<never> {
    await endAtService(session).catch(() => undefined);
    throw reason;
  }

  const endAtService = ({ sessionToken, refreshToken }: HeldSession): Promise<void> =>
    sessionToken === undefined ? requests.endRefreshToken(refreshToken as string) : requests.endSession(sessionToken);

  function requireCurrent(set: TokenSet): void {
    if (set !== current) throw notCurrent();
  }

  function end(set: TokenSet, error: SessionEndedError): void {
    const { session } = set;
    set.ended = error;
    set.session = undefined;
    if (session) void place?.removeIf(session);
    // On its own turn, so that what the application does there neither delays nor breaks the calls that are waiting.
    queueMicrotask(() => onSessionEnded(error));
  }

  return {
    async token({ refused, signal } = {}) {
      const set = current;
      if (place && set.ended === undefined) await abortable(load(set, place), signal);
      if (set.ended !== undefined) throw set.ended;
      if (set.session === undefined && set.password === undefined) {
        // Another tab may sign in later.
        set.loading = undefined;
        return undefined;
      }

      const accessToken = set.session?.accessToken;
      const now = serverClock.now();
      if (accessToken === undefined || accessToken.text === refused || now >= accessToken.expiresAt) {
        return abortable(renew(set, refused), signal);
      }
      // The token still works: a failure ahead of time is nobody's error yet.
      if (now >= accessToken.renewAt) renew(set, undefined).catch(() => undefined);
      return accessToken.text;
    },

    expectSession() {
      const signOutsBefore = signOuts;
      return async (result) => {
        const session = sessionFrom(result, serverClock);
        if (session === undefined) return;
        if (signOuts !== signOutsBefore) await endUnwanted(session, notCurrent());
        current = { session, loading: Promise.resolve() };
        await write(current, session);
      };
    },

    async signOut() {
      signOuts += 1;
      const before = current;
      current = { ended: sessionEnded('Signed out.') };
      const session = before.session ?? (before.ended ? undefined : await place?.read());
      if (session === undefined) return;
      await place?.removeIf(session);
      await endAtService(session).catch((error: unknown) => {
        // Refused means that it had ended before.
        if (!refusesSession(error)) throw error;
      });
    },
  };
}

const factsOf = (error: unknown): Partial<ErrorFacts> => (isLatchkeyError(error) ? error : {});

function sessionEnded(message: string, cause?: unknown): SessionEndedError {
  const { status, traceId } = factsOf(cause);
  return new SessionEndedError(message, { code: 'session_ended', cause, status, traceId });
}

/** Who signs in by password has a place of their own: whatever session is stored there is theirs. */
const isOurs = (set: TokenSet, stored: HeldSession | undefined, held: HeldSession): stored is HeldSession =>
  stored !== undefined && (set.password !== undefined || isSameSession(stored, held));

const goneElsewhere = (): SessionEndedError => sessionEnded('Signed out, or signed in anew, elsewhere.');

const notCurrent = (): SessionEndedError => sessionEnded('Signed out, or signed in anew, meanwhile.');

/** A refused refresh token is `invalid_grant` (RFC 6749 §5.2), a session token `invalid_token`. A proxy's 401 is neither. */
const refusesSession = (error: unknown): boolean =>
  factsOf(error).code === 'invalid_grant' || factsOf(error).code === 'invalid_token';

/** A wrong password is not tried again: each attempt counts against the account. */
function cooldownMs(error: unknown): number {
  const { code, retryAfterMs = 0 } = factsOf(error);
  return code === 'invalid_credentials' ? Number.POSITIVE_INFINITY : Math.max(renewalCooldownMs, retryAfterMs);
}
