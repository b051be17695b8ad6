import type { RunSelection } from '../page/run-filter.ts';
import { FINAL_STATES, RUN_STATES, type RunState, sourcesOf } from './run-state.ts';

/** What can be done to many runs at once. */
export const BULK_ACTION_KINDS = ['cancel', 'replay', 'delete'] as const;
export type BulkActionKind = (typeof BULK_ACTION_KINDS)[number];

/** The states of runs that an action can act on; it skips the others. */
export const ACTS_ON: Readonly<Record<BulkActionKind, readonly RunState[]>> = {
  cancel: sourcesOf('cancelled'),
  replay: RUN_STATES,
  // Only what has ended: an unfinished run has to be cancelled first.
  delete: FINAL_STATES,
};

/** `failed`: it stopped half-way, `error` says why. `cancelled`: somebody stopped it; what is done stays done. */
export const BULK_ACTION_STATES = ['running', 'succeeded', 'failed', 'cancelled'] as const;
export type BulkActionState = (typeof BULK_ACTION_STATES)[number];

/** Runs a second. Replays are the slowest by default, as they make work for everybody else. */
export const DEFAULT_BULK_RATE: Readonly<Record<BulkActionKind, number>> = {
  cancel: 5_000,
  replay: 1_000,
  delete: 5_000,
};
export const MAX_BULK_RATE = 10_000;
/** Ids that one request may name. */
export const MAX_BULK_IDS = 1_000;
/** Failures that are kept as samples. */
export const MAX_BULK_FAILURES = 10;

/** The body of `POST /runs/actions`. */
export interface BulkActionRequest {
  action: BulkActionKind;
  /** Which runs; all conditions must hold. Must have one, unless `all` is true. */
  filter?: RunSelection;
  /** Every run there is. Excludes `filter`. */
  all?: boolean;
  /** Only count. */
  dryRun?: boolean;
  /** Runs a second, at most. */
  rate?: number;
}

/** How many runs match. */
export interface RunCount {
  count: number;
  /** False = an estimate of the database: there are more than are worth counting. */
  isExact: boolean;
}

/** What a bulk action would do. */
export interface BulkActionPreview {
  action: BulkActionKind;
  matched: number;
  /** Of these, runs whose state does not allow the action. */
  skipped: number;
  isExact: boolean;
}

/** An action on many runs, and how far it is. */
export interface BulkAction extends BulkActionPreview {
  id: string;
  filter: RunSelection;
  state: BulkActionState;
  rate: number;
  done: number;
  failed: number;
  /** Some of the runs that failed, and why. */
  failures: BulkFailure[];
  /** Why the whole action failed. */
  error: string | null;
  createdAt: string;
  finishedAt: string | null;
}

export interface BulkFailure {
  runId: string;
  message: string;
}
