import type { Database } from '@fbrain/adapters/postgres/connection';
import type { Rule } from './find-violations.ts';

/**
 * How many executions there were at once under each limit. One that its worker goes on with after the attempt was given
 * up, because the worker was taken for dead, counts up to that instant only: the system cannot know of it, and what
 * it did then is rejected (G3).
 */
const atOnce = (sql: Database) => sql`
  select limit_name, limit_size, at_ms, sum(change) over (partition by limit_name order by at_ms, change) as count
  from harness.ledger
  join harness.execution on execution.run_id = id
  join harness.attempt on attempt.run_id = id and number = execution.attempt
  cross join lateral (
    values (began_ms, 1), (least(ended_ms, finished_ms), -1)
  ) as moments(at_ms, change)
  where limit_name is not null and began_ms < least(ended_ms, finished_ms)`;

const exceedsLimit: Rule = (sql) => sql`
  select format('%s executed at once under the limit "%s" of %s, at %s', max(count), limit_name, limit_size,
                to_timestamp(min(at_ms) filter (where count > limit_size) / 1000.0)) as violation
  from (${atOnce(sql)}) as counted
  group by limit_name, limit_size having max(count) > limit_size`;

/** G7: limits hold, races and faults included; so does "one unfinished run per unique key". */
export const LIMIT_RULES: readonly Rule[] = [exceedsLimit];

/** Executions that their limit was full for at some time: without any, the rule above says nothing. */
export async function fullLimits(sql: Database): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(distinct limit_name)::integer as count from (${atOnce(sql)}) as counted where count = limit_size`;
  return row?.count ?? 0;
}
