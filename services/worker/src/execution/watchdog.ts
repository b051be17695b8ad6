import type { EndReason, RunningAttempt } from './running-attempt.ts';

interface WatchdogOptions {
  attempts: () => Iterable<RunningAttempt>;
  cancelGraceMs: number;
  /** Monotonic. */
  now: () => number;
}

/** Makes attempts end: those over their limit, and those asked to end that have not. */
export interface Watchdog {
  /** Asks an attempt to end. Asking again changes nothing. */
  end(attempt: RunningAttempt, reason: EndReason): void;
  /** One look at all attempts. */
  runOnce(): void;
}

/** After SIGTERM a process has this long to die by itself. */
const TERMINATE_GRACE_MS = 1_000;

/** Abort signal, then after the grace SIGTERM, then SIGKILL of the process: the same for every kind of task (G10). */
export function createWatchdog({ attempts, cancelGraceMs, now }: WatchdogOptions): Watchdog {
  const end = (attempt: RunningAttempt, reason: EndReason) => {
    if (attempt.ending !== null) return;
    attempt.ending = { reason, askedAtMs: now(), stage: 'asked' };
    attempt.handle?.abort(reason === 'deadline' ? 'timeout' : reason);
  };
  const escalate = (attempt: RunningAttempt, ending: NonNullable<RunningAttempt['ending']>) => {
    const waitedMs = now() - ending.askedAtMs;
    if (ending.stage === 'asked' && waitedMs >= cancelGraceMs) {
      ending.stage = 'terminated';
      attempt.handle?.terminate();
    } else if (ending.stage === 'terminated' && waitedMs >= cancelGraceMs + TERMINATE_GRACE_MS) {
      ending.stage = 'killed';
      attempt.handle?.kill();
    }
  };
  return {
    end,
    runOnce() {
      for (const attempt of attempts()) {
        if (attempt.ending !== null) escalate(attempt, attempt.ending);
        else if (attempt.limit !== null && now() >= attempt.limit.atMs) end(attempt, attempt.limit.reason);
      }
    },
  };
}
