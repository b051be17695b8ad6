import type { RunPick } from '@fbrain/core/page/run-filter';
import type { RunCount } from '@fbrain/core/run/bulk-action';
import type { Database, Queryable } from './connection.ts';
import { isStatementTimeout } from './errors.ts';
import { matches, type RunTable } from './run-filter-store.ts';
import { wantsFinal, wantsUnfinished } from './run-query-store.ts';

/** Counting stops here, in each of the two tables: a person who reads "10 000" needs no more digits. */
const COUNT_LIMIT = 10_000;
/** A rare condition makes the database look at everything before it has found that many. */
const COUNT_TIMEOUT_MS = 2_000;

/** Counts unfinished and final runs that match: exactly up to a bound, above it as the database estimates. */
export async function countRuns(sql: Database, filter: RunPick): Promise<Record<'unfinished' | 'final', RunCount>> {
  const counted = await countWithin(sql, filter);
  const hasAll = (count: number | undefined): count is number => count !== undefined && count <= COUNT_LIMIT;
  const settle = async (table: RunTable, count: number | undefined): Promise<RunCount> =>
    hasAll(count)
      ? { count, isExact: true }
      : { count: Math.max(await estimate(sql, table, filter), count ?? 0), isExact: false };
  const [unfinished, final] = await Promise.all([
    wantsUnfinished(filter) ? settle('run', counted?.unfinished) : NONE,
    wantsFinal(filter) ? settle('run_history', counted?.final) : NONE,
  ]);
  return { unfinished, final };
}

const NONE: RunCount = { count: 0, isExact: true };

/** Null = it took too long. */
async function countWithin(sql: Database, filter: RunPick): Promise<{ unfinished: number; final: number } | null> {
  const limitOf = (isWanted: boolean) => (isWanted ? COUNT_LIMIT + 1 : 0);
  try {
    const [row] = await sql.begin(async (tx) => {
      await tx`select set_config('statement_timeout', ${String(COUNT_TIMEOUT_MS)}, true)`;
      return await tx<{ unfinished: number; final: number }[]>`
        select
          (select count(*) from (
            select from fbrain.run where ${matches(tx, 'run', filter)} limit ${limitOf(wantsUnfinished(filter))}
          ) as some_run) as unfinished,
          (select count(*) from (
            select from fbrain.run_history where ${matches(tx, 'run_history', filter)} limit ${limitOf(wantsFinal(filter))}
          ) as some_ended_run) as final`;
    });
    return row ?? null;
  } catch (error) {
    if (isStatementTimeout(error)) return null;
    throw error;
  }
}

/** The planner's guess, from its statistics: costs no more than planning. */
async function estimate(sql: Queryable, table: RunTable, filter: RunPick): Promise<number> {
  const [row] = await sql`explain (format json) select from fbrain.${sql(table)} where ${matches(sql, table, filter)}`;
  const [plan] = Object.values(row ?? {}).flat() as { Plan: { 'Plan Rows': number } }[];
  return plan?.Plan['Plan Rows'] ?? 0;
}
