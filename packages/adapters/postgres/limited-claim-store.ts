import { type Candidate, createAdmission, type Verdict } from '@fbrain/core/queue/admit-runs';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { RateBucket } from '@fbrain/core/task/rate-bucket';
import type { ClaimRequest } from '@fbrain/core/transport/transport';
import { type ClaimableTasks, claimable, hasLimit, holdsLease, leased, namesOf, theseTasks } from './claim-guards.ts';
import { bySeniority, type ClaimedRow, claimedColumns, toClaimedRun } from './claimed-row.ts';
import type { Database, Queryable } from './connection.ts';
import { laneHead, served } from './lane-head.ts';
import { instantOfUs, keepBuckets, lockLimits, readLimits } from './limit-store.ts';

/**
 * Claims of runs that count against limits. Who claims some first locks all of their limits, then reads what is taken
 * of them and decides for the whole batch: the decision is exact however many workers claim at once (G7). Runs that do
 * not fit become `blocked`, which takes them out of the way until there is room (blocked-run-store.ts).
 */

interface Worker {
  id: string;
  tasks: ClaimableTasks;
}

/** A run that may be claimed: its row is locked. */
interface ReadyRun extends Candidate {
  task: string;
  needsProcess: boolean;
}

/** What becomes of a ready run. One without a verdict is left: the worker has no slot for it. */
interface Decision {
  run: ReadyRun;
  verdict: Verdict | null;
}

/**
 * Claims those of the ready runs `ids` that fit under their limits and the request; blocks those over their limits, and
 * answers the names of the limits that blocked none before.
 */
export async function claimLimited(
  sql: Database,
  worker: Worker,
  ids: readonly string[],
  request: ClaimRequest,
): Promise<{ claimed: ClaimedRun[]; left: string[]; newlyFull: string[] }> {
  return await sql.begin(async (tx) => {
    const names = await lockLimits(tx, ids);
    // Sent together; each sees what was committed before the locks were granted.
    const [ready, { uses, nowUs }] = await Promise.all([lockReady(tx, worker, ids), readLimits(tx, names)]);
    const readAtMs = performance.now();
    // Those for whom room is promised are among the ready ones.
    const admission = createAdmission(
      uses.map((use) => ({ ...use, pending: 0 })),
      nowUs,
    );
    const decisions = decide(ready, (run) => admission.admit(run), request);
    const rows = await write(tx, worker.id, decisions, admission.taken());
    const claimed = toClaimedRuns(rows, decisions, nowUs + (performance.now() - readAtMs) * 1_000);
    return {
      claimed,
      left: decisions.flatMap(({ run, verdict }) => (verdict === null ? [run.id] : [])),
      newlyFull: uses
        .filter(({ name, firstBlocked }) => firstBlocked === null && decisions.some(isBlockedBy(name)))
        .map(({ name }) => name),
    };
  });
}

const isBlockedBy =
  (name: string) =>
  ({ verdict }: Decision): boolean =>
    verdict !== null && 'blockedBy' in verdict && verdict.blockedBy === name;

/** Runs come in the order in which they are to start. */
function decide(
  ready: readonly ReadyRun[],
  admit: (run: ReadyRun) => Verdict,
  { limit, processLimit }: ClaimRequest,
): Decision[] {
  let slots = limit;
  let processes = processLimit;
  return ready.map((run) => {
    if (slots <= 0 || (run.needsProcess && processes <= 0)) return { run, verdict: null };
    const verdict = admit(run);
    if ('startUs' in verdict) {
      slots--;
      if (run.needsProcess) processes--;
    }
    return { run, verdict };
  });
}

