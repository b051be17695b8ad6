import type { Queryable } from './connection.ts';

interface Fence {
  runId: string;
  attempt: number;
}

export const fenceOf = ({ runId, attempt }: Fence): string => `${runId}/${attempt}`;

/**
 * A CTE named `said` of what is said of many attempts, each a JSON object under its fence: `saidOfRun` looks it up there.
 * The planner takes a join for one of a few rows and may compare all runs with all attempts, see `isIn`.
 */
export const saidOf = <Said extends Fence>(
  sql: Queryable,
  attempts: readonly Said[],
  toRecord: (attempt: Said) => object = (attempt) => attempt,
) => {
  const byFence = Object.fromEntries(attempts.map((attempt) => [fenceOf(attempt), toRecord(attempt)]));
  return sql`said as materialized (select ${JSON.stringify(byFence)}::text::jsonb as by_fence)`;
};

/** What is said of the current attempt of `run`, as jsonb; null = nothing. */
export const saidOfRun = (sql: Queryable) => sql`((select by_fence from said) -> (run.id || '/' || run.attempt))`;
