import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { type DeploymentSecrets, openBox } from './sealed-box.ts';
import type { SignatureAlgorithmName } from './signature-algorithm.ts';
import { bindingOf, type SigningKeyDocument } from './signing-key.ts';

export interface VerificationKey {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithmName;
  readonly publicKey: KeyObject;
}

export interface SigningKey extends VerificationKey {
  readonly privateKey: KeyObject;
}

/** The deployment's keys at one version, ready for use. A change of any key raises the version; the old set is thrown away whole. */
export interface SigningKeySet {
  readonly version: number;
  /** The key that signs new tokens. */
  readonly active: SigningKey;
  /** Every key whose tokens are accepted, by exact `kid`. */
  readonly accepted: ReadonlyMap<string, VerificationKey>;
}

/**
 * Prepares the keys of the store for signing and checking. Retired keys are left out. Throws a defect when there is not
 * exactly one active key, or when its private half does not open: the deployment was started with a foreign secret.
 */
export function openSigningKeySet(
  documents: readonly SigningKeyDocument[],
  version: number,
  secrets: DeploymentSecrets,
): SigningKeySet {
  const [active, ...others] = documents.filter((document) => document.state === 'active');
  if (active === undefined || others.length > 0) throw new Error('a deployment needs exactly one active signing key');
  const accepted = documents.filter((document) => document.state !== 'retired').map(openVerificationKey);
  return {
    version,
    active: { ...openVerificationKey(active), privateKey: openPrivateKey(active, secrets) },
    accepted: new Map(accepted.map((key) => [key.keyId, key])),
  };
}

function openVerificationKey({ _id, algorithm, public_jwk }: SigningKeyDocument): VerificationKey {
  return { keyId: _id, algorithm, publicKey: createPublicKey({ key: { ...public_jwk }, format: 'jwk' }) };
}

function openPrivateKey({ _id, sealed_private_key }: SigningKeyDocument, secrets: DeploymentSecrets): KeyObject {
  const pkcs8 = openBox(sealed_private_key, bindingOf(_id), secrets);
  if (pkcs8 === undefined) throw new Error(`the signing key ${_id} does not open with this deployment's secret`);
  return createPrivateKey({ key: pkcs8, type: 'pkcs8', format: 'der' });
}
