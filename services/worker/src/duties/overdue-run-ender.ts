import type { Database } from '@fbrain/adapters/postgres/connection';
import { endOverdueRuns } from '@fbrain/adapters/postgres/dispatch-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import { takeTurn } from './take-turn.ts';

const BATCH = 1_000;

/** Ends waiting runs that have expired or are past their deadline, for a turn. Answers how many. */
export async function endOverdue(sql: Database, events: EventBus): Promise<number> {
  return await takeTurn(BATCH, async () => {
    const runs = await endOverdueRuns(sql, BATCH);
    events.publish(runs.map(toRunEvent));
    return runs.length;
  });
}
