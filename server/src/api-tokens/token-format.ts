import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { toBase62 } from './base62.ts';
import { randomBase62 } from './random-base62.ts';

/**
 * The wire format of every opaque secret, published in `openapi/token-format.md`:
 * `<brand><kind letter>[_<environment>]_<secret><checksum>`.
 */
export type SecretKind = 'session_token' | 'refresh_token' | 'service_key' | EnvironmentSecretKind;
export type EnvironmentSecretKind = 'personal_token' | 'workspace_key';
export type Environment = 'live' | 'test';

/** What the text of a secret says about itself. `prefix` and `lastFour` may be shown and stored; see `displayOf`. */
export interface SecretShape {
  readonly kind: SecretKind;
  /** Present exactly for personal tokens and workspace keys. */
  readonly environment?: Environment;
  /** Everything before the secret part, `zk_live_` for instance. */
  readonly prefix: string;
  readonly lastFour: string;
}

/** A secret that was just made. `value` is shown once and never stored; `digest` is what is stored. */
export interface Secret extends SecretShape {
  readonly value: string;
  readonly digest: string;
}

export const defaultBrand = 'z';

/** 32 characters of base62: 190 bits. */
export const secretLength = 32;
/** Six base62 digits hold any 32-bit number. */
export const checksumLength = 6;
/** Twelve of brand, one of kind, `_live`, `_`, secret and checksum. Nothing longer can be a secret of any deployment. */
export const maximumTokenLength = 12 + 1 + 5 + 1 + secretLength + checksumLength;

const letterOf: { readonly [Kind in SecretKind]: string } = {
  session_token: 's',
  refresh_token: 'r',
  personal_token: 'p',
  workspace_key: 'k',
  service_key: 'x',
};
const kindOf = new Map(Object.entries(letterOf).map(([kind, letter]) => [letter, kind as SecretKind]));

/** What follows the brand. Anchored at both ends; JavaScript's `$` does not forgive a trailing line feed. */
const afterBrand = /^(?:([srx])|([pk])_(live|test))_[0-9A-Za-z]{38}$/;

/**
 * Makes a new secret of 190 random bits. Personal tokens and workspace keys carry their environment; the others have none.
 * @example generateSecret('workspace_key', 'live').value // 'zk_live_' + 32 random characters + 6 of checksum
 */
export function generateSecret(kind: EnvironmentSecretKind, environment: Environment, brand?: string): Secret;
export function generateSecret(
  kind: Exclude<SecretKind, EnvironmentSecretKind>,
  environment?: undefined,
  brand?: string,
): Secret;
export function generateSecret(kind: SecretKind, environment?: Environment, brand: string = defaultBrand): Secret {
  const prefix = `${brand}${letterOf[kind]}${environment === undefined ? '' : `_${environment}`}_`;
  return writeSecret(kind, environment, prefix, randomBase62(secretLength));
}

/** The refresh token whose secret part is given: 32 characters of base62 that nobody else can compute. */
export const refreshTokenOf = (secretPart: string, brand: string): Secret =>
  writeSecret('refresh_token', undefined, `${brand}${letterOf.refresh_token}_`, secretPart);

function writeSecret(
  kind: SecretKind,
  environment: Environment | undefined,
  prefix: string,
  secretPart: string,
): Secret {
  const unchecked = prefix + secretPart;
  const value = unchecked + checksumOf(unchecked);
  return {
    value,
    digest: digestSecret(value),
    kind,
    ...(environment === undefined ? {} : { environment }),
    ...displayOf(value, prefix),
  };
}

/**
 * Reads the text of a secret, or answers undefined for anything that no deployment of this brand can have issued: another
 * length, case, alphabet or brand, space around it, a checksum that does not fit. Nothing is trimmed, folded or cut off,
 * and nothing is looked up: a mistyped secret never reaches the database.
 */
export function parseSecret(text: string, brand: string = defaultBrand): SecretShape | undefined {
  if (text.length > maximumTokenLength || !text.startsWith(brand)) return undefined;
  const parts = afterBrand.exec(text.slice(brand.length));
  if (parts === null) return undefined;
  const [, plainLetter, environmentLetter, environment] = parts;
  const kind = kindOf.get(plainLetter ?? environmentLetter ?? '');
  if (kind === undefined) return undefined;
  const checked = text.length - checksumLength;
  if (checksumOf(text.slice(0, checked)) !== text.slice(checked)) return undefined;
  return {
    kind,
    ...(environment === undefined ? {} : { environment: environment as Environment }),
    ...displayOf(text, text.slice(0, checked - secretLength)),
  };
}

/** SHA-256 of the whole text, base64url. A fast hash is enough for 190 random bits; there is nothing to guess. */
export function digestSecret(value: string): string {
  return hash('sha256', value, 'base64url');
}

/** CRC-32 (the one of zlib and RFC 1952 §8) of everything before it, as six base62 digits. It finds typing errors; it proves nothing. */
export function checksumOf(unchecked: string): string {
  return toBase62(crc32(unchecked), checksumLength);
}

/** The prefix holds no random character and the last four belong to the checksum, so neither gives away a bit of the secret part directly. */
function displayOf(value: string, prefix: string): { readonly prefix: string; readonly lastFour: string } {
  return { prefix, lastFour: value.slice(-4) };
}
