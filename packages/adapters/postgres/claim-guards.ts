import type { RunState } from '@fbrain/core/run/run-state';
import type { Fragment, Queryable } from './connection.ts';

/** Tasks the worker can run now; read before every claim, as the catalogue changes. */
export interface ClaimableTasks {
  /** Run inside a shared task host. */
  shared: readonly string[];
  /** Need a process of their own. */
  process: readonly string[];
}

/** Names of tasks, as a part of a statement that makes an array. */
export type TaskNames = Fragment;

export const theseTasks = (sql: Queryable, names: readonly string[]): TaskNames => sql`${names as string[]}::text[]`;

/** Those that have no limit. `= any` tells the planner more than `<> all` of those that have one. */
export const freeTasks = (sql: Queryable, names: readonly string[]): TaskNames => sql`
  array(
    select ours.name from unnest(${names as string[]}::text[]) as ours(name)
    where not exists (select from fbrain.task where task.name = ours.name and ${hasLimit(sql)})
  )`;

export const namesOf = ({ shared, process }: ClaimableTasks): string[] => [...shared, ...process];

/**
 * Guards of every claim: the run may still start and its task is one of ours.
 * @param by a lane is read in the order of the index of queued runs; ids are looked up
 */
export const claimable = (sql: Queryable, tasks: TaskNames, by: 'lane' | 'id') => sql`
  ${by === 'lane' ? sql`r.state = 'queued'` : isIn(sql, 'queued', 'r')}
  and r.task = any(${tasks})
  and (r.expires_at is null or r.expires_at > now() or r.attempt > 0)
  and (r.deadline_at is null or r.deadline_at > now())`;

/** Of a task or a queue. */
export const hasLimit = (sql: Queryable) => sql`(concurrency is not null or rate is not null)`;

/** A worker that has lost its lease, or drains, claims nothing. */
export const holdsLease = (sql: Queryable, workerId: string) => sql`
  exists (
    select from fbrain.worker
    where worker.id = ${workerId} and worker.state = 'active' and worker.lease_expires_at > now()
  )`;

export const leased = (sql: Queryable, workerId: string) => sql`
  state = 'running', attempt = r.attempt + 1, worker_id = ${workerId}, progress = null, progress_message = null`;

/**
 * A state of a run that is looked up by its id. Not `=`: that offers the planner the index of all runs in that state,
 * and it takes the offer if few runs waited when it looked. A plan outlives that moment: with a million runs such a
 * look-up would read them all.
 */
export const isIn = (sql: Queryable, state: RunState, run: 'run' | 'r' = 'run') =>
  sql`${sql(`${run}.state`)} is not distinct from ${state}::text`;

/** The fence of a run that is looked up by its id, besides the attempt. */
export const isHeldBy = (sql: Queryable, workerId: string) => sql`
  run.worker_id is not distinct from ${workerId} and ${isIn(sql, 'running')}`;
