import { systemClock } from './clock.ts';
import { LatchkeyError } from './errors.ts';
import { createClient as createGeneratedClient } from './generated/client/index.ts';
import { mintAccessToken, revokeSession, signIn } from './generated/sdk.gen.ts';
import type { SignInResult } from './generated/types.gen.ts';
import { type CallParts, callOperation } from './operation-call.ts';
import { bindOperations, type Operations } from './operations.ts';
import type { ClientOptions, Credentials } from './options.ts';
import { createServerClock } from './tokens/server-clock.ts';
import { createSessionTokens, type SessionRequests, type SessionTokens } from './tokens/session-tokens.ts';
import { fixedToken, noToken, type TokenRequest, type TokenSource } from './tokens/token-source.ts';

/** All operations of the contract, grouped by tag, and what the client does beyond them. */
export interface Client extends Operations {
  readonly baseUrl: string;
  /** The token that the next call would carry, for requests of your own to an API that trusts this service. */
  accessToken(request?: TokenRequest): Promise<string | undefined>;
  /** Forgets the session at once and ends it at the service. A client that speaks by a token of its own has none to end. */
  signOut(): Promise<void>;
}

/**
 * A client of one service, for one caller. Make one per signed-in person: nothing is shared between clients.
 *
 * `client.sessions.signIn` and `client.setup.complete` go on with the session they started; revoking the session
 * `current` is the same as `signOut`.
 *
 * @example
 * const client = createClient({ baseUrl: 'https://auth.example.com', credentials: { email, password } });
 * const workspace = await client.workspaces.create({ body: { name: 'Acme', slug: 'acme' } });
 * const key = await client.workspaceKeys.create({
 *   path: { workspace: workspace.slug },
 *   body: { name: 'Importer', environment: 'live' },
 * });
 * @throws {TypeError} when `baseUrl` is not an absolute http or https URL
 */
export function createClient(options: ClientOptions): Client {
  const baseUrl = parseBaseUrl(options.baseUrl);
  const clock = options.clock ?? systemClock;
  const parts: CallParts = {
    generated: createGeneratedClient({
      baseUrl: baseUrl.text,
      credentials: 'omit',
      // Followed, a redirect could carry a credential to another host. The service has none.
      redirect: 'manual',
      parseAs: 'json',
      throwOnError: false,
      // Attempts and time are counted by the call, where idempotency keys and Retry-After are known.
      retry: 0,
      timeout: false,
    }),
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    origin: baseUrl.origin,
    clock,
    serverClock: createServerClock(clock),
    timeoutMs: options.timeoutMs ?? 30_000,
  };

  const own = ownTokenSource(options.credentials);
  const session = own ? undefined : sessionOf(options, parts);
  const tokens = own ?? session ?? noToken;
  const operations = bindOperations((operation, input, traits) =>
    callOperation(operation, input, traits, tokens, parts),
  );

  return {
    ...operations,
    ...(session && followSession(operations, session)),
    baseUrl: baseUrl.text,
    accessToken: (request) => tokens.token(request),
    signOut: async () => session?.signOut(),
  };
}

/** The operations that begin and end the client's own session do so for its tokens too. */
function followSession(
  { setup, sessions }: Operations,
  session: SessionTokens,
): Pick<Operations, 'setup' | 'sessions'> {
  const adopt = <R extends SignInResult>(result: R): R => {
    if (result.type === 'session_token') session.adopt(result.session_token);
    return result;
  };
  return {
    setup: { ...setup, complete: async (input) => adopt(await setup.complete(input)) },
    sessions: {
      ...sessions,
      signIn: async (input) => adopt(await sessions.signIn(input)),
      revoke: (input) => (input.path.session_id === 'current' ? session.signOut() : sessions.revoke(input)),
    },
  };
}

function sessionOf({ credentials, onSessionEnded }: ClientOptions, parts: CallParts): SessionTokens {
  const start = credentials && ('email' in credentials || 'sessionToken' in credentials) ? credentials : undefined;
  const { clock, serverClock } = parts;
  return createSessionTokens({
    start,
    requests: sessionRequests(parts),
    clock,
    serverClock,
    onSessionEnded: (error) => onSessionEnded?.(error),
  });
}

/** Each is sent with the session token itself, so that none of them waits for the renewal it is part of. */
const sessionRequests = (parts: CallParts): SessionRequests => ({
  async signIn({ email, password }) {
    const result = await callOperation(signIn, { body: { email, password } }, {}, noToken, parts);
    if (result.type === 'session_token') return result.session_token;
    throw new LatchkeyError('The sign-in gave no session token.', { code: 'unexpected_answer' });
  },
  mint: (sessionToken) => callOperation(mintAccessToken, {}, {}, fixedToken(sessionToken), parts),
  revoke: (sessionToken) =>
    callOperation(revokeSession, { path: { session_id: 'current' } }, {}, fixedToken(sessionToken), parts),
});

function ownTokenSource(credentials: Credentials | undefined): TokenSource | undefined {
  if (credentials === undefined) return undefined;
  if ('apiToken' in credentials) return fixedToken(credentials.apiToken);
  return 'token' in credentials ? credentials : undefined;
}

function parseBaseUrl(text: string): { readonly text: string; readonly origin: string } {
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol))
    throw new TypeError(`baseUrl must begin with http or https: ${text}`);
  return { text: text.replace(/\/+$/, ''), origin: url.origin };
}
