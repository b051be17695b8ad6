import type { Conclusion } from '../run/conclude-attempt.ts';
import type { RunError } from '../run/run.ts';
import { bucketOf } from './duration-scale.ts';

/** What the statistics want to know of an attempt that ended, besides its conclusion. */
export interface AttemptFacts {
  task: string;
  queue: string;
  /** By the clock of the database. */
  startedAtMs: number;
  durationMs: number;
  /** From ready to claimed. */
  waitedMs: number;
}

/** Attempts that count alike. */
export interface TallyRow {
  task: string;
  queue: string;
  /** A final state, or `retrying`: the attempt failed and another one follows. */
  state: string;
  startedAt: string;
  bucket: number;
  runs: number;
  durationMs: number;
  waitMs: number;
  fingerprint: string | null;
  /** One of those with the fingerprint, and its error. */
  runId: string | null;
  error: RunError | null;
}

interface EndedAttempt {
  runId: string;
  conclusion: Conclusion;
  facts?: AttemptFacts;
}

const MINUTE_MS = 60_000;

/** Sums up a batch of ended attempts. Those that burn none count for nothing: snoozed, handed back. */
export function tallyAttempts(ends: readonly EndedAttempt[]): TallyRow[] {
  const rows = new Map<string, TallyRow>();
  for (const { runId, conclusion, facts } of ends) {
    const isCounted =
      conclusion.state === 'retrying' ? conclusion.attemptState === 'failed' : conclusion.state !== 'queued';
    if (!facts || !isCounted) continue;
    const { task, queue, durationMs, waitedMs } = facts;
    const minute = Math.floor(facts.startedAtMs / MINUTE_MS);
    const bucket = bucketOf(durationMs);
    const error = conclusion.attemptState === 'failed' && 'error' in conclusion ? conclusion.error : null;
    const fingerprint = error?.fingerprint ?? null;
    const key = `${task}\n${queue}\n${conclusion.state}\n${minute}\n${bucket}\n${fingerprint}`;
    let row = rows.get(key);
    if (!row) {
      const sample = fingerprint === null ? { runId: null, error: null } : { runId, error };
      const startedAt = new Date(minute * MINUTE_MS).toISOString();
      row = {
        task,
        queue,
        state: conclusion.state,
        startedAt,
        bucket,
        runs: 0,
        durationMs: 0,
        waitMs: 0,
        fingerprint,
        ...sample,
      };
      rows.set(key, row);
    }
    row.runs++;
    row.durationMs += durationMs;
    row.waitMs += waitedMs;
  }
  return [...rows.values()];
}
