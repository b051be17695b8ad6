import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { ClaimRequest } from '@fbrain/core/transport/transport';
import { arrayText } from './array-text.ts';
import { type ClaimableTasks, claimable, freeTasks, hasLimit, holdsLease, leased, namesOf } from './claim-guards.ts';
import { bySeniority, type ClaimedRow, claimedColumns, toClaimedRun } from './claimed-row.ts';
import type { Database, Fragment, Queryable } from './connection.ts';
import { laneHead, served } from './lane-head.ts';
import { claimLimited, listLimitedReady } from './limited-claim-store.ts';

/** Leases ready runs to one worker. */
export interface RunClaimer {
  /**
   * Claims those of `ids` that are still ready. `left` are ready too but over a limit of the request: their hints
   * must be kept. What is in neither is no longer for us: claimed elsewhere, finished, paused, expired, unknown task.
   */
  claimByIds(ids: readonly string[], request: ClaimRequest): Promise<{ claimed: ClaimedRun[]; left: string[] }>;
  /** Claims the most urgent ready runs, of the queues by their share. */
  claimNext(queues: readonly string[], request: ClaimRequest & ClaimOrder): Promise<ClaimedRun[]>;
}

interface ClaimOrder {
  /** Serves the bands in reverse. */
  lowFirst?: boolean;
  /** Serves runs that count against limits before those that do not. */
  limitedFirst?: boolean;
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

/** Stands for no run: there are limits, so runs may be waiting for the other claim. */
interface LimitsRow {
  id: null;
  attempt: null;
}

const NOTHING: Claimed = { claimed: [], left: [] };
/** Looks of one claim at limited runs, while all that it finds are over their limits. */
const MAX_ROUNDS = 8;

interface ClaimerOptions {
  sql: Database;
  workerId: string;
  tasks: () => ClaimableTasks;
  /** These limits block runs, and did not before. */
  onBlocked?: (limits: readonly string[]) => void;
}

/** Runs that count against a limit are claimed apart, so that all others pay nothing for limits. */
export function createRunClaimer({ sql, workerId, tasks, onBlocked }: ClaimerOptions): RunClaimer {
  const claimRest = async (ids: readonly string[], request: ClaimRequest, all: ClaimableTasks): Promise<Claimed> => {
    const { newlyFull, ...limited } = await claimLimited(sql, { id: workerId, tasks: all }, ids, request);
    if (newlyFull.length > 0) onBlocked?.(newlyFull);
    return limited;
  };
  let hadLimits = false;
  return {
    async claimByIds(ids, request) {
      const all = tasks();
      // Nearly always all fit, none needs a process and none has a limit: one update does it.
      const allFit = ids.length <= request.limit;
      const shared = allFit ? await claimShared(sql, workerId, ids, all.shared) : [];
      let done: Claimed = { claimed: shared, left: [] };
      let open = without(ids, done);
      if (open.length === 0) return done;
      const others = { ...all, shared: allFit ? [] : all.shared };
      const ready = readyByIds(sql, open, workerId, others);
      const { hasLimits, ...free } = await claim(sql, workerId, ready, rest(request, done.claimed, all));
      done = merge(done, free);
      open = without(ids, done);
      if (open.length === 0 || !hasLimits) return done;
      return merge(done, await claimRest(open, rest(request, done.claimed, all), all));
    },

    async claimNext(queues, request) {
      const all = tasks();
      const claimListed = async (limited: ClaimRequest): Promise<Claimed> => {
        for (let round = 0; round < MAX_ROUNDS && limited.limit > 0; round++) {
          const ids = await listLimitedReady(sql, queues, all, limited);
          const done = ids.length === 0 ? NOTHING : await claimRest(ids, limited, all);
          // Where all of them were over their limits, they are out of the way of others now.
          if (ids.length === 0 || done.claimed.length > 0 || done.left.length === ids.length) return done;
        }
        return NOTHING;
      };
      const early = hadLimits && request.limitedFirst ? await claimListed(request) : NOTHING;
      const left = rest(request, early.claimed, all);
      if (left.limit <= 0) return early.claimed;
      const { hasLimits, ...free } = await claim(sql, workerId, readyNext(sql, queues, workerId, all, left), left);
      hadLimits = hasLimits;
      const done = merge(early, free);
      return hasLimits ? merge(done, await claimListed(rest(request, done.claimed, all))).claimed : done.claimed;
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

/** What a request still allows after some runs were claimed. */
function rest<R extends ClaimRequest>(request: R, claimed: readonly ClaimedRun[], { process }: ClaimableTasks): R {
  const processes = claimed.filter(({ task }) => process.includes(task)).length;
  return { ...request, limit: request.limit - claimed.length, processLimit: request.processLimit - processes };
}

/**
 * Claims runs that need no process. One update finds, checks and claims them: it waits for a row that somebody else is
 * claiming and then passes it over. Two claims of the same runs may deadlock; the loser claims again.
 */
async function claimShared(sql: Queryable, workerId: string, ids: readonly string[], tasks: readonly string[]) {
  const rows = await sql<ClaimedRow[]>`
    update fbrain.run r
    set ${leased(sql, workerId)}, started_at = now()
    where ${isReady(sql, ids, workerId)} and ${claimable(sql, freeTasks(sql, tasks), 'id')}
    returning ${claimedColumns(sql)}`;
  return rows.map((row) => toClaimedRun(row)).sort(bySeniority);
}

/** Claims of the ready runs as many as fit, in one statement, which also says whether there are limits at all. */
async function claim(
  sql: Queryable,
  workerId: string,
  ready: Fragment,
  request: ClaimRequest,
): Promise<Claimed & { hasLimits: boolean }> {
  const rows = await sql<(ClaimedRow | LeftRow | LimitsRow)[]>`
    with ready as (${ready}),
    numbered as (
      select id,
             row_number() over (partition by needs_process order by turn, slots, band, rank desc, id)
               <= case when needs_process then ${request.processLimit}::int else ${request.limit}::int end as fits
      from ready
    ),
    claimed as (
      update fbrain.run r
      set ${leased(sql, workerId)}, started_at = now()
      from numbered
      where r.id = numbered.id and numbered.fits
      returning ${claimedColumns(sql)}
    )
    select * from claimed
    union all
    select id, null, null from numbered where not fits
    union all
    select null, null, null
    where exists (select from fbrain.queue where ${hasLimit(sql)})
       or exists (select from fbrain.task where ${hasLimit(sql)})`;
  const isClaimed = (row: ClaimedRow | LeftRow | LimitsRow): row is ClaimedRow => row.attempt !== null;
  const others = rows.filter((row) => !isClaimed(row));
  return {
    claimed: rows
      .filter(isClaimed)
      .map((row) => toClaimedRun(row))
      .sort(bySeniority),
    left: others.flatMap(({ id }) => id ?? []),
    hasLimits: others.some(({ id }) => id === null),
  };
}

const isReady = (sql: Queryable, ids: readonly string[], workerId: string) => sql`
  r.id = any(${arrayText(ids)}::uuid[])
  and r.queue <> all(array(select name from fbrain.queue where paused or ${hasLimit(sql)}))
  and ${holdsLease(sql, workerId)}`;

/** A row locked by another claim is skipped instead of waited for. */
const readyByIds = (sql: Queryable, ids: readonly string[], workerId: string, tasks: ClaimableTasks) => sql`
  select r.id, r.band, r.rank, r.task = any(${tasks.process as string[]}::text[]) as needs_process, 0 as turn, 0 as slots
  from fbrain.run r
  where ${isReady(sql, ids, workerId)} and ${claimable(sql, freeTasks(sql, namesOf(tasks)), 'id')}
  for update of r skip locked`;

/**
 * One scan of the index `run_ready` per lane, each stopping at the limit. Pause and lease are checked outside of it:
 * inside, they would make the planner sort the whole backlog. Of the runs found in a band those come first with which
 * their queue would hold the fewest slots, of equals the oldest.
 */
const readyNext = (
  sql: Queryable,
  queues: readonly string[],
  workerId: string,
  tasks: ClaimableTasks,
  { limit, processLimit, running, lowFirst }: ClaimRequest & ClaimOrder,
) => sql`
  select lane_run.id, lane_run.band, lane_run.rank, lane_run.needs_process, bands.turn, served.running + lane_run.place as slots
  from ${served(sql, queues, running)}
  join fbrain.queue as lane on lane.name = served.name
  cross join unnest(${lowFirst ? [2, 1, 0] : [0, 1, 2]}::smallint[]) with ordinality as bands(band, turn)
  cross join lateral (
    -- In the order in which the rows come: they are neither sorted nor partitioned.
    select first_run.*, row_number() over () as place
    from (
      select r.id, r.band, r.rank, r.task = any(${tasks.process as string[]}::text[]) as needs_process
      from fbrain.run r
      where ${processLimit > 0 ? ofLane(sql, tasks) : ofLaneHead(sql, tasks, limit)}
      order by r.rank desc, r.id
      limit ${limit}
      for update of r skip locked
    ) as first_run
  ) as lane_run
  where not lane.paused and not ${hasLimit(sql)} and ${holdsLease(sql, workerId)}
  order by bands.turn, slots, lane_run.id
  limit ${limit}`;

/** Any run of the lane that is one of ours. */
const ofLane = (sql: Queryable, tasks: ClaimableTasks) => sql`
  r.queue = lane.name and r.band = bands.band and ${claimable(sql, freeTasks(sql, namesOf(tasks)), 'lane')}`;

/** One that needs no process. The head is all that is read: there may be any number of runs before it that do. */
const ofLaneHead = (sql: Queryable, { shared }: ClaimableTasks, limit: number) => sql`
  r.id = any(array(
    select r.id from (${laneHead(sql)}) as r where ${claimable(sql, freeTasks(sql, shared), 'lane')} limit ${limit}
  )) and ${claimable(sql, freeTasks(sql, shared), 'id')}`;