/** A row locked by another claim is skipped instead of waited for. */
const lockReady = (tx: Queryable, { id, tasks }: Worker, ids: readonly string[]) => tx<ReadyRun[]>`
  select r.id, r.band, r.rank, r.task, r.task = any(${tasks.process as string[]}::text[]) as needs_process,
         array(select name from fbrain.run_limit where run_id = r.id order by place) as limits
  from fbrain.run r
  where r.id = any(${ids as string[]}::uuid[])
    and r.queue <> all(array(select name from fbrain.queue where paused))
    and ${claimable(tx, theseTasks(tx, namesOf(tasks)), 'id')}
    and ${holdsLease(tx, id)}
  order by r.band, r.rank desc, r.id
  for update of r skip locked`;

async function write(
  tx: Queryable,
  workerId: string,
  decisions: readonly Decision[],
  buckets: readonly { name: string; bucket: RateBucket }[],
): Promise<ClaimedRow[]> {
  const records = decisions.flatMap(toRecord);
  if (records.length === 0) return [];
  // Their rows are locked since they were found ready. Each is looked up, see `isIn`.
  const isDecided = tx`r.id = any(array(select id from decided)) and r.id = decided.id`;
  return await tx<ClaimedRow[]>`
    with decided as (
      select * from json_to_recordset(${JSON.stringify(records)}::text::json)
        as d(id uuid, start_us bigint, concurrency_key text, blocked_by text)
    ),
    blocked as (
      update fbrain.run r
      set state = 'blocked', blocked_by = decided.blocked_by
      from decided
      where ${isDecided} and decided.blocked_by is not null
    ),
    kept as (${keepBuckets(tx, buckets)})
    update fbrain.run r
    set ${leased(tx, workerId)}, started_at = ${instantOfUs(tx, 'start_us')}, blocked_by = null,
        concurrency_key = coalesce(r.concurrency_key, decided.concurrency_key)
    from decided
    where ${isDecided} and decided.start_us is not null
    returning ${claimedColumns(tx)}`;
}

function toRecord({ run, verdict }: Decision): object[] {
  if (verdict === null) return [];
  if ('blockedBy' in verdict) return [{ id: run.id, blocked_by: verdict.blockedBy }];
  // A run from before its task had a limit counts from now on.
  const isCounted = run.limits.includes(`concurrency:${run.task}`);
  return [{ id: run.id, start_us: verdict.startUs, ...(isCounted && { concurrency_key: run.task }) }];
}

function toClaimedRuns(rows: ClaimedRow[], decisions: readonly Decision[], nowUs: number): ClaimedRun[] {
  const decisionOf = new Map(decisions.map((decision) => [decision.run.id, decision]));
  const claimed = rows.map((row) => {
    const { run, verdict } = decisionOf.get(row.id) ?? {};
    const startUs = verdict && 'startUs' in verdict ? verdict.startUs : nowUs;
    return toClaimedRun(row, { limits: run?.limits ?? [], startInMs: Math.max(0, (startUs - nowUs) / 1_000) });
  });
  return claimed.sort(bySeniority);
}

/** Ready runs that count against limits, in the order in which they are to start, for a claim that brings no ids. */
export async function listLimitedReady(
  sql: Database,
  queues: readonly string[],
  tasks: ClaimableTasks,
  { limit, processLimit, running }: ClaimRequest,
): Promise<string[]> {
  const names = processLimit > 0 ? namesOf(tasks) : tasks.shared;
  const rows = await sql<{ id: string }[]>`
    select lane_run.id
    from ${served(sql, queues, running)}
    join fbrain.queue as lane on lane.name = served.name
    cross join unnest('{0,1,2}'::smallint[]) as bands(band)
    cross join lateral (
      select r.id, row_number() over () as place
      from (${laneHead(sql)}) as r
      where ${claimable(sql, theseTasks(sql, names), 'lane')}
        and (${hasLimit(sql)} or r.task = any(array(select name from fbrain.task where ${hasLimit(sql)})))
    ) as lane_run
    where not lane.paused
    order by bands.band, served.running + lane_run.place, lane_run.id
    limit ${limit}`;
  return rows.map((row) => row.id);
}
