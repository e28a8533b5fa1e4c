/** Digits in the order of their character codes: digits, capitals, small letters. */
export const base62Alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A whole number from 0 up to 62^width − 1 as exactly `width` digits, the most significant first, filled up with `0`. */
export function toBase62(number: number, width: number): string {
  let rest = number;
  let digits = '';
  for (let place = 0; place < width; place += 1) {
    digits = base62Alphabet.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
