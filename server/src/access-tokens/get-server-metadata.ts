import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';

/** Where an OAuth client finds what (RFC 8414 §3). Every address is the configured issuer's, never the request's. */
export const getServerMetadata: Operation<'getServerMetadata'> = ({ services }) => {
  const { issuer } = services.config;
  return read(
    ok({
      issuer,
      token_endpoint: `${issuer}/v1/token`,
      token_endpoint_auth_methods_supported: ['none'],
      grant_types_supported: ['refresh_token'],
      response_types_supported: [],
      introspection_endpoint: `${issuer}/v1/introspect`,
      introspection_endpoint_auth_methods_supported: ['Bearer'],
      revocation_endpoint: `${issuer}/v1/revoke`,
      revocation_endpoint_auth_methods_supported: ['none'],
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      service_documentation: `${issuer}/docs`,
    }),
  );
};
