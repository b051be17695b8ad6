import type { Queryable } from './connection.ts';

/**
 * Tasks whose code has schedules that go on, and that no worker has any more: none that lives, and none that was there
 * within `graceMs`, so that a restart abandons nothing. A file that is there but cannot be loaded counts as there.
 */
export async function listAbandonedTasks(sql: Queryable, graceMs: number): Promise<string[]> {
  const rows = await sql<{ task: string }[]>`
    select distinct task from fbrain.schedule
    where managed_by = 'code' and disabled_reason is null and deleted_at is null and not exists (
      select from fbrain.worker
      where (state in ('active', 'draining') or last_seen_at > now() - make_interval(secs => ${graceMs / 1000}))
        and (schedule.task = any(tasks) or problems @> jsonb_build_array(jsonb_build_object('source', schedule.source)))
    )`;
  return rows.map(({ task }) => task);
}
