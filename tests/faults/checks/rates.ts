import type { Database } from '@fbrain/adapters/postgres/connection';
import { exceedsRate } from '@fbrain/testing/exceeds-rate';

/** As in ../tasks/rated.ts. */
const RATE = { limit: 4, per: '1s', burst: 2 } as const;

export interface RateFindings {
  violations: string[];
  /** Rates that starts were counted against. */
  rates: number;
}

/**
 * G7: no rate is exceeded, in no time between any two starts. Counted are the starts of attempts by the database's
 * clock, also of those whose worker died before it could begin: each took its token.
 */
export async function checkRates(sql: Database): Promise<RateFindings> {
  const groups = await sql<{ name: string; startsMs: number[] }[]>`
    select rate_name as name, array_agg(started_ms order by started_ms) as starts_ms
    from harness.ledger join harness.attempt on run_id = id
    where rate_name is not null
    group by rate_name order by rate_name`;
  const violations = groups.flatMap(({ name, startsMs }) => {
    const excess = exceedsRate(startsMs, RATE);
    if (!excess) return [];
    const { starts, allowed, fromMs, toMs } = excess;
    return [
      `${starts} starts under the rate "${name}" within ${toMs - fromMs} ms from ${new Date(fromMs).toISOString()}, allowed: ${allowed.toFixed(1)}`,
    ];
  });
  return { violations, rates: groups.length };
}
