import { generateKeyPair as generateKeyPairWithCallback } from 'node:crypto';
import { promisify } from 'node:util';
import type { Document } from '../storage/port.ts';
import { type PublicJwk, publicJwkOf, thumbprintOf } from './public-jwk.ts';
import { type BoxBinding, type DeploymentSecrets, sealBox } from './sealed-box.ts';
import type { SignatureAlgorithmName } from './signature-algorithm.ts';

const generateKeyPair = promisify(generateKeyPairWithCallback);

/**
 * `active` signs, `published` is only checked against (not yet signing, or no longer), `retired` is kept for the record.
 * Exactly one key of a deployment is active.
 */
export type SigningKeyState = 'active' | 'published' | 'retired';

/** A document of the collection `signing_keys`. The private key is readable only with the deployment's secret. */
export interface SigningKeyDocument extends Document {
  /** The `kid`: the RFC 7638 thumbprint of the public key, so an id can never name another key. */
  readonly _id: string;
  readonly algorithm: SignatureAlgorithmName;
  readonly state: SigningKeyState;
  readonly public_jwk: PublicJwk;
  /** PKCS #8, sealed; see `sealed-box.ts`. */
  readonly sealed_private_key: string;
  /** Epoch milliseconds. */
  readonly created_at: number;
  /** From when on it signs. A published key takes over from the active one at this time, by itself. */
  readonly signs_from: number;
  /** Since when it signs no more, once that is written down; null before. */
  readonly superseded_at: number | null;
  readonly retired_at: number | null;
}

/** The published key that is to take over from the active one, or has by now. */
export const upcomingKey = (
  documents: readonly SigningKeyDocument[],
  active: SigningKeyDocument,
): SigningKeyDocument | undefined =>
  documents.find(
    (document) =>
      document.state === 'published' && document.superseded_at === null && document.signs_from > active.signs_from,
  );

export interface NewSigningKey {
  readonly state: SigningKeyState;
  readonly secrets: DeploymentSecrets;
  readonly now: number;
  /** Absent means now. */
  readonly signsFrom?: number;
}

/** Makes an ES256 key pair and its document. */
export async function createSigningKey({
  state,
  secrets,
  now,
  signsFrom = now,
}: NewSigningKey): Promise<SigningKeyDocument> {
  const { publicKey, privateKey } = await generateKeyPair('ec', { namedCurve: 'P-256' });
  const jwk = publicJwkOf(publicKey);
  const keyId = await thumbprintOf(jwk);
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  return {
    _id: keyId,
    algorithm: 'ES256',
    state,
    public_jwk: jwk,
    sealed_private_key: sealBox(pkcs8, bindingOf(keyId), secrets),
    created_at: now,
    signs_from: signsFrom,
    superseded_at: null,
    retired_at: null,
  };
}

/** Bound to its `kid`, so that a private key planted or swapped in the database does not open. */
export const bindingOf = (keyId: string): BoxBinding => ({ purpose: 'signing-key', associatedData: keyId });
