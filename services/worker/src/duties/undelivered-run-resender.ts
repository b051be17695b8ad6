import type { Database } from '@fbrain/adapters/postgres/connection';
import { listReadyRuns, listWaitingLanes } from '@fbrain/adapters/postgres/dispatch-store';
import type { HintPublisher } from '@fbrain/core/transport/transport';

/** A hint normally arrives within milliseconds; a run that is ready for longer may have lost its own. */
const OLDER_THAN_MS = 1_000;
/** Per lane and pulse: more than the workers of a lane start within a second. */
const BATCH = 20_000;
/**
 * Looks that find nothing take at most this part of the time. A look costs a millisecond unless a lane begins with
 * hundreds of thousands of runs whose task no worker knows: it walks past them all.
 */
const MAX_DUTY = 0.05;
/** On a machine that stands still every look takes long, and runs whose hints were lost must not wait for its better days. */
const MAX_PAUSE_MS = 10_000;

/** From the start of a look that found nothing to the next one. */
export const pauseAfter = (tookMs: number): number => Math.min(tookMs / MAX_DUTY, MAX_PAUSE_MS);

/**
 * Sends hints again for runs whose hint was lost, or was never confirmed (G4). While hints wait in a lane its workers
 * are busy and nothing is missing there; a lane that is empty although runs are ready has lost some. A hint too many
 * is harmless: the claim finds the run no longer ready. The function that it makes answers how many were sent.
 */
export function createUndeliveredRunResender(sql: Database, publisher: HintPublisher): () => Promise<number> {
  let nextAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const startedAtMs = performance.now();
    if (startedAtMs < nextAtMs) return 0;
    const sent = await resend(sql, publisher);
    const tookMs = performance.now() - startedAtMs;
    nextAtMs = sent > 0 ? startedAtMs : startedAtMs + pauseAfter(tookMs);
    return sent;
  };
}

async function resend(sql: Database, publisher: HintPublisher): Promise<number> {
  let sent = 0;
  for (const lane of await listWaitingLanes(sql, OLDER_THAN_MS)) {
    if ((await publisher.backlog(lane)) > 0) continue;
    const hints = await listReadyRuns(sql, lane, { olderThanMs: OLDER_THAN_MS, limit: BATCH });
    await publisher.publish(hints);
    sent += hints.length;
  }
  return sent;
}
