import { type DeploymentHead, deploymentHeadId } from '../deployment/deployment.ts';
import { ServiceError } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { ForeignSecret } from '../signing-keys/signing-key-set.ts';

/**
 * The process can serve: its store answers, its secret opens the signing keys, and it is not about to end. Mails wait in the
 * outbox, so a mail server that is away takes nothing out of service. Throws `unavailable`, a 503, otherwise, so that a
 * balancer sends its requests elsewhere while those under way are finished.
 */
export const getReadiness: Operation<'getReadiness'> = async ({ heads, services }) => {
  if (services.readiness.isDraining)
    throw new ServiceError('unavailable', { detail: 'This process is about to end.', retryAfterSeconds: 1 });
  await services.ping();
  const deployment = await heads.one<DeploymentHead>(deploymentHeadId);
  try {
    // Opened once for each version of the set: this costs a look at the head.
    await services.signingKeys.keySet(deployment?.signing_keys_version ?? 0);
  } catch (cause) {
    if (!(cause instanceof ForeignSecret)) throw cause;
    throw new ServiceError('unavailable', {
      detail: 'This process cannot open the signing keys.',
      retryAfterSeconds: 10,
      cause,
    });
  }
  return read(ok({ status: 'ok' }));
};
