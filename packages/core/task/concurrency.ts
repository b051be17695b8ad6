import { type FieldError, invalid } from '../errors/domain-error.ts';
import type { Json } from '../run/json.ts';
import type { TaskRate } from './rate-limit.ts';

/** How many runs of a task may run at once, over all workers: in all, or for each value of a key (G7). */
export interface Concurrency {
  limit: number;
  /** Property of the input whose value is the key, such as "month" or "customer.id"; null = one limit for the task. */
  key: string | null;
}

export const MAX_CONCURRENCY = 100_000;
const MAX_KEY_LENGTH = 200;

/**
 * The name under which a run counts against its task's limit, null if the task has none. Runs of two tasks never
 * share a name. Throws DomainError `invalid` for a key that cannot be told.
 * @param asked the `concurrencyKey` of the request, which goes before the value in the input
 */
export function concurrencyName(
  task: { name: string; concurrency: Concurrency | null },
  input: Json,
  asked: string | undefined,
): string | null {
  const { name, concurrency } = task;
  if (concurrency === null) {
    if (asked !== undefined)
      throw invalid('/concurrencyKey', `has no meaning: the task ${name} has no concurrency limit`);
    return null;
  }
  const value = asked ?? (concurrency.key === null ? '' : valueAt(input, concurrency.key));
  if (value.length > MAX_KEY_LENGTH)
    throw tooLong(asked === undefined ? `/input/${concurrency.key}` : '/concurrencyKey', 'concurrency');
  return value === '' ? name : `${name}/${value}`;
}

/**
 * The name under which a run counts against its task's rate limit, null if all runs of the task count together. It
 * always comes from the input: a request can choose what its run waits for, not how fast it may go.
 */
export function rateName({ name, rate }: { name: string; rate: TaskRate | null }, input: Json): string | null {
  if (rate === null || rate.key === null) return null;
  const value = valueAt(input, rate.key);
  if (value.length > MAX_KEY_LENGTH) throw tooLong(`/input/${rate.key}`, 'rate');
  return value === '' ? null : `${name}/${value}`;
}

const tooLong = (path: FieldError['path'], kind: 'concurrency' | 'rate') =>
  invalid(path, `must be at most ${MAX_KEY_LENGTH} characters, as it is the key of the task's ${kind} limit`);

/**
 * The key that a run was given by its request, undefined if its name under the limit is the one that its input gives
 * it: what a replay must ask for again.
 */
export function givenConcurrencyKey(
  task: { name: string; concurrency: Concurrency | null },
  run: { input: Json; concurrencyKey: string | null },
): string | undefined {
  const prefix = `${task.name}/`;
  if (task.concurrency === null || !run.concurrencyKey?.startsWith(prefix)) return undefined;
  if (concurrencyName(task, run.input, undefined) === run.concurrencyKey) return undefined;
  return run.concurrencyKey.slice(prefix.length);
}

/** Text of the value at a dotted path. What is missing or no plain value counts as one common key. */
function valueAt(input: Json, path: string): string {
  let value: Json | undefined = input;
  for (const step of path.split('.')) {
    value =
      value !== null && typeof value === 'object' && !Array.isArray(value) && Object.hasOwn(value, step)
        ? value[step]
        : undefined;
  }
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}
