import type { JsonObject } from '@fbrain/core/run/json';
import type { LogLevel, RunLogEntry } from '@fbrain/core/run/run';
import type { Queryable } from './connection.ts';

/** A line as a worker hands it over. Text must be storable (core/run/json.ts). */
export interface NewLogLine {
  runId: string;
  attempt: number;
  atMs: number;
  level: LogLevel;
  message: string;
  /** JSON text of an object, or null. */
  fieldsJson: string | null;
}

/** Appends lines in their order, in one statement. */
export async function appendRunLogs(sql: Queryable, lines: readonly NewLogLine[]): Promise<void> {
  if (lines.length === 0) return;
  const records = lines.map((line) => {
    const fields = JSON.stringify([
      line.runId,
      line.attempt,
      new Date(line.atMs).toISOString(),
      line.level,
      line.message,
    ]);
    return `${fields.slice(0, -1)},${line.fieldsJson ?? 'null'}]`;
  });
  await sql`
    insert into fbrain.run_log (run_id, attempt, at, level, message, fields)
    select (r ->> 0)::uuid, (r ->> 1)::integer, (r ->> 2)::timestamptz, r ->> 3, r ->> 4, nullif(r -> 5, 'null')
    from jsonb_array_elements(${`[${records.join()}]`}::text::jsonb) with ordinality as line(r, n)
    order by n`;
}

/** Lines of a run after `after`, oldest first. */
export async function listRunLogs(
  sql: Queryable,
  runId: string,
  page: { after: number; limit: number },
): Promise<RunLogEntry[]> {
  const rows = await sql<
    { seq: number; attempt: number; at: Date; level: LogLevel; message: string; fields: JsonObject | null }[]
  >`
    select seq, attempt, at, level, message, fields
    from fbrain.run_log
    where run_id = ${runId} and seq > ${page.after}
    order by seq
    limit ${page.limit}`;
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
