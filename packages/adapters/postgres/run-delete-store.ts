import type { Queryable } from './connection.ts';
import { shareDeletions } from './history-swap-store.ts';

/**
 * Removes final runs with their attempts and logs. Answers how many there were; unfinished ones stay.
 * @throws lock_not_available while retention copies a day of history; try again
 */
export async function deleteFinalRuns(tx: Queryable, ids: readonly string[]): Promise<number> {
  await shareDeletions(tx);
  const [row] = await tx<{ deleted: number }[]>`
    with gone as (
      delete from fbrain.run_history where id = any(${ids as string[]}::uuid[]) returning id
    ),
    without_attempts as (
      delete from fbrain.attempt
      where run_id = any(${ids as string[]}::uuid[]) and run_id in (select id from gone)
    ),
    without_logs as (
      delete from fbrain.run_log
      where run_id = any(${ids as string[]}::uuid[]) and run_id in (select id from gone)
    )
    select count(*) as deleted from gone`;
  return row?.deleted ?? 0;
}
