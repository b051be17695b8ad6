import { DomainError } from '@fbrain/core/errors/domain-error';
import type { Run } from '@fbrain/core/run/run';
import type { NewRun } from '@fbrain/core/run/run-request';
import type { Database, Queryable } from './connection.ts';
import { isKeyBusy } from './errors.ts';
import { insertRuns, insertRunsUnlessHeld } from './run-insert-store.ts';
import { getRuns } from './run-query-store.ts';

/** Hours an idempotency key is remembered. */
const IDEMPOTENCY_HOURS = 24;

/**
 * Longest wait for a key that an uncommitted transaction holds, such as an application's around fbrain.enqueue: many
 * such waits must not keep all connections from others.
 */
const KEY_WAIT = '3s';

/** A run with what its request was: the same idempotency key with another request is a conflict. */
export interface HashedRun extends NewRun {
  /** SHA-256 of the request, hex. */
  requestHash: string;
}

/**
 * Inserts runs, some of which carry an idempotency key or a unique key. Answers, for each, the id that its keys stand
 * for: its own, or that of the run which came first with the same idempotency key and the same request, or that of the
 * unfinished run which holds the unique key.
 * @throws DomainError `idempotency-conflict` when an idempotency key came before with another request, `overloaded`
 * when another transaction does not let go of a key, and what `checkHolders` throws; then nothing is inserted.
 * @param checkHolders called with the runs, other than the given ones, that keys stand for
 */
export async function insertKeyedRuns(
  sql: Database,
  runs: readonly HashedRun[],
  checkHolders?: (holders: readonly Run[]) => void,
): Promise<string[]> {
  try {
    return await sql.begin(async (tx) => {
      await tx`select set_config('lock_timeout', ${KEY_WAIT}, true)`;
      const ids = await idsByIdempotency(tx, runs);
      const fresh = runs.filter((run, index) => ids[index] === run.id);
      await insertRuns(
        tx,
        fresh.filter((run) => run.uniqueKey === null),
      );
      const holders = await insertUniqueRuns(tx, fresh);
      const followers = fresh.filter((run) => run.idempotencyKey !== null && holders.has(run.id));
      if (followers.length > 0) await repointIdempotencyKeys(tx, followers, holders);
      const held = ids.map((id) => holders.get(id) ?? id);
      const foreign = held.filter((id, index) => id !== runs[index]?.id);
      if (checkHolders && foreign.length > 0) checkHolders(await getRuns(tx, foreign));
      return held;
    });
  } catch (error) {
    throw isKeyBusy(error) ? keyBusy(error) : error;
  }
}

/** For each run its own id, or that of the run its idempotency key stands for. */
async function idsByIdempotency(tx: Queryable, runs: readonly HashedRun[]): Promise<string[]> {
  const keyed = runs.filter((run) => run.idempotencyKey !== null);
  const holders = keyed.length > 0 ? await takeIdempotencyKeys(tx, keyed) : new Map<string, never>();
  return runs.map((run) => {
    if (run.idempotencyKey === null) return run.id;
    const holder = holders.get(run.idempotencyKey);
    if (holder?.hash !== run.requestHash) throw idempotencyConflict(run.idempotencyKey);
    return holder.runId;
  });
}

/** Takes the keys that are free, and answers for all of them who holds them now. */
async function takeIdempotencyKeys(
  tx: Queryable,
  runs: readonly HashedRun[],
): Promise<Map<string, { hash: string; runId: string }>> {
  const sorted = sortedBy(runs, (run) => run.idempotencyKey);
  const keys = sorted.map((run) => run.idempotencyKey);
  await tx`delete from fbrain.idempotency where key = any(${keys}) and expires_at <= now()`;
  await tx`
    insert into fbrain.idempotency (key, request_hash, run_id, expires_at)
    select key, decode(hash, 'hex'), run_id, now() + make_interval(hours => ${IDEMPOTENCY_HOURS})
    from unnest(${keys}::text[], ${sorted.map((run) => run.requestHash)}::text[], ${sorted.map((run) => run.id)}::uuid[])
      as r(key, hash, run_id)
    on conflict (key) do nothing`;
  const holders = await tx<{ key: string; hash: string; runId: string }[]>`
    select key, encode(request_hash, 'hex') as hash, run_id
    from fbrain.idempotency
    where key = any(${keys})`;
  return new Map(holders.map((holder) => [holder.key, holder]));
}

/**
 * Inserts the runs whose unique key is free. Answers, by the id of each that was not inserted, the id of the run that
 * holds its key. The insert waits for whoever takes or frees the key at the same time, so the answer is exact.
 */
async function insertUniqueRuns(tx: Queryable, runs: readonly NewRun[]): Promise<Map<string, string>> {
  const held = new Map<string, string>();
  let missing = sortedBy(
    runs.filter((run) => run.uniqueKey !== null),
    (run) => run.uniqueKey,
  );
  while (missing.length > 0) {
    const inserted = new Set(await insertRunsUnlessHeld(tx, missing));
    const refused = missing.filter((run) => !inserted.has(run.id));
    if (refused.length === 0) break;
    const holders = await findHolders(tx, refused);
    for (const run of refused) {
      const holder = holders.get(run.uniqueKey);
      if (holder !== undefined) held.set(run.id, holder);
    }
    // A holder that finished between the two statements has freed its key: try again.
    missing = refused.filter((run) => !held.has(run.id));
  }
  return held;
}

async function findHolders(tx: Queryable, runs: readonly NewRun[]): Promise<Map<string | null, string>> {
  const rows = await tx<{ id: string; uniqueKey: string }[]>`
    select id, unique_key from fbrain.run where unique_key = any(${runs.map((run) => run.uniqueKey)})`;
  return new Map(rows.map((row) => [row.uniqueKey, row.id]));
}

/** An idempotency key taken for a run that was not inserted stands for the holder of its unique key from now on. */
async function repointIdempotencyKeys(
  tx: Queryable,
  runs: readonly NewRun[],
  holders: ReadonlyMap<string, string>,
): Promise<void> {
  const keys = runs.map((run) => run.idempotencyKey);
  const ids = runs.map((run) => holders.get(run.id) ?? run.id);
  await tx`
    update fbrain.idempotency
    set run_id = r.run_id
    from unnest(${keys}::text[], ${ids}::uuid[]) as r(key, run_id)
    where idempotency.key = r.key`;
}

/** In the order of their keys, so that two requests with several keys cannot deadlock; the first of equals stays first. */
function sortedBy<R extends NewRun>(runs: readonly R[], keyOf: (run: R) => string | null): R[] {
  const keyed = runs.map((run) => ({ run, key: keyOf(run) ?? '' }));
  return keyed.sort((a, b) => Number(a.key > b.key) - Number(a.key < b.key)).map(({ run }) => run);
}

const idempotencyConflict = (key: string): DomainError =>
  new DomainError(
    'idempotency-conflict',
    `The idempotency key "${key}" was used within the last ${IDEMPOTENCY_HOURS} hours for a different request. Use a new key, or repeat the request unchanged.`,
  );

const keyBusy = (cause: unknown): DomainError =>
  new DomainError(
    'overloaded',
    'An open transaction holds a key of this request and does not end, so nothing was accepted. Try again in a few seconds.',
    { retryAfterS: 2, cause },
  );
