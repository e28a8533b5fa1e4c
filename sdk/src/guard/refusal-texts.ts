/** The refusals that a guard can give, worded as the service words them: callers cannot tell who refused them. */
export const refusalTexts = {
  invalid_request: {
    status: 400,
    title: 'The request does not follow the contract',
    detail:
      'At least one member, parameter or header of the request is missing, unknown or not in the documented form.',
  },
  multiple_credentials: {
    status: 400,
    title: 'More than one credential',
    detail: 'The request carries two different credentials, and the service does not choose between them.',
  },
  authentication_required: {
    status: 401,
    title: 'A credential is needed',
    detail: 'This operation needs a credential and the request carries none.',
  },
  invalid_api_key: {
    status: 401,
    title: 'The API token is not valid',
    detail: 'The API token is unknown, malformed, expired, suspended or revoked.',
  },
  invalid_token: {
    status: 401,
    title: 'The token is not valid',
    detail: 'The session token or access token is unknown, malformed, expired or no longer in force.',
  },
  insufficient_permissions: {
    status: 403,
    title: 'The permission is missing',
    detail: 'The caller is known, but has no grant that allows this.',
  },
  fields_required: {
    status: 403,
    title: 'The touched fields must be named',
    detail: 'Access is limited to certain fields and the request does not say which fields it touches.',
  },
  wrong_environment: {
    status: 403,
    title: 'The environment does not fit',
    detail: 'The credential belongs to the other environment, live or test.',
  },
  workspace_suspended: {
    status: 403,
    title: 'The workspace is suspended',
    detail: 'The workspace is suspended, and nothing in it can be used until it is resumed.',
  },
  cross_site_request: {
    status: 403,
    title: 'The request came from another site',
    detail:
      'A request with the session cookie carries no proof that it was sent by a page of this service or of an allowed origin.',
  },
  not_found: {
    status: 404,
    title: 'Not found',
    detail: 'There is nothing here, or nothing that the caller may know of.',
  },
  rate_limit_exceeded: {
    status: 429,
    title: 'Too many requests',
    detail: 'The quota of this caller, address or account is used up for now.',
  },
  unavailable: {
    status: 503,
    title: 'Temporarily unavailable',
    detail: 'The service could not do its work in time, for example because its store does not answer.',
  },
} as const;

export type RefusalCode = keyof typeof refusalTexts;
