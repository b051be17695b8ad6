import type { Queue } from '@fbrain/core/queue/queue';
import { parseNumber } from '../tasks/form/parse-number.ts';

/** What stands in the fields of the dialog; an empty one takes its limit away. */
export interface LimitsForm {
  concurrency: string;
  limit: string;
  per: string;
  burst: string;
}

/** The body of `PATCH /queues/:name`. What is no number goes as it is: the server says what is wrong with it. */
export function toLimitsBody({ concurrency, limit, per, burst }: LimitsForm): object {
  return {
    concurrency: parseNumber(concurrency) ?? null,
    rate: limit.trim() === '' ? null : { limit: parseNumber(limit), per: per.trim(), burst: parseNumber(burst) },
  };
}

/** The limits of a queue as the dialog shows them at first. A burst that is the limit itself need not be said. */
export function toLimitsForm({ concurrency, rate }: Pick<Queue, 'concurrency' | 'rate'>): LimitsForm {
  return {
    concurrency: String(concurrency ?? ''),
    limit: String(rate?.limit ?? ''),
    per: rate?.per ?? '1s',
    burst: rate === null || rate.burst === rate.limit ? '' : String(rate.burst),
  };
}
