import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { JsonObject } from '@fbrain/core/run/json';
import type { Queryable } from './connection.ts';

/** A row of `claimedColumns`. */
export interface ClaimedRow
  extends Pick<ClaimedRun, 'id' | 'task' | 'queue' | 'band' | 'attempt' | 'maxAttempts' | 'inputJson'> {
  /** Seconds. */
  createdAt: number;
  waited: number;
  rank: number;
  extras: Extras | null;
}

/** What most runs have nothing of. */
interface Extras extends Pick<ClaimedRun, 'failures' | 'crashes' | 'timeoutMs' | 'tags' | 'traceContext'> {
  deadlineAt: number | null;
  metadata: JsonObject;
}

const NO_EXTRAS: Extras = {
  failures: 0,
  crashes: 0,
  timeoutMs: null,
  tags: [],
  deadlineAt: null,
  metadata: {},
  traceContext: null,
};

/** Counts against no limit, and starts at once. */
const FREE = { limits: [], startInMs: 0 };

/**
 * What a claim returns of `fbrain.run r`. Reading a column costs the worker about half a microsecond, so what is rare
 * travels as one, which is null as a rule.
 */
export const claimedColumns = (sql: Queryable) => sql`
  r.id, r.task, r.queue, r.band, r.rank, r.attempt, r.max_attempts, r.input::text as input_json,
  date_part('epoch', r.created_at) as created_at, date_part('epoch', now() - r.queued_at) as waited,
  case when r.failures > 0 or r.crashes > 0 or r.timeout_ms is not null or r.deadline_at is not null
         or r.tags <> '{}' or r.metadata <> '{}' or r.trace_context is not null
    then json_build_object('failures', r.failures, 'crashes', r.crashes, 'timeoutMs', r.timeout_ms,
      'deadlineAt', date_part('epoch', r.deadline_at), 'tags', r.tags, 'metadata', r.metadata,
      'traceContext', r.trace_context)
  end as extras`;

export function toClaimedRun(
  { createdAt, waited, rank, extras, ...run }: ClaimedRow,
  limited: Pick<ClaimedRun, 'limits' | 'startInMs'> = FREE,
): ClaimedRun {
  const { deadlineAt, ...rest } = extras ?? NO_EXTRAS;
  return {
    ...run,
    ...rest,
    ...limited,
    deadlineAtMs: deadlineAt === null ? null : deadlineAt * 1_000,
    createdAtMs: createdAt * 1_000,
    waitedMs: Math.max(waited * 1_000, 0),
  };
}

/** The order in which claimed runs are to start. */
export const bySeniority = (a: ClaimedRow, b: ClaimedRow): number =>
  a.band - b.band || b.rank - a.rank || (a.id < b.id ? -1 : 1);
