import type { Queryable } from './connection.ts';

export interface ProgressUpdate {
  runId: string;
  /** The fence. */
  attempt: number;
  /** 0 to 1. */
  fraction: number;
  message: string | null;
}

/**
 * Writes the latest progress of running attempts; one that is no longer current changes nothing, nor does one whose row
 * somebody holds: it is ending, and two statements over many rows must not wait for each other.
 */
export async function updateProgress(
  sql: Queryable,
  workerId: string,
  updates: readonly ProgressUpdate[],
): Promise<void> {
  if (updates.length === 0) return;
  await sql`
    with said as (
      select run.id, p.fraction, p.message
      from fbrain.run join json_to_recordset(${JSON.stringify(updates)}::text::json)
        as p("runId" uuid, attempt integer, fraction real, message text)
        on run.id = p."runId" and run.attempt = p.attempt
      where run.worker_id = ${workerId} and run.state = 'running'
      for update of run skip locked
    )
    update fbrain.run
    set progress = said.fraction, progress_message = said.message
    from said
    where run.id = said.id`;
}
