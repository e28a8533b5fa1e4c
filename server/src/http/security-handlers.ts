import type { Context, Handler } from 'openapi-backend';
import type { PresentedCredential } from '../authentication/presented-credential.ts';
import type { CredentialKind, Principal } from '../authentication/principal.ts';
import type { Services } from '../service.ts';
import type { HeadReader } from '../storage/head-reader.ts';

/** What a security scheme's handler is given. It answers with the principal, or undefined for a rejected credential. */
export interface SchemeRequest {
  readonly credential: string;
  readonly heads: HeadReader;
  readonly now: number;
}

const apiTokens: readonly CredentialKind[] = ['personal_token', 'workspace_key', 'service_key'];

/** An access token is known by its chain, whatever it was minted from. */
const isOpaque = ({ chain }: Principal): boolean => chain === undefined;
const isSession = (principal: Principal): boolean => isOpaque(principal) && principal.credentialKind === 'session';
const isAccessToken = (principal: Principal): boolean => !isOpaque(principal);
const isApiToken = (principal: Principal): boolean =>
  isOpaque(principal) && apiTokens.includes(principal.credentialKind);

const accepts = {
  session_token: isSession,
  session_cookie: isSession,
  access_token: isAccessToken,
  access_token_header: isAccessToken,
  api_key: isApiToken,
  api_key_header: isApiToken,
} as const satisfies { readonly [scheme: string]: (principal: Principal) => boolean };

export type SecurityScheme = keyof typeof accepts;

/** One handler for each security scheme of the contract. A credential of another kind than the scheme's is rejected there. */
export function securityHandlers({ authentication }: Services): Readonly<Record<SecurityScheme, Handler>> {
  const handlerOf =
    (isOfScheme: (principal: Principal) => boolean): Handler =>
    async (_context: Context, { credential, heads, now }: SchemeRequest): Promise<Principal | undefined> => {
      const principal = await authentication.principalOf(credential, heads, now);
      return principal !== undefined && isOfScheme(principal) ? principal : undefined;
    };
  return {
    session_token: handlerOf(accepts.session_token),
    session_cookie: handlerOf(accepts.session_cookie),
    access_token: handlerOf(accepts.access_token),
    access_token_header: handlerOf(accepts.access_token_header),
    api_key: handlerOf(accepts.api_key),
    api_key_header: handlerOf(accepts.api_key_header),
  };
}

const opaque = /^[a-z][a-z0-9]{0,11}?([srpkx])(?:_(?:live|test))?_/;

/** The scheme that a credential claims by its place and shape. The handler says whether the claim holds. */
export function schemeOf({ place, text }: PresentedCredential): SecurityScheme {
  if (place === 'cookie') return 'session_cookie';
  if (place === 'api_key_header') return 'api_key_header';
  if (place === 'token_header') return 'access_token_header';
  const kind = opaque.exec(text)?.[1];
  if (kind === undefined) return 'access_token';
  return kind === 's' || kind === 'r' ? 'session_token' : 'api_key';
}
