import type { ErrorCode } from '../errors/registry.gen.ts';
import type { ServiceError } from '../errors/service-error.ts';

/** The words of RFC 6749 §5.2, and of RFC 6750 §3.1 for a refused Bearer credential. */
export type OauthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'access_denied'
  | 'temporarily_unavailable'
  | 'server_error';

const words: { readonly [Code in ErrorCode]?: OauthErrorCode } = {
  invalid_grant: 'invalid_grant',
  unsupported_grant_type: 'unsupported_grant_type',
  invalid_scope: 'invalid_scope',
  authentication_required: 'invalid_client',
  invalid_api_key: 'invalid_token',
  invalid_token: 'invalid_token',
  insufficient_permissions: 'insufficient_scope',
  workspace_suspended: 'access_denied',
  cross_site_request: 'access_denied',
  conflict: 'temporarily_unavailable',
  rate_limit_exceeded: 'temporarily_unavailable',
  unavailable: 'temporarily_unavailable',
  internal_error: 'server_error',
};

/** What OAuth clients read of a refusal. The rest of the problem stands beside it. */
export const oauthError = ({
  code,
  detail,
}: ServiceError): { readonly error: OauthErrorCode; readonly error_description: string } => ({
  error: words[code] ?? 'invalid_request',
  error_description: detail
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replaceAll(/[^ -~]/g, '?'),
});
