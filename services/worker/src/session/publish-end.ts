import type { WorkerMetrics } from '@fbrain/adapters/metrics/worker-metrics';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import type { RunState } from '@fbrain/core/run/run-state';
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
  { run, startedAtMs }: RunningAttempt,
  /** Of the run from now on; null = the fence was old. */
  state: RunState | null,
): void {
  if (state === null) {
    metrics.staleResults(1);
    return;
  }
  const { id, task, queue, band, attempt } = run;
  metrics.runDuration(task, (performance.now() - startedAtMs) / 1_000);
  events.publish([toRunEvent({ id, task, queue, attempt, state })]);
  if (state === 'queued') ready.announce({ runId: id, queue, band });
}
