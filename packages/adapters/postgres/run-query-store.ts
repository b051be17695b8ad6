import type { RunFilter, RunPick } from '@fbrain/core/page/run-filter';
import type { Run, RunSummary } from '@fbrain/core/run/run';
import { isFinalState, type RunState } from '@fbrain/core/run/run-state';
import { maskSealed } from '@fbrain/core/secret/sealed-json';
import type { Database, Queryable } from './connection.ts';
import { matches } from './run-filter-store.ts';
import { detailColumns, type RunRow, type SummaryRow, summaryColumns, toRun, toRunSummary } from './run-row.ts';

/** One run as answers show it, its secrets masked; finished or not. */
export async function getRun(sql: Queryable, id: string): Promise<Run | null> {
  const run = await getStoredRun(sql, id);
  return run && { ...run, input: maskSealed(run.input), output: maskSealed(run.output) };
}

/**
 * One run with its secrets as the ciphertexts they are, for who makes another of it. One statement sees one snapshot: a
 * run that just moves is seen exactly once. `concat` hides the id from the planner, which would otherwise plan anew for
 * each id, to name its partition, and take longer than the read; like this a kept plan finds the partition.
 */
export async function getStoredRun(sql: Queryable, id: string): Promise<Run | null> {
  const [row] = await sql<RunRow[]>`
    select ${summaryColumns(sql)}, ${detailColumns(sql)}, null::jsonb as output, null::timestamptz as finished_at
    from fbrain.run where id = ${id}
    union all
    select ${summaryColumns(sql)}, ${detailColumns(sql)}, output, finished_at
    from fbrain.run_history where id = concat(${id}::text)::uuid`;
  return row ? toRun(row) : null;
}

/** Those of `ids` that exist, as they are stored, in order of their ids. */
export async function getRuns(sql: Queryable, ids: readonly string[]): Promise<Run[]> {
  const rows = await sql<RunRow[]>`
    select ${summaryColumns(sql)}, ${detailColumns(sql)}, null::jsonb as output, null::timestamptz as finished_at
    from fbrain.run where id = any(${ids as string[]}::uuid[])
    union all
    select ${summaryColumns(sql)}, ${detailColumns(sql)}, output, finished_at
    from fbrain.run_history where id = any(${ids as string[]}::uuid[])
    order by id`;
  return rows.map(toRun);
}

/** States of those of `ids` that exist. */
export async function getRunStates(sql: Queryable, ids: readonly string[]): Promise<Map<string, RunState>> {
  const rows = await sql<{ id: string; state: RunState }[]>`
    select id, state from fbrain.run where id = any(${ids as string[]}::uuid[])
    union all
    select id, state from fbrain.run_history where id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.state]));
}

/**
 * Runs that match, newest first. Keyset pages: `beforeId` is the last id of the page before. Hot set and history are
 * both read in order of their primary key and merged, so a page costs the same whatever lies behind it.
 */
export async function listRuns(
  sql: Database,
  filter: RunFilter,
  page: { limit: number; beforeId?: string | undefined },
): Promise<RunSummary[]> {
  const rows = await sql<SummaryRow[]>`
    (
      select ${summaryColumns(sql)}, null::timestamptz as finished_at
      from fbrain.run where ${matches(sql, 'run', filter, page.beforeId)}
      order by id desc limit ${wantsUnfinished(filter) ? page.limit : 0}
    )
    union all
    (
      select ${summaryColumns(sql)}, finished_at
      from fbrain.run_history where ${matches(sql, 'run_history', filter, page.beforeId)}
      order by id desc limit ${wantsFinal(filter) ? page.limit : 0}
    )
    order by id desc
    limit ${page.limit}`;
  return rows.map(toRunSummary);
}

/** A run that a bulk action comes by, with the bytes its input takes. */
export interface MatchingRun {
  id: string;
  bytes: number;
}

/** Runs that match, oldest first, with ids between the two: the steps in which a bulk action goes through them. */
export async function listMatchingRuns(
  sql: Database,
  filter: RunPick,
  page: { afterId: string; beforeId: string; limit: number },
): Promise<MatchingRun[]> {
  return await sql<MatchingRun[]>`
    (
      select id, pg_column_size(input) as bytes
      from fbrain.run where ${matches(sql, 'run', filter, page.beforeId)} and id > ${page.afterId}
      order by id limit ${wantsUnfinished(filter) ? page.limit : 0}
    )
    union all
    (
      select id, pg_column_size(input) as bytes
      from fbrain.run_history where ${matches(sql, 'run_history', filter, page.beforeId)} and id > ${page.afterId}
      order by id limit ${wantsFinal(filter) ? page.limit : 0}
    )
    order by id
    limit ${page.limit}`;
}

export const wantsFinal = ({ states }: RunFilter): boolean => states.length === 0 || states.some(isFinalState);
export const wantsUnfinished = ({ states }: RunFilter): boolean =>
  states.length === 0 || states.some((state) => !isFinalState(state));
