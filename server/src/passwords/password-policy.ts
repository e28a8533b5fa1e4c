import { ServiceError } from '../errors/service-error.ts';
import { isCommonPassword } from './common-passwords.ts';
import { normalizePassword } from './normalize-password.ts';
import { isRepetition, isSequence } from './password-patterns.ts';
import { isMadeOfWords, wordsOfAccount } from './password-words.ts';

/** In Unicode code points after NFC (NIST SP 800-63B-4 §3.1.1.2: fifteen where the password is the only factor). */
export const minimumPasswordLength = 15;
/** Everything up to it is hashed whole; nothing is ever cut off. */
export const maximumPasswordLength = 256;

/** What a password is weighed against besides itself. */
export interface PasswordContext {
  readonly serviceName: string;
  readonly email: string;
}

export type PasswordWeakness =
  | 'too_short'
  | 'too_long'
  | 'not_text'
  | 'repetition'
  | 'sequence'
  | 'common'
  | 'names_service_or_account';

const explanations: { readonly [Weakness in PasswordWeakness]: string } = {
  too_short: `A password needs at least ${minimumPasswordLength} characters. A few words that only you would put together are easy to remember.`,
  too_long: `A password has at most ${maximumPasswordLength} characters.`,
  not_text: 'The password contains half of a character, which cannot be typed again reliably.',
  repetition: 'The password repeats a short piece, so it is as easy to guess as that piece.',
  sequence: 'The password follows the alphabet, the numbers or the keyboard.',
  common: 'The password is one of those that are tried first.',
  names_service_or_account:
    'The password consists of words from your e-mail address, the service name and other words tried first.',
};

/** The first reason to refuse the password, or undefined. No rule asks for digits or capitals: they make passwords alike, not strong. */
export function weaknessOf(password: string, context: PasswordContext): PasswordWeakness | undefined {
  if (!password.isWellFormed()) return 'not_text';
  // Normalising takes time in proportion to the text, so what is far too long is refused unread.
  if (password.length > 8 * maximumPasswordLength) return 'too_long';
  const normalized = normalizePassword(password);
  const length = [...normalized].length;
  if (length < minimumPasswordLength) return 'too_short';
  if (length > maximumPasswordLength) return 'too_long';
  if (isRepetition(normalized, minimumPasswordLength)) return 'repetition';
  if (isSequence(normalized)) return 'sequence';
  if (isCommonPassword(normalized) || isMadeOfWords(normalized, [])) return 'common';
  if (isMadeOfWords(normalized, wordsOfAccount(context))) return 'names_service_or_account';
  return undefined;
}

/**
 * Refuses a weak password with its reason, the same way wherever one is set.
 * @param pointer where the password stands in the request, as a JSON Pointer
 * @throws {ServiceError} `password_too_weak`
 */
export function requireStrongPassword(password: string, context: PasswordContext, pointer = '/password'): void {
  const weakness = weaknessOf(password, context);
  if (weakness === undefined) return;
  const detail = explanations[weakness];
  throw new ServiceError('password_too_weak', { detail, errors: [{ pointer, code: weakness, detail }] });
}
