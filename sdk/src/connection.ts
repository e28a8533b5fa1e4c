import { systemClock } from './clock.ts';
import type { SignInResult } from './generated/types.gen.ts';
import type { OperationTraits } from './operation.ts';
import { issueToken, mintAccessToken, revokeSession, revokeToken, signIn } from './operations.gen.ts';
import type { ConnectionOptions, Credentials } from './options.ts';
import { type CallParts, type CallTerms, performCall } from './perform-call.ts';
import { createServerClock } from './tokens/server-clock.ts';
import { createSessionTokens, type SessionRequests, type SessionTokens } from './tokens/session-tokens.ts';
import { fixedToken, noToken, type TokenRequest, type TokenSource } from './tokens/token-source.ts';
import type { WireRequest } from './transport/wire-request.ts';

/** What every call takes beside its request. */
export interface CallOptions {
  /** Ends this call. It then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Over all attempts and waits of the call, in milliseconds. Absent means the client's `timeoutMs`. */
  readonly timeoutMs?: number;
}

/** One service and one caller: what all calls share. Nothing is shared between connections. */
export interface Connection {
  readonly baseUrl: string;
  /** The token that the next call would carry, for requests of your own to an API that trusts this service. */
  accessToken(request?: TokenRequest): Promise<string | undefined>;
  /** Forgets the session at once and ends it at the service. A connection that speaks by a token of its own has none to end. */
  signOut(): Promise<void>;
  /** Carries an operation out. The functions of `@latchkey/sdk/operations` call it; there is no need to do so yourself. */
  call<Answer>(request: WireRequest, traits: OperationTraits, options: CallOptions): Promise<Answer>;
}

/**
 * A connection to one service, for the operations that are imported one by one. `createClient` has them all.
 *
 * @example
 * import { createConnection } from '@latchkey/sdk';
 * import { createWorkspace } from '@latchkey/sdk/operations';
 *
 * const connection = createConnection({ baseUrl: 'https://auth.example.com', credentials: { email, password } });
 * const workspace = await createWorkspace(connection, { body: { name: 'Acme', slug: 'acme' } });
 * @throws {TypeError} when `baseUrl` is not an absolute http or https URL
 */
export function createConnection(options: ConnectionOptions): Connection {
  const clock = options.clock ?? systemClock;
  const { credentials, fetch, timeoutMs = 30_000, retry } = options;
  const parts: CallParts = {
    baseUrl: parseBaseUrl(options.baseUrl),
    fetch,
    clock,
    serverClock: createServerClock(clock),
    timeoutMs,
    attempts: retry === false ? 1 : (retry?.attempts ?? 3),
  };
  const own = ownTokenSource(credentials);
  const session = own ? undefined : sessionOf(options, parts);
  return connect(parts, own ?? session ?? noToken, session);
}

/** Speaks with one source of tokens. */
const connect = (parts: CallParts, tokens: TokenSource, session?: SessionTokens, terms?: CallTerms): Connection => ({
  baseUrl: parts.baseUrl,
  accessToken: (request) => tokens.token(request),
  signOut: async () => session?.signOut(),
  async call<Answer>(request: WireRequest, traits: OperationTraits, options: CallOptions): Promise<Answer> {
    const adopt = traits.startsSession && session?.expectSession();
    const answer = await performCall(request, traits, { ...options, ...terms }, tokens, parts);
    if (adopt) await adopt(answer as SignInResult);
    return answer as Answer;
  },
});

function sessionOf({ credentials, onSessionEnded, storage }: ConnectionOptions, parts: CallParts): SessionTokens {
  const isPassword = credentials && 'email' in credentials;
  const { clock, serverClock, baseUrl } = parts;
  return createSessionTokens({
    password: isPassword ? credentials : undefined,
    sessionToken: credentials && 'sessionToken' in credentials ? credentials.sessionToken : undefined,
    requests: sessionRequests(parts),
    clock,
    serverClock,
    storage,
    // Two people of one browser or one machine do not share a place.
    storageKey: `latchkey:${baseUrl}${isPassword ? `:${credentials.email}` : ''}`,
    onSessionEnded: (error) => onSessionEnded?.(error),
  });
}

/** Each carries the token that it is about, so that none of them waits for the renewal it is part of. */
function sessionRequests(parts: CallParts): SessionRequests {
  const nobody = connect(parts, noToken);
  const refreshing = connect({ ...parts, attempts: 3 }, noToken, undefined, {
    repeatable: true,
    attemptTimeoutMs: refreshAttemptMs,
  });
  const revoking = connect(parts, noToken, undefined, { repeatable: true });
  return {
    signIn: ({ email, password, kind, clientName }) =>
      signIn(nobody, {
        body: { email, password, ...(kind && { kind }), ...(clientName && { client_name: clientName }) },
      }),
    mint: (sessionToken) => mintAccessToken(connect(parts, fixedToken(sessionToken))),
    refresh: (refreshToken) =>
      issueToken(refreshing, { body: { grant_type: 'refresh_token', refresh_token: refreshToken } }),
    endSession: (sessionToken) =>
      revokeSession(connect(parts, fixedToken(sessionToken)), { path: { session_id: 'current' } }),
    endRefreshToken: async (token) => void (await revokeToken(revoking, { body: { token } })),
  };
}

/**
 * A refresh token may be sent again within the service's grace (10 seconds unless configured) if its answer was lost. Three
 * attempts with their waits fit into it, also when each of them has to be given up. It is so whatever `retry` says: with fewer, one
 * lost answer could cost the session.
 */
const refreshAttemptMs = 2_500;

/** Credentials that are no session of this side's: what is undefined here is kept by `createSessionTokens`. */
export function ownTokenSource(credentials: Credentials | undefined): TokenSource | undefined {
  if (credentials === undefined) return undefined;
  if ('apiToken' in credentials) return fixedToken(credentials.apiToken);
  return 'token' in credentials ? credentials : undefined;
}

/** Origin and path, to which every operation's path is appended: so no request leaves the origin. */
function parseBaseUrl(text: string): string {
  const { protocol, origin, pathname, search, hash, username } = new URL(text);
  if (!/^https?:$/.test(protocol) || search || hash || username)
    throw new TypeError('baseUrl must begin with http or https, and end with its path.');
  return origin + pathname.replace(/\/+$/, '');
}
