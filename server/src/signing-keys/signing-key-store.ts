import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Store } from '../storage/port.ts';
import type { KeyTimeline } from './key-timeline.ts';
import type { DeploymentSecrets } from './sealed-box.ts';
import { createSigningKey, type NewSigningKey, type SigningKeyDocument } from './signing-key.ts';
import { openSigningKeySet, type SigningKeySet } from './signing-key-set.ts';

export const signingKeyStore = (store: Store, secrets: DeploymentSecrets) => {
  let opened: SigningKeySet | undefined;

  const documents = (): Promise<SigningKeyDocument[]> =>
    store.find<SigningKeyDocument>('signing_keys', {}, { sort: { created_at: -1, _id: -1 } });
  const supersede = (key: SigningKeyDocument, at: number): Change => ({
    update: 'signing_keys',
    where: { _id: key._id },
    set: { $set: { state: 'published', superseded_at: at } },
  });

  return {
    /** Every key that was ever made; retired ones too. */
    documents,

    find: (keyId: string): Promise<SigningKeyDocument | undefined> =>
      store.findOne<SigningKeyDocument>('signing_keys', { _id: keyId }),

    /** The keys whose tokens are accepted, newest first. */
    inUse: async (): Promise<SigningKeyDocument[]> => (await documents()).filter(({ state }) => state !== 'retired'),

    page: (part: Omit<NewestFirst, 'by'>): Promise<Page<SigningKeyDocument>> =>
      findNewestFirst<SigningKeyDocument>(store, 'signing_keys', {}, { by: 'created_at', ...part }),

    /** The keys as they are at the version that the deployment's head names: opened once for each version. */
    async keySet(version: number): Promise<SigningKeySet> {
      if (opened?.version !== version) opened = openSigningKeySet(await documents(), version, secrets);
      return opened;
    },

    /** A new key, sealed under the deployment's secret, and not stored yet. */
    create: (key: Omit<NewSigningKey, 'secrets'>): Promise<SigningKeyDocument> => createSigningKey({ ...key, secrets }),

    insert: (key: SigningKeyDocument): Change => ({ insert: 'signing_keys', document: key }),

    supersede,

    /** Writes down what has happened by the clock: the published key signs, and the one before no longer does. */
    catchUp: ({ signing, overtaken }: KeyTimeline): Change[] =>
      overtaken === undefined
        ? []
        : [
            supersede(overtaken, signing.signs_from),
            { update: 'signing_keys', where: { _id: signing._id }, set: { $set: { state: 'active' } } },
          ],

    /** For ever: its private half is destroyed. */
    retire: (key: SigningKeyDocument, now: number): Change => ({
      update: 'signing_keys',
      where: { _id: key._id },
      set: { $set: { state: 'retired', retired_at: now, sealed_private_key: '' } },
    }),
  };
};

export type SigningKeyStore = ReturnType<typeof signingKeyStore>;
