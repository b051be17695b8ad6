import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import type { AttemptRef } from '../task-host/protocol.ts';
import type { Launcher } from './launcher.ts';
import type { RunningAttempt } from './running-attempt.ts';

/**
 * Lets attempts wait for the instant that a rate limit gave them, some milliseconds ahead of the claim. One that is
 * asked to end meanwhile never starts.
 */
export function createPunctualLauncher(
  launcher: Launcher,
  giveUp: (ref: AttemptRef, result: AttemptResult) => void,
): Launcher {
  const startLater = (attempt: RunningAttempt) => {
    const { id: runId, attempt: number, startInMs } = attempt.run;
    const timer = setTimeout(() => launcher.launch([attempt]), startInMs);
    const end = () => {
      clearTimeout(timer);
      giveUp({ runId, attempt: number }, { kind: 'released', reason: 'The attempt was ended before it had started.' });
    };
    attempt.handle = { abort: end, terminate: end, kill: end };
  };
  return {
    launch(attempts) {
      const isLater = ({ run }: RunningAttempt) => run.startInMs > 0;
      launcher.launch(attempts.filter((attempt) => !isLater(attempt)));
      for (const attempt of attempts.filter(isLater)) startLater(attempt);
    },
  };
}
