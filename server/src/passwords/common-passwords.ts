import { readFileSync } from 'node:fs';
import { skeletonOf } from './password-words.ts';

/** Passwords of a permitted length that people really choose, one a line, letters and digits in lower case. */
const commonPasswords: ReadonlySet<string> = new Set(
  readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== ''),
);

/** Compares the whole password with the list (NIST SP 800-63B-4 §3.1.1.2), whatever its case, spaces and punctuation. */
export function isCommonPassword(password: string): boolean {
  return commonPasswords.has(skeletonOf(password));
}
