import type { Attempt, AttemptState, RunError } from '@fbrain/core/run/run';
import { isIn } from './claim-guards.ts';
import type { Queryable } from './connection.ts';

interface AttemptRow {
  number: number;
  state: AttemptState;
  workerId: string | null;
  startedAt: Date;
  finishedAt: Date | null;
  error: RunError | null;
}

/**
 * Attempts of a run, first to last. The one that runs is read from the hot row, the one that ended the run from its
 * history row; only those in between have rows of their own.
 */
export async function listAttempts(sql: Queryable, runId: string): Promise<Attempt[]> {
  const rows = await sql<AttemptRow[]>`
    select number, state, worker_id, started_at, finished_at, error
    from fbrain.attempt where run_id = ${runId}
    union all
    select attempt, 'running', worker_id, started_at, null, null
    from fbrain.run where id = ${runId} and ${isIn(sql, 'running')}
    union all
    select attempt, attempt_state, worker_id, started_at, finished_at, error
    from fbrain.run_history where id = ${runId} and attempt_state is not null
    order by number`;
  return rows.map((row) => ({
    number: row.number,
    state: row.state,
    workerId: row.workerId,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    error: row.error,
  }));
}
