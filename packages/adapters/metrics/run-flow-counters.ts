import type { LiveEvent } from '@fbrain/core/event/live-event';
import { FINAL_STATES, type FinalState, isFinalState } from '@fbrain/core/run/run-state';
import type { Registry } from 'prom-client';
import { boundLabel } from './registry.ts';
import { createRunCounter } from './run-counter.ts';

/** Counts runs on their way in and out, in whichever process that happens: dashboards take the sum of all. */
export interface RunFlowCounters {
  runEnqueued(run: { task: string; queue: string }): void;
  /** Counts the ends that this process tells of, be it an attempt, a cancel or a deadline. */
  countEnds(events: readonly LiveEvent[]): void;
}

export function createRunFlowCounters(registry: Registry): RunFlowCounters {
  const registers = [registry];
  const enqueued = createRunCounter({
    name: 'fbrain_runs_enqueued_total',
    help: 'Runs accepted and committed by this process; those that SQL enqueued are not among them.',
    labelNames: ['task', 'queue'],
    registers,
  });
  const finished = createRunCounter(
    {
      name: 'fbrain_runs_finished_total',
      help: 'Runs that reached a final state, counted by the process that ended them.',
      labelNames: ['task', 'queue', 'state'],
      registers,
    },
    // A series that begins with its first failure would hide it: Prometheus only sees what grows.
    ({ task, queue }) => FINAL_STATES.map((state: FinalState) => ({ task, queue, state })),
  );
  const taskLabel = boundLabel();
  const queueLabel = boundLabel();
  return {
    runEnqueued: ({ task, queue }) => enqueued({ task: taskLabel(task), queue: queueLabel(queue) }),
    countEnds(events) {
      for (const event of events) {
        if (event.kind !== 'run' || !isFinalState(event.state)) continue;
        finished({ task: taskLabel(event.task), queue: queueLabel(event.queue), state: event.state });
      }
    },
  };
}
