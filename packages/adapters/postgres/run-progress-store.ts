import type { Queryable } from './connection.ts';

export interface ProgressUpdate {
  runId: string;
  /** The fence. */
  attempt: number;
  /** 0 to 1. */
  fraction: number;
  message: string | null;
}

/** Writes the latest progress of running attempts; one that is no longer current changes nothing. */
export async function updateProgress(
  sql: Queryable,
  workerId: string,
  updates: readonly ProgressUpdate[],
): Promise<void> {
  if (updates.length === 0) return;
  await sql`
    update fbrain.run
    set progress = p.fraction, progress_message = p.message
    from json_to_recordset(${JSON.stringify(updates)}::text::json)
      as p("runId" uuid, attempt integer, fraction real, message text)
    where run.id = p."runId" and run.attempt = p.attempt and run.worker_id = ${workerId} and run.state = 'running'`;
}
