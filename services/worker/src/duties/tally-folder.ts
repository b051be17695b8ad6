import type { Database } from '@fbrain/adapters/postgres/connection';
import { compactStats, foldTallies } from '@fbrain/adapters/postgres/stat-fold-store';

/** Readers add up the tally themselves, so this is about its size only. */
const FOLD_INTERVAL_MS = 10_000;
const COMPACT_INTERVAL_MS = 3_600_000;

/** Adds to the statistics what the ends of attempts have tallied, unless it has just been done. */
export function createTallyFolder(sql: Database, now = () => performance.now()): () => Promise<void> {
  let foldedAtMs = Number.NEGATIVE_INFINITY;
  let compactedAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    if (now() - foldedAtMs < FOLD_INTERVAL_MS) return;
    foldedAtMs = now();
    await foldTallies(sql);
    if (now() - compactedAtMs < COMPACT_INTERVAL_MS) return;
    compactedAtMs = now();
    await compactStats(sql);
  };
}
