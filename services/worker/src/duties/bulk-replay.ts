import type { RunIntake } from '@fbrain/adapters/intake/run-intake';
import type { TaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import type { Database, Queryable } from '@fbrain/adapters/postgres/connection';
import { insertRuns, insertRunsUnlessHeld } from '@fbrain/adapters/postgres/run-insert-store';
import { getRuns } from '@fbrain/adapters/postgres/run-query-store';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { BulkFailure } from '@fbrain/core/run/bulk-action';
import { replayRequest } from '@fbrain/core/run/replay-request';
import type { NewRun } from '@fbrain/core/run/run-request';

interface Replays {
  replays: NewRun[];
  /** Those that cannot be replayed: their task is gone, or no longer takes their input. */
  failures: BulkFailure[];
}

/** The runs that repeat the given ones, by the rules of a single replay. Their ids are above `floorId`. */
export async function prepareReplays(
  { sql, intake, catalogue }: { sql: Database; intake: RunIntake; catalogue: TaskCatalogue },
  ids: readonly string[],
  floorId: string,
): Promise<Replays> {
  const originals = await getRuns(sql, ids);
  await catalogue.learn([...new Set(originals.map(({ task }) => task))]);
  const replays: NewRun[] = [];
  const failures: BulkFailure[] = [];
  for (const original of originals) {
    try {
      const replay = intake.prepare(replayRequest(original, {}), { replayOf: original });
      replays.push({ ...replay, id: above(replay.id, floorId) });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      failures.push({ runId: original.id, message: error.message });
    }
  }
  return { replays, failures };
}

/**
 * Inserts replays and answers those that were: a run whose unique key an unfinished run holds does not happen twice at
 * once by a replay either. In the order of the keys, so that two who insert cannot wait for each other.
 */
export async function insertReplays(tx: Queryable, replays: readonly NewRun[]): Promise<NewRun[]> {
  const plain = replays.filter(({ uniqueKey }) => uniqueKey === null);
  const keyed = replays.filter(({ uniqueKey }) => uniqueKey !== null);
  await insertRuns(tx, plain);
  const byKey = keyed.toSorted(
    (a, b) => Number((a.uniqueKey ?? '') > (b.uniqueKey ?? '')) - Number((a.uniqueKey ?? '') < (b.uniqueKey ?? '')),
  );
  const inserted = new Set(await insertRunsUnlessHeld(tx, byKey));
  return [...plain, ...byKey.filter(({ id }) => inserted.has(id))];
}

/** A replay must not look as if it had been there before its action, even if the clock of this machine is behind. */
function above(id: string, floorId: string): string {
  if (id > floorId) return id;
  const floorMs = Number.parseInt(floorId.replace('-', '').slice(0, 12), 16);
  return Bun.randomUUIDv7('hex', floorMs + 1);
}
