import type { WorkerMetrics } from '@fbrain/adapters/metrics/worker-metrics';
import type { ChangedRun } from '@fbrain/adapters/postgres/run-finish-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import { isFinalState } from '@fbrain/core/run/run-state';
import type { ReadyAnnouncer } from '../execution/ready-announcer.ts';
import type { RunningAttempt } from '../execution/running-attempt.ts';

interface EndListeners {
  metrics: WorkerMetrics;
  events: EventBus;
  ready: ReadyAnnouncer;
}

/** Counts the end of an attempt, tells the live views, and the workers of a run that was handed back. */
export function publishEnd(
  { metrics, events, ready }: EndListeners,
  attempt: RunningAttempt,
  /** Null = the fence was old. */
  changed: ChangedRun | null,
): void {
  if (changed === null) {
    metrics.staleResults(1);
    return;
  }
  const { id, task, queue, state } = changed;
  metrics.runDuration(task, (performance.now() - attempt.startedAtMs) / 1_000);
  if (isFinalState(state)) metrics.runFinished({ task, queue, state });
  events.publish([toRunEvent(changed)]);
  if (state === 'queued') ready.announce({ runId: id, queue, band: changed.band });
}
