import { isIP } from 'node:net';

/**
 * The one spelling of an IP address, so that no other spelling of it is somebody else: RFC 5952 for IPv6, without a zone, and an
 * IPv4 address as such even where IPv6 carries it (RFC 4291 §2.5.5.2). Undefined for what is no address.
 */
export function canonicalAddress(text: string): string | undefined {
  const version = isIP(text);
  if (version !== 6) return version === 4 ? text : undefined;
  const [address = ''] = text.split('%');
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical);
  return mapped === null ? canonical : [mapped[1], mapped[2]].flatMap(bytesOfGroup).join('.');
}

function bytesOfGroup(group = ''): number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
