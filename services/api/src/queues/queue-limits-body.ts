import { type FieldError, invalidFields } from '@fbrain/core/errors/domain-error';
import type { QueueLimits } from '@fbrain/core/queue/queue';
import { MAX_CONCURRENCY } from '@fbrain/core/task/concurrency';
import { completeRate, findRateFaults, MAX_RATE, type RateOptions } from '@fbrain/core/task/rate-limit';
import { DURATION_PATTERN } from '@fbrain/core/time/duration';
import { Type as t } from '@sinclair/typebox';
import { exactObject, nullable, type SchemaOf } from '../http/schema.ts';

/** What a request may change about a queue: what it does not name stays, null takes a limit away. */
export interface QueueLimitsBody {
  concurrency?: number | null;
  rate?: RateOptions | null;
}

const count = (maximum: number, description: string) => t.Integer({ minimum: 1, maximum, description });

const rate = exactObject({
  limit: count(MAX_RATE, 'Runs that may start in every `per`.'),
  per: t.String({ pattern: DURATION_PATTERN, description: 'Duration such as "1s".', examples: ['1s'] }),
  burst: t.Optional(count(MAX_RATE, 'Runs that may start at one instant; default: `limit`.')),
}) satisfies SchemaOf<RateOptions>;

export const queueLimitsBody = exactObject({
  concurrency: t.Optional(
    nullable(count(MAX_CONCURRENCY, 'Runs of the queue that may run at once over all workers; null = no limit.')),
  ),
  rate: t.Optional(nullable(rate)),
}) satisfies SchemaOf<QueueLimitsBody>;

/** The limits that a request sets. Throws DomainError `invalid`. */
export function toQueueLimits({ concurrency, rate: options }: QueueLimitsBody): Partial<QueueLimits> {
  const faults: FieldError[] = options
    ? findRateFaults(options).map(({ field, message }) => ({ path: `/rate/${field}`, message }))
    : [];
  if (faults.length > 0) throw invalidFields(faults);
  return {
    ...(concurrency !== undefined && { concurrency }),
    ...(options !== undefined && { rate: options && completeRate(options) }),
  };
}
