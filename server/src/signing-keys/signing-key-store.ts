import type { Change, Store } from '../storage/port.ts';
import type { DeploymentSecrets } from './sealed-box.ts';
import type { SigningKeyDocument } from './signing-key.ts';
import { openSigningKeySet, type SigningKeySet } from './signing-key-set.ts';

export const signingKeyStore = (store: Store, secrets: DeploymentSecrets) => {
  let opened: SigningKeySet | undefined;

  const documents = (): Promise<SigningKeyDocument[]> =>
    store.find<SigningKeyDocument>('signing_keys', {}, { sort: { created_at: -1, _id: -1 } });

  return {
    /** Every key that was ever made; retired ones too. */
    documents,

    /** The keys as they are at the version that the deployment's head names: opened once for each version. */
    async keySet(version: number): Promise<SigningKeySet> {
      if (opened?.version !== version) opened = openSigningKeySet(await documents(), version, secrets);
      return opened;
    },

    insert: (key: SigningKeyDocument): Change => ({ insert: 'signing_keys', document: key }),
  };
};

export type SigningKeyStore = ReturnType<typeof signingKeyStore>;
