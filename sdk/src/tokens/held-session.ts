import type { SignInResult } from '../generated/types.gen.ts';
import type { ServerClock } from './server-clock.ts';

/** An access token is renewed this long before it expires, or in the last quarter of a life shorter than four times that. */
export const renewBeforeMs = 60_000;

/** A session as it is held and stored. It has a session token (sliding) or a refresh token (renewable). Replaced, never changed. */
export interface HeldSession {
  readonly sessionId?: string;
  readonly sessionToken?: string;
  readonly refreshToken?: string;
  readonly accessToken?: HeldAccessToken;
}

export interface HeldAccessToken {
  readonly text: string;
  /** Server time, epoch milliseconds, as `expiresAt`. */
  readonly renewAt: number;
  readonly expiresAt: number;
}

/** The session that a sign-in gave. Undefined for one in a cookie, of which the SDK cannot speak. */
export function sessionFrom(result: SignInResult, serverClock: ServerClock): HeldSession | undefined {
  const { type, session } = result;
  if (type === 'cookie') return undefined;
  return type === 'session_token'
    ? { sessionId: session.id, sessionToken: result.session_token }
    : {
        sessionId: session.id,
        refreshToken: result.refresh_token,
        accessToken: holdAccessToken(result.access_token, result.expires_in, serverClock),
      };
}

export function holdAccessToken(text: string, expiresInSeconds: number, serverClock: ServerClock): HeldAccessToken {
  const lifeMs = expiresInSeconds * 1_000;
  const expiresAt = serverClock.now() + lifeMs;
  return { text, expiresAt, renewAt: expiresAt - Math.min(renewBeforeMs, lifeMs / 4) };
}

/** Whether both are states of one session: a sliding one keeps its token, a renewable one its id. */
export const isSameSession = (one: HeldSession, other: HeldSession): boolean =>
  (one.sessionId !== undefined && one.sessionId === other.sessionId) ||
  (one.sessionToken !== undefined && one.sessionToken === other.sessionToken);

export const writeSession = (session: HeldSession): string => JSON.stringify({ version: 1, ...session });

/** Undefined for what was not written by this version of the SDK. */
export function readSession(text: string | null | undefined): HeldSession | undefined {
  try {
    const { version, ...session } = JSON.parse(text ?? '');
    return version === 1 ? session : undefined;
  } catch {
    return undefined;
  }
}
