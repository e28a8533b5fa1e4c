import type { ServiceError } from '../errors/service-error.ts';
import type { SigningKeyDocument } from '../signing-keys/signing-key.ts';
import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { Change, EventDocument, Store } from '../storage/port.ts';
import { type DeploymentHead, deploymentHeadId, storeFormat } from './deployment.ts';

export const deploymentStore = (store: Store) => ({
  async head(): Promise<DeploymentHead | undefined> {
    return (await store.heads<DeploymentHead>([deploymentHeadId])).get(deploymentHeadId);
  },

  /** Founds the deployment in an empty store. Of several processes that start at once, one does; the others find it done. */
  async found(event: EventDocument, signingKey: SigningKeyDocument): Promise<void> {
    const head: DeploymentHead = {
      _id: deploymentHeadId,
      format: storeFormat,
      is_set_up: false,
      operators: 0,
      signing_keys_version: 1,
    };
    await commitUnlessOvertaken(
      store,
      [event],
      [
        { insert: 'heads', document: head },
        { insert: 'signing_keys', document: signingKey },
        { insert: 'counters', document: { _id: 'tokens:deployment', count: 0 } },
      ],
    );
  },

  /** Operators who can act are counted: those who are suspended are not. */
  addOperator: (): Change => ({
    update: 'heads',
    where: { _id: deploymentHeadId },
    set: { $inc: { operators: 1 } },
  }),

  /** There is always one who can act. */
  removeOperator: (lastOperator: ServiceError): Change => ({
    update: 'heads',
    where: { _id: deploymentHeadId, operators: { $gt: 1 } },
    set: { $inc: { operators: -1 } },
    otherwise: lastOperator,
  }),

  /** The signing keys change: of several changes at once one is made, and every remembered token is judged anew. */
  raiseSigningKeysVersion: ({ signing_keys_version }: DeploymentHead): Change => ({
    update: 'heads',
    where: { _id: deploymentHeadId, signing_keys_version },
    set: { $inc: { signing_keys_version: 1 } },
  }),

  /** Uses the setup token up. */
  completeSetup: (otherwise: ServiceError): Change => ({
    update: 'heads',
    where: { _id: deploymentHeadId, is_set_up: false },
    set: { $set: { is_set_up: true }, $inc: { operators: 1 } },
    otherwise,
  }),
});

export type DeploymentStore = ReturnType<typeof deploymentStore>;
