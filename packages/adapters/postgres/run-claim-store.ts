import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { ClaimRequest } from '@fbrain/core/transport/transport';
import { bySeniority, type ClaimedRow, claimedColumns, toClaimedRun } from './claimed-row.ts';
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
      const free = withoutLimited(all);
      // Nearly always all fit and none needs a process: one update does it.
      const allFit = ids.length <= request.limit;
      const shared = allFit ? await claimShared(sql, workerId, ids, free.shared) : [];
      let done: Claimed = { claimed: shared, left: [] };
      const others = { ...free, shared: allFit ? [] : free.shared };
      let open = without(ids, done);
      if (open.length > 0 && namesOf(others).length > 0) {
        const left = rest(request, done.claimed, all);
        done = merge(done, await claim(sql, workerId, readyByIds(sql, open, workerId, others), left));
        open = without(ids, done);
      }
      if (open.length === 0 || all.limited.length === 0) return done;
      return merge(done, await claimLimited(open, rest(request, done.claimed, all), all));
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

const without = (ids: readonly string[], { claimed, left }: Claimed): string[] => {
  const done = new Set([...claimed.map(({ id }) => id), ...left]);
  return ids.filter((id) => !done.has(id));
};

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

/**
 * Claims runs that need no process. One update finds, checks and claims them: it waits for a row that somebody else is
 * claiming and then passes it over. Rows are locked in the order of their ids, so two claims do not wait for each other.
 */
async function claimShared(sql: Queryable, workerId: string, ids: readonly string[], tasks: readonly string[]) {
  const rows = await sql<ClaimedRow[]>`
    update fbrain.run r
    set ${leased(sql, workerId)}
    where ${isReady(sql, ids, workerId)} and ${claimable(sql, tasks)}
    returning ${claimedColumns(sql)}`;
  return rows.sort(bySeniority).map(toClaimedRun);
}

/** Claims of the ready runs as many as fit, in one statement. */
async function claim(sql: Queryable, workerId: string, ready: Fragment, request: ClaimRequest): Promise<Claimed> {
  const rows = await sql<(ClaimedRow | LeftRow)[]>`
    with ready as (${ready}),
    numbered as (
      select id,
             row_number() over (partition by needs_process order by band, rank desc, id)
               <= case when needs_process then ${request.processLimit}::int else ${request.limit}::int end as fits
      from ready
    ),
    claimed as (
      update fbrain.run r
      set ${leased(sql, workerId)}
      from numbered
      where r.id = numbered.id and numbered.fits
      returning ${claimedColumns(sql)}
    )
    select * from claimed
    union all
    select id, null, null, null, null, null, null, null, null, null, null from numbered where not fits`;
  const isClaimed = (row: ClaimedRow | LeftRow): row is ClaimedRow => row.attempt !== null;
  return {
    claimed: rows.filter(isClaimed).sort(bySeniority).map(toClaimedRun),
    left: rows.filter((row) => !isClaimed(row)).map(({ id }) => id),
  };
}

const leased = (sql: Queryable, workerId: string) => sql`
  state = 'running', attempt = r.attempt + 1, worker_id = ${workerId}, started_at = now(),
  progress = null, progress_message = null`;

/** Guards of every claim: the run may still start and its task is one of ours. */
const claimable = (sql: Queryable, tasks: readonly string[]) => sql`
  r.state = 'queued'
  and r.task = any(${tasks as string[]}::text[])
  and (r.expires_at is null or r.expires_at > now() or r.attempt > 0)
  and (r.deadline_at is null or r.deadline_at > now())`;

/** A worker that has lost its lease, or drains, claims nothing. */
const holdsLease = (sql: Queryable, workerId: string) => sql`
  exists (
    select from fbrain.worker
    where worker.id = ${workerId} and worker.state = 'active' and worker.lease_expires_at > now()
  )`;

const isReady = (sql: Queryable, ids: readonly string[], workerId: string) => sql`
  r.id = any(${ids as string[]}::uuid[])
  and r.queue <> all(array(select name from fbrain.queue where paused))
  and ${holdsLease(sql, workerId)}`;

/** A row locked by another claim is skipped instead of waited for. */
const readyByIds = (sql: Queryable, ids: readonly string[], workerId: string, tasks: ClaimableTasks) => sql`
  select r.id, r.band, r.rank, r.task = any(${tasks.process as string[]}::text[]) as needs_process
  from fbrain.run r
  where ${isReady(sql, ids, workerId)} and ${claimable(sql, namesOf(tasks))}
  for update of r skip locked`;

const namesOf = ({ shared, process }: ClaimableTasks): string[] => [...shared, ...process];

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
    where r.queue = lane.name and r.band = bands.band and ${claimable(sql, namesOf(tasks))}
    order by r.rank desc, r.id
    limit ${request.limit}
    for update of r skip locked
  ) as lane_run
  where lane.name = any(${queues as string[]}::text[]) and not lane.paused and ${holdsLease(sql, workerId)}
  order by bands.turn
  limit ${request.limit}`;
