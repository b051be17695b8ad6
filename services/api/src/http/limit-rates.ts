import { networkOf } from '@fbrain/adapters/network/client-address';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { Caller } from '../access/credential-cache.ts';
import type { Authenticate } from './authenticate.ts';
import { createRateBuckets, type RateState } from './rate-buckets.ts';

export interface RateLimits {
  /** As the one it was made of, but with limits. Throws DomainError `overloaded` beyond them. */
  authenticate: Authenticate;
  /** Counts what a stranger sends to a route that needs no credential. Throws DomainError `overloaded`. */
  admitStranger(request: Request): void;
  /** What an answer says about the limit of its caller; null = it has none. */
  headersOf(request: Request): Record<string, string> | null;
}

export interface RateLimitOptions {
  /** Requests a second of one user or token; 0 = no limit. */
  perCaller: number;
  /** Refused credentials, and attempts to get one, a second of one address; 0 = no limit. */
  perAddress: number;
  addressOf(request: Request): string | null;
  now(): number;
}

/** What a page loads at once, or a script sends after a pause. */
const BURST_S = 2;

/**
 * Holds up who asks too often: known callers by who they are, wherever they are, strangers by their address. The
 * API_TOKEN of the server has no limit: it is the machine of the operator, and the load shedder still protects the rest.
 */
export function limitRates(authenticate: Authenticate, options: RateLimitOptions): RateLimits {
  const { addressOf, now } = options;
  const bucketsOf = (perSecond: number) =>
    perSecond === 0 ? null : createRateBuckets({ perSecond, burst: perSecond * BURST_S, now });
  const callers = bucketsOf(options.perCaller);
  const strangers = bucketsOf(options.perAddress);
  const states = new WeakMap<Request, RateState>();

  const take = (request: Request, state: RateState | undefined, who: string) => {
    if (state === undefined) return;
    states.set(request, state);
    if (state.retryAfterS > 0) throw tooOften(who, state);
  };
  const admitStranger = (request: Request) =>
    take(request, strangers?.take(networkOf(addressOf(request) ?? 'unknown')), 'This address');
  return {
    admitStranger,
    async authenticate(request) {
      let caller: Caller;
      try {
        caller = await authenticate(request);
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'unauthorized')) throw error;
        admitStranger(request);
        throw error;
      }
      const { kind, id } = caller.principal;
      if (kind !== 'configuration') take(request, callers?.take(`${kind} ${id}`), 'This caller');
      return caller;
    },
    headersOf(request) {
      const state = states.get(request);
      if (state === undefined) return null;
      return {
        'ratelimit-limit': String(state.limit),
        'ratelimit-remaining': String(state.remaining),
        'ratelimit-reset': String(state.resetS),
      };
    },
  };
}

const tooOften = (who: string, { limit, retryAfterS }: RateState): DomainError =>
  new DomainError(
    'overloaded',
    `${who} has sent more than ${limit} requests within ${BURST_S} seconds, so this one was refused and has had no effect. Try again in ${retryAfterS} s.`,
    { retryAfterS },
  );
