import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { StartRefused } from '../errors/start-refused.ts';
import { type DeploymentSecrets, openBox } from './sealed-box.ts';
import type { SignatureAlgorithmName } from './signature-algorithm.ts';
import { bindingOf, type SigningKeyDocument, upcomingKey } from './signing-key.ts';

export interface VerificationKey {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithmName;
  readonly publicKey: KeyObject;
}

export interface SigningKey extends VerificationKey {
  readonly privateKey: KeyObject;
}

/** What the keys were sealed under is another secret, or their boxes were altered. */
export class ForeignSecret extends StartRefused {
  override readonly name = 'ForeignSecret';
  constructor(keyId: string) {
    super(
      `The signing key ${keyId} does not open with this SECRET_KEY. Start with the one that the store was written with; to replace it, set the old one as SECRET_KEY_PREVIOUS.`,
    );
  }
}

/** The deployment's keys at one version, ready for use. A change of any key raises the version; the old set is thrown away whole. */
export interface SigningKeySet {
  readonly version: number;
  /** The key that signed when the set was opened. */
  readonly active: SigningKey;
  /** The key that signs a token made at `now`: a published key takes over at its time, without a change of the store. */
  readonly signerAt: (now: number) => SigningKey;
  /** Every key whose tokens are accepted, by exact `kid`. */
  readonly accepted: ReadonlyMap<string, VerificationKey>;
}

/**
 * Prepares the keys of the store for signing and checking. Retired keys are left out. Throws a defect when there is not
 * exactly one active key.
 * @throws {ForeignSecret}
 */
export function openSigningKeySet(
  documents: readonly SigningKeyDocument[],
  version: number,
  secrets: DeploymentSecrets,
): SigningKeySet {
  const [active, ...others] = documents.filter((document) => document.state === 'active');
  if (active === undefined || others.length > 0) throw new Error('a deployment needs exactly one active signing key');
  const upcoming = upcomingKey(documents, active);
  const accepted = documents.filter((document) => document.state !== 'retired').map(openVerificationKey);
  const open = (document: SigningKeyDocument): SigningKey => ({
    ...openVerificationKey(document),
    privateKey: openPrivateKey(document, secrets),
  });
  const current = open(active);
  const next = upcoming === undefined ? undefined : { ...open(upcoming), from: upcoming.signs_from };
  return {
    version,
    active: current,
    signerAt: (now) => (next !== undefined && now >= next.from ? next : current),
    accepted: new Map(accepted.map((key) => [key.keyId, key])),
  };
}

function openVerificationKey({ _id, algorithm, public_jwk }: SigningKeyDocument): VerificationKey {
  return { keyId: _id, algorithm, publicKey: createPublicKey({ key: { ...public_jwk }, format: 'jwk' }) };
}

function openPrivateKey({ _id, sealed_private_key }: SigningKeyDocument, secrets: DeploymentSecrets): KeyObject {
  const pkcs8 = openBox(sealed_private_key, bindingOf(_id), secrets);
  if (pkcs8 === undefined) throw new ForeignSecret(_id);
  return createPrivateKey({ key: pkcs8, type: 'pkcs8', format: 'der' });
}
