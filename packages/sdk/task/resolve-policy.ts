import { DomainError } from '@fbrain/core/errors/domain-error';
import {
  type Backoff,
  DEFAULT_RETRY,
  findBackoffFaults,
  MAX_ATTEMPTS,
  type RetryPolicy,
} from '@fbrain/core/retry/retry-policy';
import { type Concurrency, MAX_CONCURRENCY } from '@fbrain/core/task/concurrency';
import { completeRate, findRateFaults, type RateOptions, type TaskRate } from '@fbrain/core/task/rate-limit';
import { DEFAULT_QUEUE, DEFAULT_TIMEOUT_MS, type TaskDefinition } from '@fbrain/core/task/task';
import { isName, NAME_RULE } from '@fbrain/core/task/task-name';
import { type Duration, parseDuration } from '@fbrain/core/time/duration';
import { refuseUnknown } from './refuse-unknown.ts';
import { resolveSchedules, type ScheduleOptions } from './resolve-schedules.ts';
import { toJson } from './to-json.ts';

/** The part of a retry policy that a task changes; the rest is the default. */
export interface RetryOptions {
  maxAttempts?: number;
  backoff?: Partial<Backoff>;
}

/** What a task says about itself besides its code and schemas; a module and a manifest say it alike. */
export interface PolicyOptions {
  name: string;
  description?: string;
  /** Inputs a person can start with; shown in the form. */
  examples?: unknown[];
  /** Default: "default". */
  queue?: string;
  retry?: RetryOptions;
  /** Longest time for one attempt; `false` = no limit. Default: "1h". */
  timeout?: Duration | false;
  /** How many runs of the task may run at once over all workers; with `key`, for each value of that input property. */
  concurrency?: { limit: number; key?: string };
  /** How many attempts of the task may start within a time over all workers; with `key`, for each value of it. */
  rate?: RateOptions & { key?: string };
  /** Names of stored secrets that the task may read; it is given no others. */
  secrets?: readonly string[];
  /** When the task starts by itself; a list if it has several schedules, which then need names. */
  schedule?: ScheduleOptions | readonly ScheduleOptions[];
}

type Policy = Pick<
  TaskDefinition,
  | 'name'
  | 'description'
  | 'examples'
  | 'queue'
  | 'retry'
  | 'timeoutMs'
  | 'concurrency'
  | 'rate'
  | 'schedules'
  | 'secrets'
>;

/** Checks the options and completes them with the defaults. Throws a TypeError whose message names every fault. */
export function resolvePolicy(options: PolicyOptions): Policy {
  const faults: string[] = [];
  const check = (isValid: boolean, fault: string) => {
    if (!isValid) faults.push(fault);
  };
  const { name, description, examples, queue = DEFAULT_QUEUE, timeout } = options;
  check(typeof name === 'string' && isName(name), `name ${NAME_RULE}, got ${JSON.stringify(name)}`);
  check(typeof queue === 'string' && isName(queue), `queue ${NAME_RULE}, got ${JSON.stringify(queue)}`);
  check(description === undefined || typeof description === 'string', 'description must be a text');
  check(examples === undefined || Array.isArray(examples), 'examples must be a list of inputs');
  const retry = resolveRetry(options.retry ?? {}, faults);
  const timeoutMs = timeout === false ? null : resolveTimeout(timeout, faults);
  check(timeoutMs !== 0, 'timeout must be longer than zero; false means no limit');
  const concurrency = resolveConcurrency(options.concurrency, faults);
  const rate = resolveRate(options.rate, faults);
  const secrets = resolveSecrets(options.secrets, faults);
  const schedules = resolveSchedules(name, options.schedule, faults);
  if (faults.length > 0) throw new TypeError(faults.join('; '));
  return {
    name,
    description: description ?? null,
    examples: toJson(examples ?? []),
    queue,
    retry,
    timeoutMs,
    concurrency,
    rate,
    ...(secrets.length > 0 && { secrets }),
    ...(schedules.length > 0 && { schedules }),
  };
}

function resolveSecrets(names: unknown, faults: string[]): string[] {
  if (names === undefined) return [];
  const isList = Array.isArray(names) && names.every((name) => typeof name === 'string' && isName(name));
  if (!isList) faults.push(`secrets must be a list of names; each ${NAME_RULE}`);
  return isList ? [...new Set<string>(names)].sort() : [];
}

function resolveConcurrency(options: PolicyOptions['concurrency'], faults: string[]): Concurrency | null {
  if (options === undefined) return null;
  refuseUnknown(options, ['limit', 'key'], 'concurrency', faults);
  const { limit, key } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_CONCURRENCY) {
    faults.push(`concurrency.limit must be a whole number from 1 to ${MAX_CONCURRENCY}, got ${JSON.stringify(limit)}`);
  }
  checkKey(key, 'concurrency', faults);
  return { limit, key: key ?? null };
}

function resolveRate(options: PolicyOptions['rate'], faults: string[]): TaskRate | null {
  if (options === undefined) return null;
  refuseUnknown(options, ['limit', 'per', 'burst', 'key'], 'rate', faults);
  const { key, ...rate } = options;
  for (const { field, message } of findRateFaults(rate)) faults.push(`rate.${field} ${message}`);
  checkKey(key, 'rate', faults);
  return { ...completeRate(rate), key: key ?? null };
}

function checkKey(key: unknown, of: string, faults: string[]): void {
  if (key !== undefined && (typeof key !== 'string' || key === '')) {
    faults.push(`${of}.key must be the name of an input property`);
  }
}

const resolveTimeout = (timeout: Duration | undefined, faults: string[]): number | null =>
  timeout === undefined ? DEFAULT_TIMEOUT_MS : milliseconds(timeout, 'timeout', faults);

function resolveRetry(options: RetryOptions, faults: string[]): RetryPolicy {
  refuseUnknown(options, ['maxAttempts', 'backoff'], 'retry', faults);
  refuseUnknown(options.backoff ?? {}, Object.keys(DEFAULT_RETRY.backoff), 'retry.backoff', faults);
  const maxAttempts = options.maxAttempts ?? DEFAULT_RETRY.maxAttempts;
  const backoff = { ...DEFAULT_RETRY.backoff, ...options.backoff };
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > MAX_ATTEMPTS) {
    faults.push(`retry.maxAttempts must be a whole number from 1 to ${MAX_ATTEMPTS}, got ${maxAttempts}`);
  }
  for (const { field, message } of findBackoffFaults(backoff)) {
    faults.push(`retry.backoff.${field} ${message}, got ${JSON.stringify(backoff[field])}`);
  }
  milliseconds(backoff.initial, 'retry.backoff.initial', faults);
  milliseconds(backoff.max, 'retry.backoff.max', faults);
  return { maxAttempts, backoff };
}

function milliseconds(duration: Duration, field: string, faults: string[]): number | null {
  try {
    return parseDuration(duration, field);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    faults.push(error.message);
    return null;
  }
}
