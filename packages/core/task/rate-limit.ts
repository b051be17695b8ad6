import { DomainError } from '../errors/domain-error.ts';
import { type Duration, parseDuration } from '../time/duration.ts';

/** How many runs may start within a time: `limit` in every `per`, and up to `burst` of them at one instant (G7). */
export interface RateLimit {
  limit: number;
  per: Duration;
  burst: number;
}

/** A rate limit as people write it. `burst` is `limit` unless it is given. */
export interface RateOptions {
  limit: number;
  per: Duration;
  burst?: number;
}

/** The rate limit of a task: for all of its runs, or for each value of a key. */
export interface TaskRate extends RateLimit {
  /** Property of the input whose value is the key, such as "month" or "customer.id"; null = one limit for the task. */
  key: string | null;
}

export const MAX_RATE = 100_000;
/** A burst that takes longer to come back is a mistake, and its instants would leave what clocks can say. */
const MAX_REFILL_US = 3_650 * 86_400_000_000;

export const completeRate = ({ limit, per, burst = limit }: RateOptions): RateLimit => ({ limit, per, burst });

/** The time one token takes to come back, in microseconds, rounded up: a rate is never exceeded by a fraction. */
export const intervalUs = ({ limit, per }: RateLimit): number => Math.ceil((parseDuration(per, 'per') * 1_000) / limit);

/** A fault of a rate limit: the field, and what reads after its name. */
export interface RateFault {
  field: 'limit' | 'per' | 'burst';
  message: string;
}

/** Everything that is wrong with a rate limit, whatever its values are. */
export function findRateFaults(options: RateOptions): RateFault[] {
  const { limit, per, burst } = completeRate(options);
  const faults: RateFault[] = [];
  const isCount = (value: unknown) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_RATE;
  const countRule = (value: unknown) => `must be a whole number from 1 to ${MAX_RATE}, got ${JSON.stringify(value)}`;
  if (!isCount(limit)) faults.push({ field: 'limit', message: countRule(limit) });
  const perFault = findDurationFault(per);
  if (perFault !== null) faults.push({ field: 'per', message: perFault });
  if (options.burst !== undefined && !isCount(burst)) faults.push({ field: 'burst', message: countRule(burst) });
  if (faults.length === 0 && intervalUs({ limit, per, burst }) * burst > MAX_REFILL_US) {
    faults.push({ field: 'burst', message: 'must come back within ten years at this rate' });
  }
  return faults;
}

function findDurationFault(per: unknown): string | null {
  try {
    return parseDuration(String(per), '') > 0 ? null : 'must be longer than zero';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.fields[0]?.message ?? error.message;
  }
}
