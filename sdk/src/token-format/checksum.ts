const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** CRC-32 (the one of zlib and RFC 1952 §8), as six base62 digits. For US-ASCII, which every token is. */
export function checksumOf(unchecked: string): string {
  let rest = crc32(unchecked);
  let written = '';
  while (written.length < 6) {
    written = digits.charAt(rest % 62) + written;
    rest = Math.floor(rest / 62);
  }
  return written;
}

/** Bit by bit: a token has 50 characters, for which no table pays. */
function crc32(text: string): number {
  let crc = ~0;
  for (let at = 0; at < text.length; at += 1) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
