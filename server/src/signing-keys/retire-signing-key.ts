import { minutes, wireTime } from '../clock.ts';
import { type DeploymentHead, deploymentHeadId, deploymentStream } from '../deployment/deployment.ts';
import { notFound, ServiceError } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { type KeyStanding, keyTimeline } from './key-timeline.ts';
import type { SigningKeyDocument } from './signing-key.ts';

/** Takes a key out of use for good: no token of it counts from the next request on, in every process. */
export const retireSigningKey: Operation<'retireSigningKey'> = async ({ path, query, heads, now, services }) => {
  const { signingKeys, deployment } = services;
  const head = await heads.one<DeploymentHead>(deploymentHeadId);
  const key = await signingKeys.find(path.key_id);
  if (key === undefined || head === undefined) throw notFound();
  if (key.state === 'retired') return { events: [], changes: [], answer: noContent() };
  const timeline = keyTimeline(await signingKeys.inUse(), now);
  requireRetirable(key, timeline.standingOf(key), query.immediately === 'true', now);

  return {
    events: [
      {
        action: 'signing_key.retired',
        stream: deploymentStream,
        target: { type: 'signing_key', id: key._id, name: null },
      },
    ],
    changes: [deployment.raiseSigningKeysVersion(head), ...signingKeys.catchUp(timeline), signingKeys.retire(key, now)],
    answer: noContent(),
  };
};

function requireRetirable(
  key: SigningKeyDocument,
  { phase, retirableAt }: KeyStanding,
  isUrgent: boolean,
  now: number,
): void {
  if (phase === 'active') throw conflict('This key signs. Rotate first.');
  // Another process, whose clock is a little ahead, may be signing with it already.
  if (phase === 'upcoming' && now >= key.signs_from - minutes(1)) throw conflict('This key is about to sign.');
  if (phase === 'superseded' && retirableAt !== null && now < retirableAt && !isUrgent)
    throw conflict(`Tokens that it signed may be in use until ${wireTime(retirableAt)}.`);
}

const conflict = (detail: string): ServiceError => new ServiceError('conflict', { detail });
