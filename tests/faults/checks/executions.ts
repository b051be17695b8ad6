import type { Database } from '@fbrain/adapters/postgres/connection';

/** One execution of task code, from the journal that the tasks write. Instants since the epoch. */
export interface Execution {
  runId: string;
  attempt: number;
  /** The worker's process id, 0 where the task cannot know it. */
  workerPid: number;
  beganMs: number;
  /** Null = it was cut off. */
  endedMs: number | null;
  /** Its attempt ended because its worker was lost. */
  isLost: boolean;
}

/** All executions of runs that lost a worker, in order, by run: few, even of a million. */
export async function readRescuedExecutions(sql: Database): Promise<Map<string, Execution[]>> {
  const executions = await sql<Execution[]>`
    select execution.run_id, execution.attempt, pid as worker_pid, began_ms, ended_ms,
           coalesce(kind = 'lost', false) as is_lost
    from harness.execution
    left join harness.attempt on attempt.run_id = execution.run_id and number = execution.attempt
    where execution.run_id in (select run_id from harness.attempt where kind = 'lost') and began_ms is not null
    order by execution.run_id, execution.attempt`;
  return Map.groupBy(executions, ({ runId }) => runId);
}
