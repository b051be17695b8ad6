import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { JsonObject } from '@fbrain/core/run/json';
import type { ClaimRequest } from '@fbrain/core/transport/transport';
import type { Database, Fragment, Queryable } from './connection.ts';
import { listLimitedReady, takeRoom } from './limited-claim-store.ts';

/** Leases ready runs to one worker. */
export interface RunClaimer {
  /**
   * Claims those of `ids` that are still ready. `left` are ready too but over a limit of the request: their hints
   * must be kept. What is in neither is no longer for us: claimed elsewhere, finished, paused, expired, unknown task.
   */
  claimByIds(ids: readonly string[], request: ClaimRequest): Promise<{ claimed: ClaimedRun[]; left: string[] }>;
  /** Claims the most urgent ready runs of the queues. `lowFirst` serves the bands in reverse. */
  claimNext(queues: readonly string[], request: ClaimRequest & { lowFirst?: boolean }): Promise<ClaimedRun[]>;
}

/** Tasks the worker can run now; read before every claim, as the catalogue changes. */
export interface ClaimableTasks {
  /** Run inside a shared task host. */
  shared: readonly string[];
  /** Need a process of their own. */
  process: readonly string[];
  /** Those of both that have a concurrency limit. */
  limited: readonly string[];
}

interface Claimed {
  claimed: ClaimedRun[];
  left: string[];
}

interface ClaimRow
  extends Pick<
    ClaimedRun,
    | 'id'
    | 'task'
    | 'queue'
    | 'attempt'
    | 'maxAttempts'
    | 'failures'
    | 'crashes'
    | 'inputJson'
    | 'timeoutMs'
    | 'concurrencyKey'
  > {
  createdAt: Date;
  queuedAt: Date;
  startedAt: Date;
  deadlineAt: Date | null;
  /** Null = none: most runs have neither, and the driver's array parser is slow. */
  tags: string[] | null;
  metadata: JsonObject | null;
}

/** A run that is ready but did not fit. */
interface LeftRow {
  id: string;
  attempt: null;
}

interface ClaimerOptions {
  sql: Database;
  workerId: string;
  tasks: () => ClaimableTasks;
}

export function createRunClaimer({ sql, workerId, tasks }: ClaimerOptions): RunClaimer {
  /** Runs of limited tasks are claimed apart, so that the others pay nothing for limits. */
  const claimLimited = async (ids: readonly string[], request: ClaimRequest, all: ClaimableTasks): Promise<Claimed> =>
    await sql.begin(async (tx) => {
      const fitting = await takeRoom(tx, ids);
      return await claim(tx, workerId, readyByIds(tx, fitting, workerId, all), request);
    });

  return {
    async claimByIds(ids, request) {
      const all = tasks();
      const first = await claim(sql, workerId, readyByIds(sql, ids, workerId, withoutLimited(all)), request);
      const done = new Set([...first.claimed.map(({ id }) => id), ...first.left]);
      const others = ids.filter((id) => !done.has(id));
      if (all.limited.length === 0 || others.length === 0) return first;
      return merge(first, await claimLimited(others, rest(request, first.claimed, all), all));
    },

    async claimNext(queues, request) {
      const all = tasks();
      const ready = readyNext(sql, queues, workerId, withoutLimited(all), request);
      const first = await claim(sql, workerId, ready, request);
      const left = rest(request, first.claimed, all);
      if (all.limited.length === 0 || left.limit <= 0) return first.claimed;
      const ids = await listLimitedReady(sql, queues, all.limited, left.limit);
      if (ids.length === 0) return first.claimed;
      return merge(first, await claimLimited(ids, left, all)).claimed;
    },
  };
}

const merge = (a: Claimed, b: Claimed): Claimed => ({
  claimed: [...a.claimed, ...b.claimed],
  left: [...a.left, ...b.left],
});

const withoutLimited = ({ shared, process, limited }: ClaimableTasks): ClaimableTasks => {
  if (limited.length === 0) return { shared, process, limited };
  const isFree = (name: string) => !limited.includes(name);
  return { shared: shared.filter(isFree), process: process.filter(isFree), limited };
};

/** What a request still allows after some runs were claimed. */
function rest(request: ClaimRequest, claimed: readonly ClaimedRun[], { process }: ClaimableTasks): ClaimRequest {
  const processes = claimed.filter(({ task }) => process.includes(task)).length;
  return { limit: request.limit - claimed.length, processLimit: request.processLimit - processes };
}

