import { secretEnd } from '../api-tokens/api-token.ts';
import type { Principal } from '../authentication/principal.ts';
import { restorePermission } from '../authorization/permission.ts';
import { isVisibleTo } from '../decisions/visible-subject.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read, type Wire } from '../operation/operation.ts';
import { claimsOfVerified } from './access-token-claims.ts';

type Introspection = Wire<'introspectToken', 200>;
type ActiveToken = Extract<Introspection, { readonly active: true }>;

/** Whether a token can be used now, and whose it is (RFC 7662). What is not to be used is `active: false` and nothing more (§2.2). */
export const introspectToken: Operation<'introspectToken'> = async ({ body, caller, heads, now, services }) => {
  const principal = await services.authentication.principalOf(body.token, heads, now);
  if (principal === undefined || !(await isVisibleTo(caller, principal, heads, services)))
    return read(ok<Introspection>({ active: false }));
  return read(
    ok<Introspection>({
      active: true,
      token_type: 'Bearer',
      iss: services.config.issuer,
      sub: principal.id,
      principal_type: principal.type,
      environment: principal.environment,
      ...ofPrincipal(principal),
      ...ofAccessToken(body.token),
    }),
  );
};

function ofPrincipal(principal: Principal): Partial<ActiveToken> {
  if (principal.type === 'user') {
    const { session } = principal;
    return { exp: numericDate(Math.min(session.idleExpiresAt, session.expiresAt)), session_id: session.id };
  }
  const { permission, workspace_id: workspaceId } = principal.record;
  const expiresAt = secretEnd(principal.generation, principal.head);
  const carried = permission === null ? undefined : restorePermission(permission);
  return {
    ...(expiresAt !== null && { exp: numericDate(expiresAt) }),
    ...(workspaceId !== null && { workspace_id: workspaceId }),
    ...(carried?.kind === 'scopes' && carried.scopes.length > 0 && { scope: carried.scopes.join(' ') }),
  };
}

/** An access token ends before what it was minted from. */
function ofAccessToken(token: string): Partial<ActiveToken> {
  const claims = claimsOfVerified(token);
  if (claims === undefined) return {};
  return {
    sub: claims.subject,
    aud: claims.audience,
    client_id: claims.clientId,
    iat: numericDate(claims.issuedAt),
    exp: numericDate(claims.expiresAt),
    jti: claims.id,
  };
}

const numericDate = (epochMilliseconds: number): number => Math.floor(epochMilliseconds / 1_000);
