import { arrayText } from './array-text.ts';
import { isHeldBy } from './claim-guards.ts';
import type { Queryable } from './connection.ts';
import { saidOf, saidOfRun } from './said-of-attempts.ts';

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
  const ids = arrayText(updates.map(({ runId }) => runId));
  const update = saidOfRun(sql);
  await sql`
    with ${saidOf(sql, updates)},
    current as (
      select id from fbrain.run
      where run.id = any(${ids}::uuid[]) and ${update} is not null and ${isHeldBy(sql, workerId)}
      for update skip locked
    )
    update fbrain.run
    set (progress, progress_message) = (
      select fraction, message from jsonb_to_record(${update}) as u(fraction real, message text)
    )
    where run.id = any(array(select id from current))`;
}
