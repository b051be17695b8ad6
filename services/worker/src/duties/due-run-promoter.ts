import type { Database } from '@fbrain/adapters/postgres/connection';
import { promoteDueRuns } from '@fbrain/adapters/postgres/dispatch-store';
import type { ChangedRun } from '@fbrain/adapters/postgres/run-finish-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import type { HintPublisher } from '@fbrain/core/transport/transport';
import { takeTurn } from './take-turn.ts';

export interface PromoteOptions {
  sql: Database;
  publisher: HintPublisher;
  events: EventBus;
}

const BATCH = 1_000;

/** A lane is first in, first out: behind a backlog, a run that was rescued would wait for all of it (G5). */
const FIRST_BAND = 0;

/** Makes scheduled and retrying runs ready when their time has come, for a turn. Answers how many. */
export async function promoteDue(options: PromoteOptions): Promise<number> {
  return await takeTurn(BATCH, async () => {
    const runs = await promoteDueRuns(options.sql, BATCH);
    await tell(options, runs, (run) => run.band);
    return runs.length;
  });
}

/** Makes rescued runs ready before all others that are due. Their hints take the most urgent lane of their queue. */
export async function promoteRescued(options: PromoteOptions, rescued: readonly { id: string }[]): Promise<void> {
  for (let from = 0; from < rescued.length; from += BATCH) {
    const ids = rescued.slice(from, from + BATCH).map(({ id }) => id);
    const runs = await promoteDueRuns(options.sql, BATCH, ids);
    await tell(options, runs, () => FIRST_BAND);
  }
}

async function tell(
  { publisher, events }: PromoteOptions,
  runs: readonly ChangedRun[],
  bandOf: (run: ChangedRun) => number,
): Promise<void> {
  events.publish(runs.map(toRunEvent));
  // A hint that is lost here is sent again by the resender.
  await publisher.publish(runs.map((run) => ({ runId: run.id, queue: run.queue, band: bandOf(run) }))).catch(() => {});
}