/** Claims of the ready runs as many as fit, in one statement. */
async function claim(sql: Queryable, workerId: string, ready: Fragment, request: ClaimRequest): Promise<Claimed> {
  const rows = await sql<(ClaimRow | LeftRow)[]>`
    with ready as (${ready}),
    numbered as (
      select id, band, rank, needs_process,
             row_number() over (partition by needs_process order by band, rank desc, id)
               <= case when needs_process then ${request.processLimit}::int else ${request.limit}::int end as fits
      from ready
    ),
    claimed as (
      update fbrain.run r
      set state = 'running', attempt = r.attempt + 1, worker_id = ${workerId}, started_at = now(),
          progress = null, progress_message = null
      from numbered
      where r.id = numbered.id and numbered.fits
      returning r.id, r.band, r.rank, r.task, r.queue, r.attempt, r.max_attempts, r.failures, r.crashes,
                r.input::text as input_json, r.timeout_ms, r.deadline_at, r.created_at, r.queued_at, r.started_at,
                case when r.tags <> '{}' then to_json(r.tags) end as tags,
                nullif(r.metadata, '{}') as metadata, r.concurrency_key
    )
    select * from claimed
    union all
    select id, band, rank, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null
    from numbered where not fits
    order by band, rank desc, id`;
  const claimed: ClaimedRun[] = [];
  const left: string[] = [];
  for (const row of rows) {
    if (row.attempt === null) left.push(row.id);
    else claimed.push(toClaimedRun(row));
  }
  return { claimed, left };
}

/** Guards of every claim: the run may still start and its task is one of ours. */
const claimable = (sql: Queryable, tasks: ClaimableTasks) => sql`
  r.state = 'queued'
  and r.task = any(${[...tasks.shared, ...tasks.process]}::text[])
  and (r.expires_at is null or r.expires_at > now() or r.attempt > 0)
  and (r.deadline_at is null or r.deadline_at > now())`;

/** A worker that has lost its lease, or drains, claims nothing. */
const holdsLease = (sql: Queryable, workerId: string) => sql`
  exists (
    select from fbrain.worker
    where worker.id = ${workerId} and worker.state = 'active' and worker.lease_expires_at > now()
  )`;

/** A row locked by another claim is skipped instead of waited for. */
const readyByIds = (sql: Queryable, ids: readonly string[], workerId: string, tasks: ClaimableTasks) => sql`
  select r.id, r.band, r.rank, r.task = any(${tasks.process as string[]}::text[]) as needs_process
  from fbrain.run r
  where r.id = any(${ids as string[]}::uuid[])
    and r.queue <> all(array(select name from fbrain.queue where paused))
    and ${claimable(sql, tasks)}
    and ${holdsLease(sql, workerId)}
  for update of r skip locked`;

/**
 * One scan of the index `run_ready` per lane, each stopping at the limit. Pause and lease are checked outside of it:
 * inside, they would make the planner sort the whole backlog.
 */
const readyNext = (
  sql: Queryable,
  queues: readonly string[],
  workerId: string,
  tasks: ClaimableTasks,
  request: ClaimRequest & { lowFirst?: boolean },
) => sql`
  select lane_run.*
  from fbrain.queue as lane
  cross join unnest(${request.lowFirst ? [2, 1, 0] : [0, 1, 2]}::smallint[]) with ordinality as bands(band, turn)
  cross join lateral (
    select r.id, r.band, r.rank, r.task = any(${tasks.process as string[]}::text[]) as needs_process
    from fbrain.run r
    where r.queue = lane.name and r.band = bands.band and ${claimable(sql, tasks)}
    order by r.rank desc, r.id
    limit ${request.limit}
    for update of r skip locked
  ) as lane_run
  where lane.name = any(${queues as string[]}::text[]) and not lane.paused and ${holdsLease(sql, workerId)}
  order by bands.turn
  limit ${request.limit}`;

function toClaimedRun(row: ClaimRow): ClaimedRun {
  return {
    id: row.id,
    task: row.task,
    queue: row.queue,
    attempt: row.attempt,
    maxAttempts: row.maxAttempts,
    failures: row.failures,
    crashes: row.crashes,
    inputJson: row.inputJson,
    timeoutMs: row.timeoutMs,
    deadlineAtMs: row.deadlineAt?.getTime() ?? null,
    createdAtMs: row.createdAt.getTime(),
    queuedAtMs: row.queuedAt.getTime(),
    startedAtMs: row.startedAt.getTime(),
    tags: row.tags ?? [],
    metadata: row.metadata ?? {},
    concurrencyKey: row.concurrencyKey,
  };
}
