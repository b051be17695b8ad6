import type { Database } from '@fbrain/adapters/postgres/connection';
import { cancelRun as markCancelled } from '@fbrain/adapters/postgres/run-cancel-store';
import { getRun } from '@fbrain/adapters/postgres/run-query-store';
import { DomainError, runNotFound } from '@fbrain/core/errors/domain-error';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import type { Run } from '@fbrain/core/run/run';

/** Cancels a waiting run at once; asks the worker of a running one to abort it. Throws if it is final or unknown. */
export async function cancelRun(id: string, { sql, events }: { sql: Database; events: EventBus }): Promise<Run> {
  const outcome = await markCancelled(sql, id);
  const run = outcome === 'unknown' ? null : await getRun(sql, id);
  if (!run) throw runNotFound(id);
  if (outcome === 'final') {
    throw new DomainError('run-already-finished', `The run has ended as ${run.state}. A final run never changes.`);
  }
  // The end of a running one is told, and counted, by its worker; it may have come since.
  if (outcome === 'requested')
    events.publish([toRunEvent({ ...run, state: 'running' }), { kind: 'cancel', runId: id }]);
  else events.publish([toRunEvent(run)]);
  return run;
}
