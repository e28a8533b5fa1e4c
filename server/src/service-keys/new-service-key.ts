import type { ApiTokenRecord } from '../api-tokens/api-token.ts';
import { type NewApiToken, newApiToken } from '../api-tokens/new-api-token.ts';

/** Who owns the keys of the deployment. */
export const deploymentOwner = 'deployment';

/** A key of the deployment, before it is stored. Its rights are fixed, so it carries no permission. */
export const newServiceKey = (about: NewApiToken & { readonly createdBy: string }): ApiTokenRecord =>
  newApiToken(about, {
    kind: 'service_key',
    owner: deploymentOwner,
    workspace_id: null,
    reach: null,
    environment: 'live',
    permission: null,
    resource_limit: null,
    created_by: about.createdBy,
  });
