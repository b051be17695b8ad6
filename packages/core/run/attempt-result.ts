import type { RunError } from './run.ts';

/** How an attempt ended, as data: a throw becomes `failed` in one place, the task host. */
export type AttemptResult =
  | { kind: 'succeeded'; outputJson: string }
  | { kind: 'failed'; error: RunError /** Wait asked for by the task or its target. */; retryAfterMs?: number }
  | { kind: 'snoozed'; delayMs: number }
  | { kind: 'cancelled'; error: RunError }
  /** Handed back through no fault of the task: the worker stops, or a neighbour killed the host. Burns no attempt. */
  | { kind: 'released'; reason: string };
