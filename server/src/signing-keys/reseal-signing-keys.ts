import { recordSystemEvent } from '../audit/system-event.ts';
import type { Clock } from '../clock.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { Store } from '../storage/port.ts';
import { type DeploymentSecrets, resealBox } from './sealed-box.ts';
import { bindingOf, type SigningKeyDocument } from './signing-key.ts';

/** Seals the private keys anew after the deployment's secret was changed, so that the previous secret can be dropped. */
export async function resealSigningKeys(store: Store, secrets: DeploymentSecrets, clock: Clock): Promise<void> {
  if (secrets.previous === undefined) return;
  for (const key of await store.find<SigningKeyDocument>('signing_keys', { state: { $ne: 'retired' } })) {
    const resealed = resealBox(key.sealed_private_key, bindingOf(key._id), secrets);
    if (resealed === undefined) continue;
    const event = recordSystemEvent(
      {
        action: 'signing_key.resealed',
        stream: deploymentStream,
        target: { type: 'signing_key', id: key._id, name: null },
      },
      clock.now(),
    );
    // Overtaken by another process that started at the same time, and has done it.
    await commitUnlessOvertaken(
      store,
      [event],
      [
        {
          update: 'signing_keys',
          where: { _id: key._id, sealed_private_key: key.sealed_private_key },
          set: { $set: { sealed_private_key: resealed } },
        },
      ],
    );
  }
}
