import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { AllowList } from './allow-list.ts';
import { faultOfAddress } from './check-address.ts';

/** One address of a host, with the version of IP. */
export interface ResolvedAddress {
  address: string;
  family: number;
}

/** Finds all addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

/** The sender will not go there, now or later. The message says why and what to do. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused';
}

/** The machine's own resolver, /etc/hosts included. */
export const systemResolve: Resolve = (host) => lookup(host, { all: true });

/** Reads an absolute http(s) URL without user and password; a relative one is read from `base`. Throws TargetRefused. */
export function parseTarget(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw new TargetRefused('is not a valid URL');
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TargetRefused(`must begin with http:// or https://, not ${url.protocol}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new TargetRefused('must not hold a user or password: send an authorization header instead');
  }
  return url;
}

/** The host of a URL as a resolver or a socket takes it: IPv6 without brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/** A URL as messages show it: the query may hold a token. */
export const describeTarget = (url: URL): string => `${url.origin}${url.pathname}`;

/**
 * All addresses of a URL's host, each checked: connect to these and resolve no more, or the name could mean something
 * else by then (DNS rebinding). Throws TargetRefused if any of them is not allowed.
 */
export async function resolveTarget(url: URL, allow: AllowList, resolve: Resolve): Promise<readonly ResolvedAddress[]> {
  // The URL has brought 2130706433, 0x7f.1 and 0177.0.0.1 into the one form that is checked below.
  const host = hostOf(url);
  const version = isIP(host);
  const addresses = version === 0 ? await resolve(host) : [{ address: host, family: version }];
  if (addresses.length === 0) throw new Error(`${host} has no address`);
  if (allow.hosts.has(host)) return addresses;
  for (const { address } of addresses) {
    const fault = faultOfAddress(address, allow);
    if (fault) throw new TargetRefused(refusal(host, address, fault));
  }
  return addresses;
}

const refusal = (host: string, address: string, fault: string): string =>
  `${host === address ? host : `${host} resolves to ${address}, which`} is ${fault}. ` +
  'If tasks may call it, add its name or address to HTTP_ALLOW and restart the worker.';
