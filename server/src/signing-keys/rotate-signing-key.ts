import { seconds, wireTime } from '../clock.ts';
import { type DeploymentHead, deploymentHeadId, deploymentStream } from '../deployment/deployment.ts';
import { ServiceError } from '../errors/service-error.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { keyTimeline } from './key-timeline.ts';
import { presentSigningKey } from './present-signing-key.ts';

/** As many as the published set holds. */
const mostKeysInUse = 20;
/** Longer than anybody keeps a copy of the key set by our own word (`Cache-Control`). */
const defaultNoticeSeconds = 300;

/**
 * Makes a new signing key. It is published at once and takes over by the clock, in every process at the same moment; the key
 * before goes on being accepted. So no verifier meets a token whose key it has not seen, and no token is refused.
 */
export const rotateSigningKey: Operation<'rotateSigningKey'> = async ({ body, heads, now, services }) => {
  const { signingKeys, deployment } = services;
  const head = await heads.one<DeploymentHead>(deploymentHeadId);
  if (head === undefined) throw new TypeError('the deployment was never founded');
  const inUse = await signingKeys.inUse();
  const timeline = keyTimeline(inUse, now);
  if (timeline.upcoming !== undefined) {
    throw new ServiceError('conflict', {
      detail: `A new key is published already and signs from ${wireTime(timeline.upcoming.signs_from)}. Wait, or retire it.`,
    });
  }
  if (inUse.length >= mostKeysInUse) {
    throw new ServiceError('limit_reached', {
      detail: `There are ${mostKeysInUse} keys in use. Retire superseded ones first.`,
    });
  }
  const notice = seconds(body.sign_after_seconds ?? defaultNoticeSeconds);
  const isImmediate = notice === 0;
  const key = await signingKeys.create({ state: isImmediate ? 'active' : 'published', now, signsFrom: now + notice });

  return {
    events: [
      {
        action: 'signing_key.rotated',
        stream: deploymentStream,
        target: { type: 'signing_key', id: key._id, name: null },
        changes: [
          { member: 'signing_key', before: timeline.signing._id, after: key._id },
          { member: 'signs_from', before: null, after: wireTime(key.signs_from) },
        ],
      },
    ],
    changes: [
      deployment.raiseSigningKeysVersion(head),
      ...signingKeys.catchUp(timeline),
      ...(isImmediate ? [signingKeys.supersede(timeline.signing, now)] : []),
      signingKeys.insert(key),
    ],
    answer: created(
      `/v1/operator/signing-keys/${key._id}`,
      presentSigningKey(key, { phase: isImmediate ? 'active' : 'upcoming', retirableAt: null }),
    ),
  };
};
