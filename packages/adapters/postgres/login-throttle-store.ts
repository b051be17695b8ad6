import type { Queryable } from './connection.ts';

/** Tries that are left for one thing: so many at once, then one in so many seconds. */
export interface LoginBucket {
  key: string;
  burst: number;
  secondsEach: number;
}

/**
 * Counts a try against all buckets; false = one of them is full. Exact however many processes ask: each row is locked
 * while it is counted. What is refused does not count, so who is told to wait does not wait longer for having asked.
 */
export async function takeLoginTry(sql: Queryable, buckets: readonly LoginBucket[]): Promise<boolean> {
  // In one order everywhere, so that two tries never wait for each other.
  const sorted = buckets.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const leaked = sql`
    greatest(0, throttle.level - extract(epoch from clock_timestamp() - throttle.at) / excluded.seconds_each)`;
  const { count } = await sql`
    insert into fbrain.login_throttle as throttle (key, burst, seconds_each, level, at)
    select key, burst, seconds_each, 1, clock_timestamp()
    from unnest(
      ${sorted.map(({ key }) => key)}::text[],
      ${sorted.map(({ burst }) => burst)}::double precision[],
      ${sorted.map(({ secondsEach }) => secondsEach)}::double precision[]
    ) as asked (key, burst, seconds_each)
    on conflict (key) do update
    set level = ${leaked} + 1, burst = excluded.burst, seconds_each = excluded.seconds_each, at = clock_timestamp()
    where ${leaked} + 1 <= excluded.burst`;
  return count === buckets.length;
}

/** After a login that was right: what was counted against it is forgotten. */
export async function forgetLoginTries(sql: Queryable, keys: readonly string[]): Promise<void> {
  await sql`delete from fbrain.login_throttle where key = any(${keys as string[]}::text[])`;
}

/** Forgets buckets that have run empty. */
export async function pruneLoginTries(sql: Queryable): Promise<void> {
  await sql`delete from fbrain.login_throttle where at < now() - make_interval(secs => burst * seconds_each)`;
}
