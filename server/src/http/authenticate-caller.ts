import type { Context as Http } from 'koa';
import type { Context } from 'openapi-backend';
import { multipleCredentials, type Presented } from '../authentication/presented-credential.ts';
import type { Principal } from '../authentication/principal.ts';
import { ServiceError } from '../errors/service-error.ts';
import { operationTable } from '../generated/operations.gen.ts';
import type { OperationId } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { requireOwnPage, requireSameSite } from './cross-origin.ts';
import type { Dispatch } from './dispatch.ts';
import { type SchemeRequest, schemeOf } from './security-handlers.ts';

export interface CallerRequest {
  readonly id: OperationId;
  readonly presented: Presented;
  readonly http: Http;
  readonly dispatch: Dispatch;
  readonly heads: HeadReader;
  readonly now: number;
  readonly services: Services;
}

const safeMethods: readonly string[] = ['GET', 'HEAD'];

/**
 * Turns the request's credential into a principal. Absent, rejected and unavailable are three answers: 401 without an
 * error, 401 with one, and whatever the store threw, which becomes a 503 and never a 401.
 * @throws {ServiceError} 401 · 400 `multiple_credentials` · 403 `cross_site_request`
 */
export async function authenticateCaller({
  id,
  presented,
  http,
  dispatch,
  heads,
  now,
  services,
}: CallerRequest): Promise<Principal | undefined> {
  if (operationTable[id].permission === 'public') return undefined;
  const { credential, cookieBeside } = presented;
  if (credential === undefined) return dispatch.unauthorized(new ServiceError('authentication_required'));
  const scheme = schemeOf(credential);
  if (cookieBeside !== undefined && !scheme.startsWith('access_token')) throw multipleCredentials();

  const judge = dispatch.securityHandler(scheme);
  const principal: Principal | undefined = await judge({} as Context, {
    credential: credential.text,
    heads,
    now,
  } satisfies SchemeRequest);
  if (principal === undefined) {
    return dispatch.unauthorized(
      new ServiceError(services.authentication.rejectionOf(credential.text, credential.place === 'api_key_header')),
    );
  }
  if (cookieBeside !== undefined) await requireOwnCookie(cookieBeside, principal, dispatch, { heads, now });
  if (credential.place === 'cookie') requireOwnSite(id, http, services);
  return principal;
}

/** An access token may stand beside the cookie of its own session: that is how pages send both. */
async function requireOwnCookie(
  cookie: string,
  principal: Principal,
  dispatch: Dispatch,
  at: { readonly heads: HeadReader; readonly now: number },
): Promise<void> {
  const beside: Principal | undefined = await dispatch.securityHandler('session_cookie')({} as Context, {
    credential: cookie,
    ...at,
  } satisfies SchemeRequest);
  const isOwn = principal.type === 'user' && beside?.type === 'user' && beside.session.id === principal.session.id;
  if (!isOwn) throw multipleCredentials();
}

/** The browser sends the cookie by itself, whoever made the request; so a write, or a token to read, needs proof of who did. */
function requireOwnSite(id: OperationId, { method, headers }: Http, services: Services): void {
  if (!safeMethods.includes(method)) requireSameSite(headers, services.config);
  else if (id === 'mintAccessToken') requireOwnPage(headers);
}
