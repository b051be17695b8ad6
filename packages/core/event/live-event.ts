import type { RunState } from '../run/run-state.ts';

/**
 * What changed, for live views. Events are hints: they may be lost, doubled or late, and carry no payload beyond
 * names and ids. Who shows data re-reads it.
 */
export type LiveEvent =
  | { kind: 'run'; runId: string; task: string; queue: string; state: RunState; attempt: number }
  | { kind: 'run-progress'; runId: string; fraction: number; message: string | null }
  | { kind: 'run-log'; runId: string; lines: number }
  | { kind: 'task' } // the catalogue of tasks changed
  | { kind: 'queue'; queue: string } // created, paused or resumed
  | { kind: 'schedule' } // some were made, changed, removed, or their slots decided
  | { kind: 'worker'; workerId: string }
  | { kind: 'cancel'; runId: string } // the worker that runs it must abort it
  // Events were dropped: re-read everything shown. With `ended`, no end of a run is missing from those that are told.
  | { kind: 'gap'; ended?: readonly string[] };

/** Carries live events between processes. Publishing never fails the caller and never blocks it. */
export interface EventBus {
  publish(events: readonly LiveEvent[]): void;
  /** Calls back with batches in order of arrival; returns the way to stop. */
  subscribe(listener: (events: readonly LiveEvent[]) => void): () => void;
}
