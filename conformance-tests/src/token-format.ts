import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checksumLength = 6;

/** The published checksum of an opaque secret: CRC-32 of all before it, in six base62 digits. */
export const checksumOf = (text: string): string => {
  let rest = crc32(text);
  let written = '';
  for (let place = 0; place < checksumLength; place += 1) {
    written = (digits[rest % 62] ?? '0') + written;
    rest = Math.floor(rest / 62);
  }
  return written;
};

export const hasValidChecksum = (secret: string): boolean =>
  checksumOf(secret.slice(0, -checksumLength)) === secret.slice(-checksumLength);

const nextDigit = (digit: string): string => digits[(digits.indexOf(digit) + 1) % 62] ?? '0';

/** The secret with one character of it changed, at a place counted from the end. */
export const withOneCharacterChanged = (secret: string, fromEnd: number): string => {
  const index = secret.length - fromEnd;
  return secret.slice(0, index) + nextDigit(secret[index] ?? '0') + secret.slice(index + 1);
};

/** A secret of the same kind that nobody has issued, checksum included: it can only be unknown, never malformed. */
export const neverIssued = (secret: string): string => {
  const body = withOneCharacterChanged(secret, checksumLength + 3).slice(0, -checksumLength);
  return body + checksumOf(body);
};

/** An id of the same shape that names nothing. */
export const unknownId = (id: string): string => {
  const random = Array.from(
    crypto.getRandomValues(new Uint8Array(10)),
    (byte) => '0123456789abcdefghjkmnpqrstvwxyz'[byte % 32],
  );
  return id.slice(0, -10) + random.join('');
};

/** What an opaque secret says of itself, if it has the published format. */
export interface TokenParts {
  readonly brand: string;
  readonly kind: 'session_token' | 'refresh_token' | 'personal_token' | 'workspace_key' | 'service_key';
  readonly environment: 'live' | 'test' | null;
  readonly prefix: string;
  readonly lastFour: string;
}

const kinds = {
  s: 'session_token',
  r: 'refresh_token',
  p: 'personal_token',
  k: 'workspace_key',
  x: 'service_key',
} as const;

/** The grammar: brand, kind, environment for those that have one, 32 random digits, 6 of checksum. */
const grammar = /^([a-z][a-z0-9]{0,11})(?:([srx])|([pk])_(live|test))_[0-9A-Za-z]{38}$/;

/** Undefined for whatever is no secret of this format, checksum included. */
export const readTokenFormat = (text: string): TokenParts | undefined => {
  const [, brand, plain, environmental, environment] = grammar.exec(text) ?? [];
  const letter = (plain ?? environmental) as keyof typeof kinds | undefined;
  if (brand === undefined || letter === undefined || !hasValidChecksum(text)) return undefined;
  return {
    brand,
    kind: kinds[letter],
    environment: environment === 'live' || environment === 'test' ? environment : null,
    prefix: text.slice(0, text.lastIndexOf('_') + 1),
    lastFour: text.slice(-4),
  };
};
