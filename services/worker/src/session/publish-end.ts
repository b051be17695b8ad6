import type { WorkerMetrics } from '@fbrain/adapters/metrics/worker-metrics';
import type { ChangedRun } from '@fbrain/adapters/postgres/run-finish-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { isFinalState } from '@fbrain/core/run/run-state';
import type { RunningAttempt } from '../execution/running-attempt.ts';

interface EndListeners {
  metrics: WorkerMetrics;
  events: EventBus;
}

/** Counts the end of an attempt and tells the live views. `changed` null = its fence was old. */
export function publishEnd(
  { metrics, events }: EndListeners,
  attempt: RunningAttempt,
  changed: ChangedRun | null,
): void {
  if (changed === null) {
    metrics.staleResults(1);
    return;
  }
  const { id, task, queue, state } = changed;
  metrics.runDuration(task, (performance.now() - attempt.startedAtMs) / 1_000);
  if (isFinalState(state)) metrics.runFinished({ task, queue, state });
  events.publish([{ kind: 'run', runId: id, task, queue, state, attempt: changed.attempt }]);
}
