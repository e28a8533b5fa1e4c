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

const kindsOf = {
  session_token: ['session'],
  session_cookie: ['session'],
  access_token: ['access_token'],
  access_token_header: ['access_token'],
  api_key: ['workspace_key', 'service_key'],
  api_key_header: ['workspace_key', 'service_key'],
} as const satisfies { readonly [scheme: string]: readonly CredentialKind[] };

export type SecurityScheme = keyof typeof kindsOf;

/** One handler for each security scheme of the contract. A credential of another kind than the scheme's is rejected there. */
export function securityHandlers({ authentication }: Services): Readonly<Record<SecurityScheme, Handler>> {
  const handlerOf =
    (kinds: readonly CredentialKind[]): Handler =>
    async (_context: Context, { credential, heads, now }: SchemeRequest): Promise<Principal | undefined> => {
      const principal = await authentication.principalOf(credential, heads, now);
      return principal !== undefined && kinds.includes(principal.credentialKind) ? principal : undefined;
    };
  return {
    session_token: handlerOf(kindsOf.session_token),
    session_cookie: handlerOf(kindsOf.session_cookie),
    access_token: handlerOf(kindsOf.access_token),
    access_token_header: handlerOf(kindsOf.access_token_header),
    api_key: handlerOf(kindsOf.api_key),
    api_key_header: handlerOf(kindsOf.api_key_header),
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
