/** Twice as many hexadecimal digits as bytes, from the platform's secure source. `randomUUID` is missing on plain-http pages. */
export const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
