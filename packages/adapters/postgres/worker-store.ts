import type { TaskProblem } from '@fbrain/core/task/task';
import type { Worker } from '@fbrain/core/worker/worker';
import type { Queryable } from './connection.ts';

/** Workers that ended are listed for this long. */
const ENDED_WORKER_HOURS = 1;

export interface NewWorker {
  id: string;
  name: string;
  version: string;
  host: string;
  pid: number;
  queues: readonly string[];
  slots: number;
  /** Of attempts that need a process of their own. */
  processSlots: number;
  leaseMs: number;
  /** Begins drained: the process was asked to take no more runs in an earlier life. */
  isDraining?: boolean;
}

export async function registerWorker(sql: Queryable, worker: NewWorker): Promise<void> {
  await sql`
    insert into fbrain.worker (id, name, state, version, host, pid, queues, slots, process_slots, lease_expires_at)
    values (${worker.id}, ${worker.name}, ${worker.isDraining ? 'draining' : 'active'}, ${worker.version}, ${worker.host}, ${worker.pid},
            ${worker.queues as string[]}, ${worker.slots}, ${worker.processSlots},
            now() + make_interval(secs => ${worker.leaseMs / 1000}))`;
}

/** What the worker can run and which task files it could not load. */
export async function setWorkerTasks(
  sql: Queryable,
  workerId: string,
  tasks: readonly string[],
  problems: readonly TaskProblem[],
): Promise<void> {
  await sql`
    update fbrain.worker
    set tasks = ${tasks as string[]}, problems = ${JSON.stringify(problems)}::text::jsonb
    where id = ${workerId}`;
}

/** Says that the worker takes no more runs, or has ended. A lost worker stays lost. */
export async function setWorkerState(sql: Queryable, workerId: string, state: 'draining' | 'stopped'): Promise<void> {
  await sql`
    update fbrain.worker
    set state = ${state}, busy_slots = case when ${state} = 'stopped' then 0 else busy_slots end,
        hosts = case when ${state} = 'stopped' then '[]' else hosts end, leader = false, last_seen_at = now()
    where id = ${workerId} and state in ('active', 'draining')`;
}

/** A run as its worker's row says: claimed and not ended. */
export interface HeldRun {
  id: string;
  attempt: number;
  queue: string;
  band: number;
}

/** What the worker holds, whether it knows it or not. */
export async function listHeldRuns(sql: Queryable, workerId: string): Promise<HeldRun[]> {
  return await sql<HeldRun[]>`
    select id, attempt, queue, band from fbrain.run where worker_id = ${workerId} and state = 'running'`;
}

/** Tells a worker to take no more runs: from the commit on its claims find nothing. Null = it does not take any. */
export async function drainWorker(sql: Queryable, id: string): Promise<Worker | null> {
  const rows = await sql<WorkerRow[]>`
    update fbrain.worker set state = 'draining' where id = ${id} and state = 'active' returning ${columns(sql)}`;
  return rows.map(toWorker)[0] ?? null;
}

export async function getWorker(sql: Queryable, id: string): Promise<Worker | null> {
  const rows = await sql<WorkerRow[]>`select ${columns(sql)} from fbrain.worker where id = ${id}`;
  return rows.map(toWorker)[0] ?? null;
}

/** Workers that live, and those that ended lately. */
export async function listWorkers(sql: Queryable): Promise<Worker[]> {
  const rows = await sql<WorkerRow[]>`
    select ${columns(sql)}
    from fbrain.worker
    where state in ('active', 'draining') or last_seen_at > now() - make_interval(hours => ${ENDED_WORKER_HOURS})
    order by state, started_at desc`;
  return rows.map(toWorker);
}

interface WorkerRow extends Omit<Worker, 'startedAt' | 'lastSeenAt'> {
  startedAt: Date;
  lastSeenAt: Date;
}

/** Who let the lease lapse is lost, even while there is no leader left to write it down. */
const columns = (sql: Queryable) => sql`
  id, name, case when state in ('active', 'draining') and lease_expires_at <= now() then 'lost' else state end as state,
  version, host, pid, queues, tasks, slots, busy_slots, hosts, started_at, last_seen_at, leader`;

const toWorker = (row: WorkerRow): Worker => ({
  ...row,
  startedAt: row.startedAt.toISOString(),
  lastSeenAt: row.lastSeenAt.toISOString(),
});

/** Task files that living workers could not load. */
export async function listTaskProblems(sql: Queryable): Promise<(TaskProblem & { workerId: string })[]> {
  return await sql`
    select worker.id as worker_id, problem ->> 'source' as source, problem ->> 'message' as message
    from fbrain.worker cross join jsonb_array_elements(problems) as problem
    where state = 'active'
    order by source, worker_id`;
}
