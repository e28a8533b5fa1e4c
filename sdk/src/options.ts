import type { Clock } from './clock.ts';
import type { SessionEndedError } from './errors.ts';
import type { PasswordCredentials } from './tokens/session-tokens.ts';
import type { TokenSource } from './tokens/token-source.ts';
import type { TokenStorage } from './tokens/token-storage.ts';

/**
 * Who the client speaks as.
 * - `{ email, password }` signs in when a token is first needed, and again when that session has ended
 * - `{ sessionToken }` goes on with a session; access tokens are minted from it
 * - `{ apiToken }` sends a personal token, workspace key or service key as it is
 * - a `TokenSource` decides for itself
 */
export type Credentials =
  | PasswordCredentials
  | { readonly sessionToken: string }
  | { readonly apiToken: string }
  | TokenSource;

/** How persistent a call is. */
export interface RetryOptions {
  /** How often a request is sent at most, the first time included. Absent means 3. */
  readonly attempts?: number;
}

/** Where the service is, who speaks, and how calls are carried out. */
export interface ConnectionOptions {
  /** Where the service is, for example `https://auth.example.com`. Tokens are sent to its origin and nowhere else. */
  readonly baseUrl: string;
  /** Absent: nobody, until `client.sessions.signIn` or `client.setup.complete` succeeds, or whose session is in the storage. */
  readonly credentials?: Credentials;
  /** Where the session is kept beyond this client: for the next page, process or tab. Absent: nowhere. */
  readonly storage?: TokenStorage;
  /** Called for each attempt, with a `Request`. Absent: the platform's. */
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
  /** Called once when the session ends by itself: expired, revoked, or signed out elsewhere. Not after `signOut`. */
  readonly onSessionEnded?: (error: SessionEndedError) => void;
  /** Over all attempts of a call, in milliseconds. Absent means 30,000. */
  readonly timeoutMs?: number;
  /** For calls that may be sent again; refreshes have three attempts in any case. `false` sends every call once. */
  readonly retry?: RetryOptions | false;
}

/** The same for a client and for a connection. */
export type ClientOptions = ConnectionOptions;
