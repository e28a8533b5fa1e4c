import { systemClock } from './clock.ts';
import { createClient as createGeneratedClient } from './generated/client/index.ts';
import { mintAccessToken, revokeSession, signIn } from './generated/sdk.gen.ts';
import type { SignInResult } from './generated/types.gen.ts';
import { callOperation, type CallParts, type Input, type Operation } from './operation-call.ts';
import { bindOperations, type Operations } from './operations.ts';
import type { ClientOptions } from './options.ts';
import { createServerClock } from './tokens/server-clock.ts';
import { createSessionTokens, type SessionRequests, type SessionTokens } from './tokens/session-tokens.ts';
import { fixedToken, type TokenRequest, type TokenSource } from './tokens/token-source.ts';
import { UnexpectedSignInAnswer } from './errors.ts';

/** All operations of the contract, grouped by tag, and what the client does beyond them. */
export interface Client extends Operations {
  readonly baseUrl: string;
  /** The token that the next call would carry, for requests of your own to an API that trusts this service. */
  accessToken(request?: TokenRequest): Promise<string | undefined>;
  /** Forgets the session at once and ends it at the service. Does nothing for an API token or a token source of your own. */
  signOut(): Promise<void>;
}
