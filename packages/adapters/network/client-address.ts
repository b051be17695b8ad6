import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type AddressRange = ReturnType<typeof ipaddr.parseCIDR>;

export interface ForwardedPeer {
  /** Whoever holds the connection. */
  peer: string | null;
  /** `X-Forwarded-For`, which anybody may have sent. */
  forwardedFor: string | null;
}

/**
 * Where a request comes from. Each proxy adds whom it talks to at the end of `X-Forwarded-For`: read from there, the
 * first address that is no trusted proxy is the caller. What an untrusted peer claims is not looked at.
 */
export function findClientAddress(
  { peer, forwardedFor }: ForwardedPeer,
  trusted: readonly AddressRange[],
): string | null {
  const hops = forwardedFor?.split(',').map((hop) => hop.trim()) ?? [];
  let client = peer === null ? null : normalise(peer);
  while (client !== null && isWithin(client, trusted) && hops.length > 0) {
    const next = normalise(hops.pop() ?? '');
    if (next === null) break;
    client = next;
  }
  return client;
}

/** The part of an address that one customer of a provider has: all of IPv4, 64 bits of IPv6. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  return ipaddr.parse(address).toNormalizedString().split(':').slice(0, 4).join(':');
}

/** IPv4 that arrived on an IPv6 socket is IPv4. */
function normalise(address: string): string | null {
  return isIP(address) === 0 ? null : ipaddr.process(address).toString();
}

function isWithin(address: string, ranges: readonly AddressRange[]): boolean {
  const parsed = ipaddr.parse(address);
  return ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits));
}
