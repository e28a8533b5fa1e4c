import { createHash, randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base32 = '0123456789abcdefghjkmnpqrstvwxyz';

export const brand = 'second';

/** The letters of the published format. */
export const letters = {
  session: 's',
  refresh: 'r',
  personal_token: 'p',
  workspace_key: 'k',
  service_key: 'x',
} as const;

const checksumOf = (text: string): string => {
  let rest = crc32(text);
  let written = '';
  for (let place = 0; place < 6; place += 1) {
    written = base62.charAt(rest % 62) + written;
    rest = Math.floor(rest / 62);
  }
  return written;
};

export interface Secret {
  readonly value: string;
  readonly prefix: string;
  readonly lastFour: string;
}

export const newSecret = (letter: string, environment?: string): Secret => {
  const prefix = `${brand}${letter}_${environment === undefined ? '' : `${environment}_`}`;
  const unsealed = prefix + Array.from({ length: 32 }, () => base62.charAt(randomInt(62))).join('');
  const value = unsealed + checksumOf(unsealed);
  return { value, prefix, lastFour: value.slice(-4) };
};

/** The letter of a secret in the published format with its checksum, or undefined. */
export const letterOf = (value: string): string | undefined => {
  const parts = /^[a-z][a-z0-9]{0,11}?([srxpk])(?:_(?:live|test))?_[0-9A-Za-z]{38}$/.exec(value);
  return parts !== null && checksumOf(value.slice(0, -6)) === value.slice(-6) ? parts[1] : undefined;
};

/** Whether the text is meant as an API token, be it one or not: it decides how a refusal is called. */
export const looksLikeApiToken = (value: string): boolean =>
  /^[a-z][a-z0-9]{0,11}(?:[pk]_(?:live|test)|x)_/.test(value);

export const digestOf = (value: string): string => createHash('sha256').update(value).digest('hex');

/** A TypeID: a word, and 128 random bits in 26 digits. */
export const newId = (word: string): string => {
  let rest = BigInt(`0x${randomBytes(16).toString('hex')}`);
  let written = '';
  for (let place = 0; place < 26; place += 1) {
    written = base32.charAt(Number(rest & 31n)) + written;
    rest >>= 5n;
  }
  return `${word}_${written}`;
};

export const newCode = (): string => randomBytes(32).toString('base64url');

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;

export interface PasswordHash {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

export const hashPassword = async (password: string): Promise<PasswordHash> => {
  const salt = randomBytes(16);
  return { salt, hash: await derive(password.normalize('NFC'), salt, 32) };
};

const nobody: PasswordHash = { salt: Buffer.alloc(16), hash: Buffer.alloc(32) };

/** Takes as long for somebody who does not exist. */
export const isPassword = async (password: string, known: PasswordHash | undefined): Promise<boolean> => {
  const { salt, hash } = known ?? nobody;
  const isSame = timingSafeEqual(await derive(password.normalize('NFC'), salt, 32), hash);
  return isSame && known !== undefined;
};

const tooUsual = ['password', 'qwerty', '123456', 'letmein', 'admin'];

/** At least 15 characters, and not one of the usual ones over and over. */
export const isWeakPassword = (password: string): boolean => {
  const text = password.normalize('NFC').toLowerCase();
  const isRepetition = new Set(text).size < 5;
  return (
    [...text].length < 15 ||
    [...text].length > 256 ||
    isRepetition ||
    tooUsual.some((usual) => text.replaceAll(usual, '').length < 4)
  );
};
