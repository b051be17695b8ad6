import type { Attempt, AttemptState, Run, RunError } from '@fbrain/core/run/run';
import { isFinalState, type RunState } from '@fbrain/core/run/run-state';

/** One line of the story of a run. Times are ISO 8601. */
export type TimelineStep =
  | { kind: 'created'; at: string }
  /** Waited from `at` to `until`; null while it still does. */
  | { kind: 'waited'; reason: WaitReason; at: string; until: string | null; dueAt: string | null }
  | {
      kind: 'attempt';
      number: number;
      state: AttemptState;
      at: string;
      until: string | null;
      workerId: string | null;
      error: RunError | null;
    }
  | { kind: 'cancel-requested'; at: string }
  | { kind: 'ended'; state: RunState; at: string; error: RunError | null };

export type WaitReason = 'scheduled' | 'blocked' | 'queued' | 'backoff' | 'snoozed' | 'released';

/** Tells what happened to a run from its times and attempts, oldest first. */
export function toTimeline(run: Run, attempts: readonly Attempt[]): TimelineStep[] {
  const steps: TimelineStep[] = [{ kind: 'created', at: run.createdAt }];
  const ordered = [...attempts].sort((a, b) => a.number - b.number);
  ordered.forEach((attempt, index) => {
    steps.push(waitBefore(run, ordered[index - 1], attempt.startedAt), toAttemptStep(attempt));
  });
  const last = ordered.at(-1);
  const isWaiting = !isFinalState(run.state) && run.state !== 'running';
  if (isWaiting) steps.push(waitBefore(run, last, null));
  if (run.cancelRequestedAt) insertInOrder(steps, { kind: 'cancel-requested', at: run.cancelRequestedAt });
  if (run.finishedAt) {
    // An error that the last attempt has shown already is not told twice.
    const error = last?.error?.message === run.error?.message ? null : run.error;
    steps.push({ kind: 'ended', state: run.state, at: run.finishedAt, error });
  }
  return steps;
}

const toAttemptStep = ({ number, state, startedAt, finishedAt, workerId, error }: Attempt): TimelineStep => ({
  kind: 'attempt',
  number,
  state,
  at: startedAt,
  until: finishedAt,
  workerId,
  error,
});

/** The wait after an attempt, or after the creation when there was none. */
function waitBefore(run: Run, previous: Attempt | undefined, until: string | null): TimelineStep {
  const at = previous?.finishedAt ?? run.createdAt;
  return {
    kind: 'waited',
    reason: waitReason(run, previous, until === null),
    at,
    until,
    dueAt: until === null ? run.dueAt : null,
  };
}

function waitReason(run: Run, previous: Attempt | undefined, isNow: boolean): WaitReason {
  if (isNow && (run.state === 'queued' || run.state === 'blocked')) return run.state;
  if (previous?.state === 'failed') return 'backoff';
  if (previous?.state === 'snoozed' || previous?.state === 'released') return previous.state;
  const wasPutOff = run.dueAt !== null && Date.parse(run.dueAt) > Date.parse(run.createdAt) && run.attempt <= 1;
  return (isNow && run.state === 'scheduled') || (!previous && wasPutOff) ? 'scheduled' : 'queued';
}

function insertInOrder(steps: TimelineStep[], step: TimelineStep): void {
  const index = steps.findIndex((other) => other.at > step.at);
  steps.splice(index < 0 ? steps.length : index, 0, step);
}

/** How long a step took, or has taken until now; null where nothing takes time. */
export function stepMs(step: TimelineStep, nowMs: number): number | null {
  if (step.kind !== 'waited' && step.kind !== 'attempt') return null;
  return Math.max((step.until === null ? nowMs : Date.parse(step.until)) - Date.parse(step.at), 0);
}

/** Whether a step is on another day, by the reader's calendar, than what stands before it; the first than today. */
export function isOnNewDay(steps: readonly TimelineStep[], index: number, nowMs: number): boolean {
  const before = steps[index - 1]?.at ?? nowMs;
  return new Date(steps[index]?.at ?? nowMs).toDateString() !== new Date(before).toDateString();
}

/** Below this a bar could not be seen. */
const LEAST_PERCENT = 1;

/** Lengths of the bars of steps, the longest being 100. */
export function barPercents(steps: readonly TimelineStep[], nowMs: number): (number | null)[] {
  const times = steps.map((step) => stepMs(step, nowMs));
  const longest = Math.max(...times.map((ms) => ms ?? 0), 1);
  return times.map((ms) => (ms === null ? null : Math.max((ms / longest) * 100, LEAST_PERCENT)));
}
