import type { Database, Queryable } from './connection.ts';

/** Tries that are left for one thing: so many at once, then one in so many seconds. */
export interface LoginBucket {
  key: string;
  burst: number;
  secondsEach: number;
}

/** Takes back what a try has counted already: one bucket of several was full. */
const FULL = new Error('A bucket of the login throttle is full.');

/**
 * Counts a try against all buckets or, if one of them is full, against none: false. Exact however many processes ask:
 * each row is locked while it is counted. Who is told to wait does not wait longer for having asked, and one who is held
 * up in a bucket of his own cannot fill the one that he shares with others.
 */
export async function takeLoginTry(sql: Database, buckets: readonly LoginBucket[]): Promise<boolean> {
  try {
    await sql.begin(async (tx) => {
      if ((await countTry(tx, buckets)) < buckets.length) throw FULL;
    });
    return true;
  } catch (error) {
    if (error === FULL) return false;
    throw error;
  }
}

/** Counts a try against each bucket that is not full; answers how many those were. */
async function countTry(tx: Queryable, buckets: readonly LoginBucket[]): Promise<number> {
  // In one order everywhere, so that two tries never wait for each other.
  const sorted = buckets.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const leaked = tx`
    greatest(0, throttle.level - extract(epoch from clock_timestamp() - throttle.at) / excluded.seconds_each)`;
  const { count } = await tx`
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
  return count;
}

/** After a login that was right: what was counted against it is forgotten. */
export async function forgetLoginTries(sql: Queryable, keys: readonly string[]): Promise<void> {
  await sql`delete from fbrain.login_throttle where key = any(${keys as string[]}::text[])`;
}

/** Forgets buckets that have run empty. */
export async function pruneLoginTries(sql: Queryable): Promise<void> {
  await sql`delete from fbrain.login_throttle where at < now() - make_interval(secs => burst * seconds_each)`;
}
