import { collecting } from '../errors/collecting.ts';
import { type FieldError, invalidFields } from '../errors/domain-error.ts';
import { MAX_ATTEMPTS } from '../retry/retry-policy.ts';
import { runBackoff } from '../retry/run-backoff.ts';
import { concurrencyName, rateName } from '../task/concurrency.ts';
import type { TaskDefinition } from '../task/task.ts';
import { isName, NAME_RULE } from '../task/task-name.ts';
import { parseDuration } from '../time/duration.ts';
import { parseInstant } from '../time/instant.ts';
import type { TraceContext } from '../trace/trace-context.ts';
import { toBand } from './priority.ts';
import type { NewRun, RunRequest } from './run-request.ts';

/** Rank is a small integer in the database. */
const MAX_RANK = 32_767;
const MAX_TAGS = 50;
const MAX_TAG_LENGTH = 100;
const MAX_KEY_LENGTH = 255;

interface PrepareContext {
  id: string;
  nowMs: number;
  /** The input, already validated against the task's schema, as JSON text. */
  inputJson: string;
  parentId?: string;
  replayOf?: string;
  schedule?: FiringSchedule;
  traceContext?: TraceContext | null;
}

/** The schedule that fires a run. */
export interface FiringSchedule {
  id: string;
  /** Null = somebody fires it by hand. */
  slotAtMs: number | null;
  /** It waits for the earlier runs of the schedule. */
  isQueued: boolean;
}

/** Completes a request with the task's defaults. Throws a DomainError `invalid` that names every bad field. */
export function prepareRun(request: RunRequest, task: TaskDefinition, context: PrepareContext): NewRun {
  const faults: FieldError[] = [];
  const check = (isValid: boolean, path: string, message: string) => {
    if (!isValid) faults.push({ path, message });
  };
  const { nowMs } = context;
  const queue = request.queue ?? task.queue;
  const maxAttempts = request.maxAttempts ?? task.retry.maxAttempts;
  const rank = request.rank ?? 0;
  const tags = [...new Set(request.tags ?? [])];
  check(isName(queue), '/queue', NAME_RULE);
  check(isWhole(maxAttempts, 1, MAX_ATTEMPTS), '/maxAttempts', `must be a whole number from 1 to ${MAX_ATTEMPTS}`);
  check(isWhole(rank, -MAX_RANK, MAX_RANK), '/rank', `must be a whole number from ${-MAX_RANK} to ${MAX_RANK}`);
  check(tags.length <= MAX_TAGS, '/tags', `must be at most ${MAX_TAGS} tags`);
  check(tags.every(isTag), '/tags', `must be texts of 1 to ${MAX_TAG_LENGTH} characters`);
  for (const key of ['idempotencyKey', 'uniqueKey'] as const) {
    check(isKey(request[key]), `/${key}`, `must be 1 to ${MAX_KEY_LENGTH} characters`);
  }
  for (const [one, other] of [['delay', 'runAt'] as const, ['ttl', 'expiresAt'] as const]) {
    const isOne = request[one] === undefined || request[other] === undefined;
    check(isOne, `/${one}`, `cannot be given together with ${other}`);
  }

  const when = collecting(faults);
  const dueAtMs = when(() => instantOrDelay(request.runAt, '/runAt', request.delay, '/delay', nowMs)) ?? nowMs;
  const expiresAtMs = when(() => instantOrDelay(request.expiresAt, '/expiresAt', request.ttl, '/ttl', nowMs)) ?? null;
  const deadlineAtMs = when(() => instantOrDelay(request.deadline, '/deadline', undefined, '', nowMs)) ?? null;
  const timeoutMs =
    when(() => (request.timeout === undefined ? null : parseDuration(request.timeout, '/timeout'))) ?? null;
  const backoff = when(() => runBackoff(request.backoff, task.retry.backoff)) ?? null;
  const concurrencyKey = when(() => concurrencyName(task, request.input ?? null, request.concurrencyKey)) ?? null;
  const rateKey = when(() => rateName(task, request.input ?? null)) ?? null;
  check(timeoutMs !== 0, '/timeout', 'must be longer than zero');
  check(expiresAtMs === null || expiresAtMs > dueAtMs, '/expiresAt', 'must be later than the start of the run');
  check(deadlineAtMs === null || deadlineAtMs > dueAtMs, '/deadline', 'must be later than the start of the run');
  if (faults.length > 0) throw invalidFields(faults);

  return {
    id: context.id,
    task: task.name,
    queue,
    band: toBand(request.priority ?? 'normal'),
    rank,
    state: context.schedule?.isQueued ? 'blocked' : dueAtMs > nowMs ? 'scheduled' : 'queued',
    inputJson: context.inputJson,
    maxAttempts,
    backoff,
    timeoutMs,
    createdAtMs: nowMs,
    dueAtMs,
    expiresAtMs,
    deadlineAtMs,
    tags,
    metadata: request.metadata ?? {},
    concurrencyKey,
    rateKey,
    parentId: context.parentId ?? null,
    idempotencyKey: request.idempotencyKey ?? null,
    uniqueKey: request.uniqueKey ?? null,
    replayOf: context.replayOf ?? null,
    scheduleId: context.schedule?.id ?? null,
    slotAtMs: context.schedule?.slotAtMs ?? null,
    traceContext: context.traceContext ?? null,
  };
}

const isWhole = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max;

const isTag = (tag: string): boolean => tag.length > 0 && tag.length <= MAX_TAG_LENGTH;

const isKey = (key: string | undefined): boolean =>
  key === undefined || (key.length > 0 && key.length <= MAX_KEY_LENGTH);

function instantOrDelay(
  instant: string | undefined,
  instantPath: string,
  delay: string | undefined,
  delayPath: string,
  nowMs: number,
): number | undefined {
  if (delay !== undefined) return nowMs + parseDuration(delay, delayPath);
  if (instant === undefined) return undefined;
  return parseInstant(instant, instantPath);
}
