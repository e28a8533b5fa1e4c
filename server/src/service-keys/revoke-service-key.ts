import { deploymentStream } from '../deployment/deployment.ts';
import { notFound } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { deploymentOwner } from './new-service-key.ts';

/** Ends a service key for ever, at once and everywhere. */
export const revokeServiceKey: Operation<'revokeServiceKey'> = async ({ path, now, services }) => {
  const { apiTokens } = services;
  const key = await apiTokens.find(deploymentOwner, 'service_key', path.token_id);
  if (key === undefined) throw notFound();
  if (key.state === 'revoked') return { events: [], changes: [], answer: noContent() };

  return {
    events: [
      {
        action: 'service_key.revoked',
        stream: deploymentStream,
        target: { type: 'service_key', id: key._id, name: key.name },
      },
    ],
    changes: [...apiTokens.revoke(key, now), ...(await apiTokens.giveUpName(key))],
    answer: noContent(),
  };
};
