import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { list } from '../config/parse.ts';

/** What may be reached although it is not public: host names, whatever they resolve to, and ranges of addresses. */
export interface AllowList {
  /** In the form that `URL.hostname` has. */
  hosts: ReadonlySet<string>;
  ranges: readonly AddressRange[];
}

type AddressRange = ReturnType<typeof ipaddr.parseCIDR>;

/** Reads a comma separated list of addresses, CIDR ranges and host names. Throws an Error that reads after a name. */
export function parseAllowList(text: string): AllowList {
  const hosts = new Set<string>();
  const ranges: AddressRange[] = [];
  for (const item of list(text)) {
    const range = parseRange(item);
    if (range) ranges.push(range);
    else hosts.add(parseHost(item));
  }
  return { hosts, ranges };
}

function parseRange(item: string): AddressRange | null {
  const [address = '', bits] = item.split('/', 2);
  // The library alone would read "10/8" as 0.0.0.10/8.
  const version = isIP(address);
  if (version === 0) return null;
  const cidr = `${address}/${bits ?? (version === 4 ? 32 : 128)}`;
  if (!ipaddr.isValidCIDR(cidr)) throw new Error(`must hold ranges such as 10.0.0.0/8, got "${item}"`);
  return ipaddr.parseCIDR(cidr);
}

function parseHost(item: string): string {
  const host = URL.canParse(`http://${item}`) ? new URL(`http://${item}`).hostname : '';
  // "10.0.1" and "0x7f.1" are addresses to a URL: whoever writes one here meant something else.
  if (!/^[^\s:/?#@*[\]\\]+$/.test(item) || host === '' || isIP(host) !== 0) {
    throw new Error(`must be a comma separated list of addresses, ranges and host names, got "${item}"`);
  }
  return host;
}
