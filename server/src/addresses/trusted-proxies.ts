import { BlockList, isIP } from 'node:net';
import { canonicalAddress } from './canonical-address.ts';

/** The hops whose word on where a request came from is taken. */
export interface TrustedProxies {
  /** Whether any hop is trusted at all: without one no header is read. */
  readonly isEmpty: boolean;
  trusts(canonicalAddress: string): boolean;
}

/** Whether an entry is an address, or a range such as `10.0.0.0/8` that does not hold everybody. */
export function isProxyRange(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}

/** @param entries each of them an `isProxyRange` */
export function trustedProxies(entries: readonly string[]): TrustedProxies {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = familyOf(address);
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return {
    isEmpty: entries.length === 0,
    trusts: (address) => list.check(address, familyOf(address)),
  };
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

/**
 * Where a request came from, given who is connected and its `X-Forwarded-For`. Each proxy appends the address that it was
 * called from, so the header is read from the right, and only as long as whoever wrote an entry is trusted: everything further
 * left may be the caller's own invention. What is no address ends the walk too.
 */
export function forwardedSource(peer: string, forwardedFor: string | undefined, proxies: TrustedProxies): string {
  let source = peer;
  if (forwardedFor === undefined) return source;
  const entries = forwardedFor.split(',');
  while (entries.length > 0 && proxies.trusts(source)) {
    const entry = canonicalAddress(withoutPort(entries.pop() ?? ''));
    if (entry === undefined) break;
    source = entry;
  }
  return source;
}

/** Some proxies add the port: `203.0.113.7:4711`, `[2001:db8::7]:4711`. */
const withoutPort = (entry: string): string => {
  const text = entry.trim();
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
};
