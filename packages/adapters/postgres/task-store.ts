import { formatRetention } from '@fbrain/core/retention/retention';
import { findSecretPaths } from '@fbrain/core/secret/secret-paths';
import type { TaskDefinition, TaskInfo } from '@fbrain/core/task/task';
import { formatDuration } from '@fbrain/core/time/duration';
import type { Queryable } from './connection.ts';
import { forgetTokenTimes } from './limit-store.ts';

const columns = (sql: Queryable) => sql`
  name, kind, description, source, input_schema, output_schema, examples, queue, retry, timeout_ms, isolation, concurrency, rate,
  secrets`;

/** Adds or replaces the definitions of tasks and makes their queues. Unchanged rows are not written. */
export async function registerTasks(sql: Queryable, tasks: readonly TaskDefinition[]): Promise<void> {
  if (tasks.length === 0) return;
  const changed = await sql<{ name: string }[]>`
    with incoming as (
      select * from json_to_recordset(${JSON.stringify(tasks.map(toRecord))}::text::json) as t(
        name text, kind text, description text, source text, "inputSchema" json, "outputSchema" json, examples json,
        queue text, retry jsonb, "timeoutMs" bigint, isolation text, concurrency jsonb,
        rate jsonb, secrets text[], "hasSecretInput" boolean
      )
    ),
    lane as (
      insert into fbrain.queue (name) select distinct queue from incoming on conflict (name) do nothing
    ),
    -- Runs that execute while their task gets its first limit count under it.
    counted as (
      update fbrain.run
      set concurrency_key = run.task
      from incoming
      where run.task = incoming.name and run.state = 'running' and run.concurrency_key is null
        and nullif(incoming.concurrency, 'null') is not null
        and exists (select from fbrain.task where task.name = incoming.name and task.concurrency is null)
    )
    insert into fbrain.task as old (${columns(sql)}, has_secret_input)
    select name, kind, description, source, "inputSchema", "outputSchema", examples, queue, retry,
           "timeoutMs", isolation, nullif(concurrency, 'null'), nullif(rate, 'null'),
           secrets, "hasSecretInput"
    from incoming
    order by name
    on conflict (name) do update
    set kind = excluded.kind, description = excluded.description, source = excluded.source,
        input_schema = excluded.input_schema, output_schema = excluded.output_schema, examples = excluded.examples,
        queue = excluded.queue, retry = excluded.retry, timeout_ms = excluded.timeout_ms,
        isolation = excluded.isolation, concurrency = excluded.concurrency, rate = excluded.rate,
        secrets = excluded.secrets, has_secret_input = excluded.has_secret_input, updated_at = now()
    where (old.kind, old.description, old.source, old.input_schema::text, old.output_schema::text, old.examples::text,
           old.queue, old.retry, old.timeout_ms, old.isolation, old.concurrency, old.rate,
           old.secrets, old.has_secret_input)
      is distinct from
          (excluded.kind, excluded.description, excluded.source, excluded.input_schema::text,
           excluded.output_schema::text, excluded.examples::text, excluded.queue, excluded.retry, excluded.timeout_ms,
           excluded.isolation, excluded.concurrency, excluded.rate, excluded.secrets, excluded.has_secret_input)
    returning name`;
  await forgetTokenTimes(
    sql,
    changed.map(({ name }) => `rate:${name}`),
  );
}

const toRecord = (task: TaskDefinition) => ({
  ...task,
  secrets: task.secrets ?? [],
  hasSecretInput: findSecretPaths(task.inputSchema).length > 0,
});

/** Every task a worker ever registered, with the number of workers that can run it now. */
export async function listTasks(sql: Queryable): Promise<TaskInfo[]> {
  const rows = await sql<TaskRow[]>`
    select ${columns(sql)}, keep_s,
           (select count(*)::integer from fbrain.worker where state = 'active' and task.name = any(worker.tasks)) as workers
    from fbrain.task
    order by name`;
  return rows.map(toTaskInfo);
}

export async function getTask(sql: Queryable, name: string): Promise<TaskInfo | null> {
  const [row] = await sql<TaskRow[]>`
    select ${columns(sql)}, keep_s,
           (select count(*)::integer from fbrain.worker where state = 'active' and task.name = any(worker.tasks)) as workers
    from fbrain.task
    where name = ${name}`;
  return row ? toTaskInfo(row) : null;
}

/** Definitions of all tasks, for the catalogue that requests are checked against. */
export async function loadTaskDefinitions(sql: Queryable): Promise<TaskDefinition[]> {
  return await sql<TaskDefinition[]>`select ${columns(sql)} from fbrain.task order by name`;
}

interface TaskRow extends TaskDefinition {
  keepS: number | null;
  workers: number;
}

function toTaskInfo({ timeoutMs, keepS, ...row }: TaskRow): TaskInfo {
  return {
    ...row,
    timeout: timeoutMs === null ? null : formatDuration(timeoutMs),
    retention: keepS === null ? null : formatRetention(keepS),
  };
}
