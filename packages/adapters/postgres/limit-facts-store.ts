import { MAX_AHEAD } from '@fbrain/core/run/run-explanation';
import type { LimitFacts } from '@fbrain/core/run/wait-facts';
import { nextTokenUs, openBucket } from '@fbrain/core/task/rate-bucket';
import type { Queryable } from './connection.ts';
import { readLimits } from './limit-store.ts';

/** Ids of runs that hold a limit: enough to look into one. */
const MAX_HOLDERS = 5;

interface LineRow {
  name: string;
  heldBy: string[];
  ahead: number;
}

/** What is taken of the limits that a waiting run counts against, who holds them, and who waits before it. */
export async function readLimitFacts(
  sql: Queryable,
  run: { id: string; band: number; rank: number },
): Promise<LimitFacts[]> {
  const lines = await readLines(sql, run);
  if (lines.length === 0) return [];
  const { uses, nowUs } = await readLimits(
    sql,
    lines.map(({ name }) => name),
  );
  return lines.flatMap(({ name, heldBy, ahead }) => {
    const use = uses.find((candidate) => candidate.name === name);
    if (!use) return [];
    const { max, running, rate } = use;
    const bucket = rate && openBucket(use.bucket, rate, nowUs);
    return {
      name: name.slice(name.indexOf(':') + 1),
      of: name.startsWith('queue-') ? ('queue' as const) : ('task' as const),
      max,
      running,
      heldBy,
      rate: rate && { limit: rate.limit, per: rate.per, burst: rate.burst },
      nextTokenMs: bucket === null ? 0 : nextTokenUs(bucket, nowUs) / 1_000,
      intervalMs: (bucket?.intervalUs ?? 0) / 1_000,
      ahead,
    };
  });
}

/** Both look-ups stop early, however many runs hold or wait. */
const readLines = (sql: Queryable, { id, band, rank }: { id: string; band: number; rank: number }) => sql<LineRow[]>`
  select run_limit.name,
         case split_part(run_limit.name, ':', 1)
           when 'concurrency' then array(
             select holder.id::text from fbrain.run as holder
             where holder.concurrency_key = coalesce(run.concurrency_key, run.task) and holder.state = 'running'
             order by started_at limit ${MAX_HOLDERS}
           )
           when 'queue-concurrency' then array(
             select holder.id::text
             from fbrain.worker join fbrain.run as holder on holder.worker_id = worker.id and holder.state = 'running'
             where holder.queue = run.queue
             order by holder.started_at limit ${MAX_HOLDERS}
           )
           else '{}'
         end as held_by,
         (
           select (count(*) filter (where (first.band, -first.rank, first.id) < (${band}, ${-rank}, ${id}::uuid)))::integer
           from (
             select waiting.band, waiting.rank, waiting.id from fbrain.run as waiting
             where waiting.blocked_by = run_limit.name and waiting.state = 'blocked'
             order by waiting.band, waiting.rank desc, waiting.id
             limit ${MAX_AHEAD}
           ) as first
           where run.state = 'blocked'
         ) as ahead
  from fbrain.run_limit join fbrain.run on run.id = run_id
  where run_id = ${id}
  order by place`;
