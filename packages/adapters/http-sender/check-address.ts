import ipaddr from 'ipaddr.js';
import type { AllowList } from './allow-list.ts';

/** All IPv6 addresses of the internet are in 2000::/3; what is outside is internal, reserved or not yet assigned. */
const PUBLIC_IPV6 = ipaddr.parseCIDR('2000::/3');

/** Looks public, but is answered by the host machine of every Azure server: credentials and configuration. */
const AZURE_PLATFORM = '168.63.129.16';

/**
 * Why an address must not be connected to, in words, or null. Public unicast addresses may be; loopback, private,
 * link-local, metadata, multicast, reserved and all forms of IPv4 inside IPv6 may not, but for those that `allow` names.
 * @param address as a resolver gives it, without brackets
 */
export function faultOfAddress(address: string, allow: AllowList): string | null {
  // A zone ("fe80::1%eth0") names an interface of this machine.
  if (address.includes('%') || !ipaddr.isValid(address)) return 'no address of another machine';
  const ip = ipaddr.parse(address);
  if (allow.ranges.some((range) => range[0].kind() === ip.kind() && ip.match(range))) return null;
  const range = ip.range();
  if (range !== 'unicast') return `not public (${RANGE_WORDS[range] ?? range})`;
  if (ip.toString() === AZURE_PLATFORM) return 'not public (cloud metadata)';
  return ip.kind() === 'ipv6' && !ip.match(PUBLIC_IPV6) ? 'not public (reserved)' : null;
}

/** Words for the ranges that people meet. */
const RANGE_WORDS: Readonly<Partial<Record<string, string>>> = {
  linkLocal: 'link-local',
  carrierGradeNat: 'carrier-grade NAT',
  uniqueLocal: 'private',
  ipv4Mapped: 'IPv4-in-IPv6',
  rfc6052: 'NAT64',
  rfc6145: 'IPv4-in-IPv6',
};
