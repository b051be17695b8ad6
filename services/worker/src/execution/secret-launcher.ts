import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import type { AttemptRef } from '../task-host/protocol.ts';
import { runError } from '../task-host/run-error.ts';
import type { AttemptSecrets } from './attempt-secrets.ts';
import type { Launcher } from './launcher.ts';
import type { RunningAttempt } from './running-attempt.ts';
import type { SecretReader } from './secret-reader.ts';

export interface SecretLauncherOptions {
  launcher: Launcher;
  reader: SecretReader;
  secrets: AttemptSecrets;
  /** An attempt ended before it had started. */
  onFailed(ref: AttemptRef, result: AttemptResult): void;
}

/** Programs and http tasks cannot ask: what they list is read before they start. All others pass at once. */
export function createSecretLauncher({ launcher, reader, secrets, onFailed }: SecretLauncherOptions): Launcher {
  const startWithSecrets = async (attempt: RunningAttempt): Promise<void> => {
    const { task, run } = attempt;
    const ref = { runId: run.id, attempt: run.attempt };
    let isEnded = false;
    const end = () => {
      if (isEnded) return;
      isEnded = true;
      onFailed(ref, { kind: 'released', reason: 'The attempt was ended before it had started.' });
    };
    attempt.handle = { abort: end, terminate: end, kill: end };
    try {
      const names = task.secrets ?? [];
      const values = await Promise.all(names.map((name) => reader.read(task, name)));
      if (isEnded) return;
      secrets.give(ref, new Map(names.map((name, index) => [name, values[index] ?? ''])));
      launcher.launch([attempt]);
    } catch (error) {
      if (isEnded) return;
      const message = error instanceof Error ? error.message : String(error);
      onFailed(ref, { kind: 'failed', error: runError('exception', message) });
    }
  };
  return {
    launch(attempts) {
      const waits = ({ task }: RunningAttempt) => task.kind !== 'module' && (task.secrets?.length ?? 0) > 0;
      launcher.launch(attempts.filter((attempt) => !waits(attempt)));
      for (const attempt of attempts.filter(waits)) void startWithSecrets(attempt);
    },
  };
}
