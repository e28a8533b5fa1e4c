/** A fresh name for one creation, kept over all its attempts: 32 hexadecimal digits. `randomUUID` is missing on plain-http pages. */
export const generateIdempotencyKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
