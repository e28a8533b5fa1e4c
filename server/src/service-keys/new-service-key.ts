import type { ApiTokenRecord } from '../api-tokens/api-token.ts';
import type { Secret } from '../api-tokens/token-format.ts';
import { newIdentifier } from '../identifier.ts';

/** Who owns the keys of the deployment. */
export const deploymentOwner = 'deployment';

/** A key of the deployment, before it is stored. Its rights are fixed, so it carries no permission. */
export const newServiceKey = (about: {
  readonly name: string;
  readonly description: string | null;
  readonly createdBy: string;
  readonly expiresAt: number | null;
  readonly secret: Secret;
  readonly now: number;
}): ApiTokenRecord => ({
  _id: newIdentifier('tok'),
  kind: 'service_key',
  owner: deploymentOwner,
  workspace_id: null,
  reach: null,
  name: about.name,
  description: about.description,
  environment: 'live',
  permission: null,
  resource_limit: null,
  state: 'active',
  counted: true,
  created_at: about.now,
  created_by: about.createdBy,
  expires_at: about.expiresAt,
  revoked_at: null,
  warned_days: null,
  display_prefix: about.secret.prefix,
  last_four: about.secret.lastFour,
});
