// Generated from openapi/errors.yaml by `npm run generate`. Do not edit.
export const errorRegistry = {
  invalid_request: {
    status: 400,
    title: 'The request does not follow the contract',
    meaning: 'At least one member, parameter or header of the request is missing, unknown or not in the documented form.',
    causes: [
      'A member or query parameter that the operation does not have; requests are closed, so a typing error is found at once.',
      'A value outside the documented bounds, pattern or format, or of another JSON type.',
      'A body that is no JSON, no UTF-8, nested too deeply, or names the same member twice.',
    ],
    remedy: 'Read `errors`, correct each place it points to, and send the request again.',
  },
  multiple_credentials: {
    status: 400,
    title: 'More than one credential',
    meaning: 'The request carries two different credentials, and the service does not choose between them.',
    causes: [
      'A browser sent the session cookie beside an `Authorization` or `X-API-Key` header.',
      'Two headers carry different tokens, or one header was sent twice.',
    ],
    remedy: 'Send one credential only. In a browser, omit the cookie when you send a header.',
  },
  invalid_cursor: {
    status: 400,
    title: 'The cursor is not usable',
    meaning: 'The cursor was altered, or it belongs to another list, workspace or filter.',
    causes: [
      'The cursor was cut, changed or encoded once too often.',
      'The filters, the workspace or the list are not those that the cursor came from.',
    ],
    remedy: 'Start again without a cursor, and pass `next_cursor` back unchanged and with the same filters.',
  },
  invalid_grant: {
    status: 400,
    title: 'The refresh token is not valid',
    meaning: 'The refresh token is unknown, expired or used already, or its session has ended.',
    causes: [
      'The refresh token was used before, and longer ago than the grace allows: the session has been ended, since one of two holders stole it.',
      'The session was ended by a sign-out, a new password, an operator, or its idle or absolute limit.',
    ],
    remedy: 'Use the newest refresh token of the session. If there is none, sign in again.',
  },
  unsupported_grant_type: {
    status: 400,
    title: 'The grant is not supported',
    meaning: 'The token endpoint takes the grant type refresh_token and no other.',
    causes: [
      'A client library asked for a password, client-credentials or authorization-code grant.',
    ],
    remedy: 'Sign in with `POST /v1/sessions`, or send `grant_type=refresh_token`.',
  },
  invalid_scope: {
    status: 400,
    title: 'The scope is not available',
    meaning: 'A session has no scopes, so a refresh can ask for none.',
    causes: [
      'A client library adds `scope` to each refresh by itself.',
    ],
    remedy: 'Leave `scope` out.',
  },
  authentication_required: {
    status: 401,
    title: 'A credential is needed',
    meaning: 'This operation needs a credential and the request carries none.',
    causes: [
      'The header is missing, or its name is misspelt.',
      'The cookie was not sent: the call lacks `credentials: include`, or the address is not the one that set it.',
    ],
    remedy: 'Send one of the credentials that the operation lists.',
  },
  invalid_credentials: {
    status: 401,
    title: 'The sign-in was refused',
    meaning: 'The e-mail address and the password do not belong together.',
    causes: [
      'The password is wrong, or the address has no account.',
      'The address is not verified yet: the mailed code comes first.',
    ],
    remedy: 'Check both. The answer is the same whether or not an account with this address exists.',
  },
  invalid_api_key: {
    status: 401,
    title: 'The API token is not valid',
    meaning: 'The API token is unknown, malformed, expired, suspended or revoked.',
    causes: [
      'The token was copied incompletely: the checksum at its end finds that out without a look-up.',
      'It has expired, was suspended or revoked, or its overlap after a rotation is over.',
      'Its owner was suspended, or its workspace deleted.',
    ],
    remedy: 'Use an active token. If this one may have leaked, revoke it and create another.',
  },
  invalid_token: {
    status: 401,
    title: 'The token is not valid',
    meaning: 'The session token or access token is unknown, malformed, expired or no longer in force.',
    causes: [
      'The session was idle for too long, reached its absolute limit, or was ended from elsewhere.',
      'The access token has expired, or the session or API token that it was made from has ended.',
      'A refresh token was sent where a session or access token belongs.',
    ],
    remedy: 'Mint a new access token, or sign in again if the session has ended.',
  },
  insufficient_permissions: {
    status: 403,
    title: 'The permission is missing',
    meaning: 'The caller is known, but has no grant that allows this.',
    causes: [
      'The role, or the token\'s own permission, does not cover the action on this resource.',
      'A deny matches: it wins over every allow.',
      'The operation is closed to this kind of credential; API tokens never manage people, tokens or policies.',
    ],
    remedy: 'Ask an owner or admin of the workspace for the permission that `required` names.',
  },
  fields_required: {
    status: 403,
    title: 'The touched fields must be named',
    meaning: 'Access is limited to certain fields and the request does not say which fields it touches.',
    causes: [
      'A grant allows or denies some fields only, so the answer depends on which fields are touched.',
    ],
    remedy: 'List every touched field in `fields`.',
  },
  wrong_environment: {
    status: 403,
    title: 'The environment does not fit',
    meaning: 'The credential belongs to the other environment, live or test.',
    causes: [
      'A `test` key was used for live data, or a `live` key for test data.',
      'The workspace\'s policy no longer admits the key\'s environment.',
    ],
    remedy: 'Use a credential of the environment you call.',
  },
  workspace_suspended: {
    status: 403,
    title: 'The workspace is suspended',
    meaning: 'The workspace is suspended, and nothing in it can be used until it is resumed.',
    causes: [
      'An operator suspended the workspace. Its keys are refused at verification for the same time.',
    ],
    remedy: 'Ask the operator of the deployment to resume it.',
  },
  recent_authentication_required: {
    status: 403,
    title: 'The password is needed again',
    meaning: 'This operation needs a session in which the password was given within the last ten minutes.',
    causes: [
      'The session is older than ten minutes, and the operation cannot be undone or gives a thief the account.',
    ],
    remedy: 'Give the password again for this session, then repeat the request.',
  },
  cross_site_request: {
    status: 403,
    title: 'The request came from another site',
    meaning: 'A request with the session cookie carries no proof that it was sent by a page of this service or of an allowed origin.',
    causes: [
      'A page of another origin sent the request, or a client that sends neither `Sec-Fetch-Site` nor `Origin` used the cookie.',
      'The origin of your page is not in the deployment\'s `CORS_ORIGINS`.',
    ],
    remedy: 'Send the request from an allowed origin, or use a header credential instead of the cookie.',
  },
  not_found: {
    status: 404,
    title: 'Not found',
    meaning: 'There is nothing here, or nothing that the caller may know of.',
    causes: [
      'The path is misspelt, or has a slash too many at its end.',
      'The id belongs to another workspace, or to one that you are not a member of: both look like an id that never existed.',
      'The resource was deleted, or you have left the workspace.',
    ],
    remedy: 'Check the path and the ids, and whether the caller is a member of the workspace.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The method is not supported here',
    meaning: 'The path exists, but not with this method.',
    causes: [
      'The path is right and the method is not, such as `PUT` where the contract says `PATCH`.',
    ],
    remedy: 'Use one of the methods in the `Allow` header.',
  },
  not_acceptable: {
    status: 406,
    title: 'No acceptable representation',
    meaning: 'The `Accept` header excludes every representation that the operation can give.',
    causes: [
      '`Accept` names media types, and neither the operation\'s own nor `*/*` is among them.',
    ],
    remedy: 'Accept `application/json`, or leave the header out.',
  },
  conflict: {
    status: 409,
    title: 'The current state does not allow this',
    meaning: 'The state of the resource changed or does not allow the request.',
    causes: [
      'Somebody else changed the resource between your read and your write.',
      'The change does not fit the state, such as resuming what is not suspended.',
    ],
    remedy: 'Read the resource again and decide anew.',
  },
  name_taken: {
    status: 409,
    title: 'The name is in use',
    meaning: 'Another resource already has this name, slug or address.',
    causes: [
      'A live token or role of the same owner has the name; an expired or revoked token gives its name up.',
      'A workspace has, or had, the slug: slugs are never given out again.',
    ],
    remedy: 'Choose another one.',
  },
  last_owner: {
    status: 409,
    title: 'The last owner has to stay',
    meaning: 'A workspace keeps at least one owner and the deployment at least one operator, and this would remove the last.',
    causes: [
      'You would leave, step down, be removed or be deleted as the only owner.',
      'You would take the rights of the deployment\'s only operator.',
    ],
    remedy: 'Make somebody else owner or operator first.',
  },
  already_member: {
    status: 409,
    title: 'Already a member',
    meaning: 'The person is already a member of the workspace.',
    causes: [
      'The invitation was accepted before, or goes to somebody who is in the workspace already.',
    ],
    remedy: 'Change the existing membership instead.',
  },
  role_in_use: {
    status: 409,
    title: 'The role is in use',
    meaning: 'Members, tokens or invitations still have this role.',
    causes: [
      'Members, open invitations or live tokens carry the role. `previewChange` lists them.',
    ],
    remedy: 'Give them another role first.',
  },
  rotation_in_progress: {
    status: 409,
    title: 'A rotation is in progress',
    meaning: 'The token still has two valid secrets from its last rotation.',
    causes: [
      'The token was rotated a short while ago, and its overlap is not over: a third live secret is never made.',
    ],
    remedy: 'Wait for the overlap to end, end it, or rotate with `overlap_seconds` set to 0.',
  },
  limit_reached: {
    status: 409,
    title: 'A limit is reached',
    meaning: 'The owner already has as many of these as the service allows.',
    causes: [
      '100 live tokens per owner, 100 workspaces per person, 200 custom roles per workspace, or 100 grants per permission.',
    ],
    remedy: 'Remove one that is no longer needed.',
  },
  gone: {
    status: 410,
    title: 'Already used',
    meaning: 'The one-time code or token was used before or is no longer valid.',
    causes: [
      'The code was used, replaced by a newer one, or is too old.',
      'The invitation was accepted, declined or revoked.',
    ],
    remedy: 'Ask for a new one.',
  },
  precondition_failed: {
    status: 412,
    title: 'The resource has changed',
    meaning: 'The `If-Match` header names a version that is no longer the current one.',
    causes: [
      'Somebody changed the resource after you had read it, so your change would overwrite theirs unseen.',
    ],
    remedy: 'Read the resource again, apply the change to it, and send its new `ETag`.',
  },
  payload_too_large: {
    status: 413,
    title: 'The body is too large',
    meaning: 'The request body is larger than this operation accepts.',
    causes: [
      'The body exceeds 64 KiB, or 1 MiB where batches are taken.',
    ],
    remedy: 'Send less, or split the request.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The media type is not supported',
    meaning: 'The body is not in the media type or encoding that the operation reads.',
    causes: [
      '`Content-Type` is missing, or is not `application/json` (for the three OAuth endpoints: `application/x-www-form-urlencoded`).',
      'The body is compressed, or in another character set than UTF-8.',
    ],
    remedy: 'Send the body as `application/json` in UTF-8, without a content encoding.',
  },
  semantic_error: {
    status: 422,
    title: 'The request cannot be carried out as written',
    meaning: 'The request follows the contract, but its values contradict each other or name something that does not exist.',
    causes: [
      'Two members contradict each other, such as an expiry in the past.',
      'The request names a role, scope, workspace or person that does not exist, or that you may not know of.',
    ],
    remedy: 'Read `errors` and correct each place it points to.',
  },
  password_too_weak: {
    status: 422,
    title: 'The password is too easy to guess',
    meaning: 'The password is too short, or it is common, repetitive or built from the account\'s own words.',
    causes: [
      'The password is on the list of those that people really choose, or is built from the account\'s own words.',
    ],
    remedy: 'Choose a longer phrase that nobody would guess; 15 characters or more, any characters.',
  },
  permission_exceeds_yours: {
    status: 422,
    title: 'The permission exceeds the caller\'s own',
    meaning: 'Nobody can hand out more than they hold, and part of this permission is not provably within the caller\'s rights.',
    causes: [
      'A key, role or invitation would carry a grant that your own role does not contain.',
      'The grant may be contained, but that cannot be proved, such as a wildcard against a list.',
    ],
    remedy: 'Leave out the grant that `errors` points to.',
  },
  unknown_action: {
    status: 422,
    title: 'The action is not in the catalog',
    meaning: 'A grant names an action that this deployment\'s catalog does not know.',
    causes: [
      'A typing error, or an action of another preset.',
    ],
    remedy: 'Use actions listed by `GET /v1/catalog`.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The idempotency key was used for another request',
    meaning: 'The same `Idempotency-Key` came before with a different body.',
    causes: [
      'The key is made from something that is not unique, such as a name or a date.',
      'A retry changed the body, such as a time in it.',
    ],
    remedy: 'Use a new key for a new request, and the same key only to repeat the same request.',
  },
  precondition_required: {
    status: 428,
    title: 'A precondition is required',
    meaning: 'This change needs an `If-Match` header, so that nobody\'s change is overwritten unseen.',
    causes: [
      '`If-Match` is missing on a change of a policy or a role.',
    ],
    remedy: 'Read the resource and send its `ETag` in `If-Match`.',
  },
  rate_limit_exceeded: {
    status: 429,
    title: 'Too many requests',
    meaning: 'The quota of this caller, address or account is used up for now.',
    causes: [
      'More requests than the `RateLimit-Policy` header allows were sent with this credential, or from this address.',
      'Too many wrong passwords were tried for one account; the delay doubles with each, up to 15 minutes.',
      'At `/v1/verify`: the token under question has used up its workspace\'s `requests_per_minute`.',
    ],
    remedy: 'Wait for the number of seconds in `Retry-After`.',
  },
  header_too_large: {
    status: 431,
    title: 'The headers are too large',
    meaning: 'The request line or the header fields are larger than the service reads.',
    causes: [
      'Cookies of other applications on the same domain have piled up.',
    ],
    remedy: 'Send fewer or shorter headers and cookies.',
  },
  internal_error: {
    status: 500,
    title: 'The service failed',
    meaning: 'The service met a defect of its own; the request may be repeated safely only with an idempotency key.',
    causes: [
      'A fault in the service. It is in the log under the `trace_id`.',
    ],
    remedy: 'Report the `trace_id` to the operator.',
  },
  unavailable: {
    status: 503,
    title: 'Temporarily unavailable',
    meaning: 'The service could not do its work in time, for example because its store does not answer.',
    causes: [
      'The store does not answer, or not in time.',
      'More sign-ins arrived at once than passwords can be checked; verification goes on meanwhile.',
      'The process is about to end and finishes what it has.',
    ],
    remedy: 'Repeat the request after the number of seconds in `Retry-After`, creations with the same `Idempotency-Key`.',
  },
} as const;

export type ErrorCode = keyof typeof errorRegistry;
