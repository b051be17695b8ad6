import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { JsonObject } from '@fbrain/core/run/json';
import type { Queryable } from './connection.ts';

/** A row of `claimedColumns`. */
export interface ClaimedRow {
  id: string;
  attempt: number;
  /** The rest, separated: see there. */
  facts: string;
}

/** A claimed run that can be put in order. */
interface RankedRun extends ClaimedRun {
  /** Inside its band, the highest first. */
  rank: number;
}

/** What most runs have nothing of. */
interface Extras extends Pick<ClaimedRun, 'failures' | 'crashes' | 'backoff' | 'timeoutMs' | 'tags' | 'traceContext'> {
  deadlineAt: number | null;
  metadata: JsonObject;
}

const NO_EXTRAS: Extras = {
  failures: 0,
  crashes: 0,
  backoff: null,
  timeoutMs: null,
  tags: [],
  deadlineAt: null,
  metadata: {},
  traceContext: null,
};

/** Counts against no limit, and starts at once. */
const FREE = { limits: [], startInMs: 0 };

/** Of the facts. Neither names nor JSON text can contain it. */
const SEPARATOR = '\x1f';

/**
 * What a claim returns of `fbrain.run r`. Reading a column costs the worker about half a microsecond, so all but two
 * travel as one, and what is rare is an empty text in it as a rule.
 */
export const claimedColumns = (sql: Queryable) => sql`
  r.id, r.attempt,
  concat_ws(${SEPARATOR}::text, r.band, r.rank, r.task, r.queue, r.max_attempts,
    date_part('epoch', r.created_at), date_part('epoch', now() - r.queued_at),
    case when r.failures > 0 or r.crashes > 0 or r.timeout_ms is not null or r.deadline_at is not null
           or r.tags <> '{}' or r.metadata <> '{}' or r.trace_context is not null or r.backoff is not null
      then json_build_object('failures', r.failures, 'crashes', r.crashes, 'timeoutMs', r.timeout_ms,
        'deadlineAt', date_part('epoch', r.deadline_at), 'tags', r.tags, 'metadata', r.metadata,
        'traceContext', r.trace_context, 'backoff', r.backoff)::text
      else ''
    end,
    r.input) as facts`;

export function toClaimedRun(
  { id, attempt, facts }: ClaimedRow,
  limited: Pick<ClaimedRun, 'limits' | 'startInMs'> = FREE,
): RankedRun {
  const [band, rank, task = '', queue = '', maxAttempts, createdAt, waited, extras, inputJson = ''] =
    facts.split(SEPARATOR);
  const more = extras ? (JSON.parse(extras) as Extras) : NO_EXTRAS;
  return {
    id,
    attempt,
    task,
    queue,
    band: Number(band),
    rank: Number(rank),
    maxAttempts: Number(maxAttempts),
    inputJson,
    // Field by field: to spread an object costs more than all of these.
    failures: more.failures,
    crashes: more.crashes,
    backoff: more.backoff,
    timeoutMs: more.timeoutMs,
    tags: more.tags,
    metadata: more.metadata,
    traceContext: more.traceContext,
    deadlineAtMs: more.deadlineAt === null ? null : more.deadlineAt * 1_000,
    limits: limited.limits,
    startInMs: limited.startInMs,
    createdAtMs: Number(createdAt) * 1_000,
    waitedMs: Math.max(Number(waited) * 1_000, 0),
  };
}

/** The order in which claimed runs are to start. */
export const bySeniority = (a: RankedRun, b: RankedRun): number =>
  a.band - b.band || b.rank - a.rank || (a.id < b.id ? -1 : 1);
