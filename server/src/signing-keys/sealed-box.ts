import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** The deployment's secret, and the one before it while boxes sealed under that are still around. Any length; 32 random bytes or more are wanted. */
export interface DeploymentSecrets {
  readonly current: string;
  readonly previous?: string;
}

/** What a box is bound to: it opens only where the same two texts are given again. */
export interface BoxBinding {
  /** What the box is for, `signing-key` for instance. Boxes of different purposes never share a key. */
  readonly purpose: string;
  /** Where the box belongs, the id of its document for instance. A box moved to another document does not open there. */
  readonly associatedData: string;
}

const cipher = 'aes-256-gcm';
const formatVersion = 1;
const saltLength = 16;
const nonceLength = 12;
const tagLength = 16;
const overhead = 1 + saltLength + nonceLength + tagLength;

/**
 * Encrypts and authenticates the bytes: AES-256-GCM (NIST SP 800-38D) under a key of the box's own, derived by HKDF-SHA-256
 * (RFC 5869) from the current deployment secret. The random salt gives each box its own key, so the number of boxes is
 * not bounded by the 96-bit nonce. Layout before base64url: version, salt, nonce, ciphertext, tag.
 */
export function sealBox(plaintext: Uint8Array, binding: BoxBinding, secrets: DeploymentSecrets): string {
  const salt = randomBytes(saltLength);
  const nonce = randomBytes(nonceLength);
  const encryption = createCipheriv(cipher, boxKey(secrets.current, salt, binding), nonce, {
    authTagLength: tagLength,
  });
  encryption.setAAD(Buffer.from(binding.associatedData));
  const ciphertext = Buffer.concat([encryption.update(plaintext), encryption.final()]);
  return Buffer.concat([Uint8Array.of(formatVersion), salt, nonce, ciphertext, encryption.getAuthTag()]).toString(
    'base64url',
  );
}

/**
 * The bytes that were sealed, or undefined: altered, cut, moved to another place, of another purpose, or sealed under a
 * secret that is neither the current nor the previous one.
 */
export function openBox(box: string, binding: BoxBinding, secrets: DeploymentSecrets): Buffer | undefined {
  const bytes = Buffer.from(box, 'base64url');
  if (bytes.length < overhead || bytes[0] !== formatVersion || bytes.toString('base64url') !== box) return undefined;
  const opened = openUnder(secrets.current, bytes, binding);
  if (opened !== undefined || secrets.previous === undefined) return opened;
  return openUnder(secrets.previous, bytes, binding);
}

/**
 * The same bytes under the current secret, where a box still needs the previous one; undefined where nothing is to be done.
 * What is kept for long is sealed anew at the start, so that the previous secret can be dropped later.
 */
export function resealBox(box: string, binding: BoxBinding, secrets: DeploymentSecrets): string | undefined {
  if (openBox(box, binding, { current: secrets.current }) !== undefined) return undefined;
  const opened = openBox(box, binding, secrets);
  return opened === undefined ? undefined : sealBox(opened, binding, secrets);
}

function openUnder(secret: string, bytes: Buffer, binding: BoxBinding): Buffer | undefined {
  const salt = bytes.subarray(1, 1 + saltLength);
  const nonce = bytes.subarray(1 + saltLength, 1 + saltLength + nonceLength);
  const decryption = createDecipheriv(cipher, boxKey(secret, salt, binding), nonce, { authTagLength: tagLength });
  decryption.setAAD(Buffer.from(binding.associatedData));
  decryption.setAuthTag(bytes.subarray(-tagLength));
  try {
    return Buffer.concat([
      decryption.update(bytes.subarray(1 + saltLength + nonceLength, -tagLength)),
      decryption.final(),
    ]);
  } catch {
    return undefined;
  }
}

function boxKey(secret: string, salt: Uint8Array, { purpose }: BoxBinding): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, `latchkey sealed box: ${purpose}`, 32));
}
