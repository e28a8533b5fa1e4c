import type { IncomingMessage } from 'node:http';
import { canonicalAddress } from '../addresses/canonical-address.ts';
import { forwardedSource, type TrustedProxies } from '../addresses/trusted-proxies.ts';

/**
 * The address of the caller, in its one spelling: the socket's, unless a trusted proxy says more. Only `X-Forwarded-For` is
 * read; scheme and host come from the configured issuer, never from a header. Null once the socket is gone.
 */
export function sourceAddress({ socket, headers }: IncomingMessage, proxies: TrustedProxies): string | null {
  const { remoteAddress } = socket;
  if (remoteAddress === undefined) return null;
  const peer = remoteAddress.includes(':') ? (canonicalAddress(remoteAddress) ?? remoteAddress) : remoteAddress;
  return proxies.isEmpty ? peer : forwardedSource(peer, headers['x-forwarded-for'] as string | undefined, proxies);
}
