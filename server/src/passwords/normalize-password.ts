/**
 * The one spelling of a password that is counted and hashed: Unicode NFC, and otherwise exactly what was typed. The same
 * accented letter comes from one keyboard as one code point and from another as two (NIST SP 800-63B-4 §3.1.1.2).
 */
export function normalizePassword(password: string): string {
  return password.normalize('NFC');
}
