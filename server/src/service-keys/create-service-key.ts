import { newTokenRefusals } from '../api-tokens/new-token-refusals.ts';
import { tokenExpiry } from '../api-tokens/token-expiry.ts';
import { generateSecret } from '../api-tokens/token-format.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { newServiceKey } from './new-service-key.ts';
import { presentServiceKey } from './present-service-key.ts';

/** Issues the key with which an API server verifies its callers' credentials. The secret is in this answer only. */
export const createServiceKey: Operation<'createServiceKey'> = async ({ body, caller, now, services }) => {
  const { apiTokens, catalog } = services;
  const secret = generateSecret('service_key', undefined, catalog.tokenBrand);
  const key = newServiceKey({
    name: body.name.normalize('NFC'),
    description: body.description ?? null,
    createdBy: caller.id,
    expiresAt: tokenExpiry(body.expires_at, { defaultDays: null, maximumDays: null }, now),
    secret,
    now,
  });
  const room = await apiTokens.roomFor(key.owner, key.name, now);

  return {
    events: [
      {
        action: 'service_key.created',
        stream: deploymentStream,
        target: { type: 'service_key', id: key._id, name: key.name },
      },
    ],
    changes: apiTokens.insert(key, secret.digest, room, newTokenRefusals()),
    answer: created(`/v1/operator/service-keys/${key._id}`, {
      ...presentServiceKey(key, undefined, now),
      secret: secret.value,
    }),
  };
};
