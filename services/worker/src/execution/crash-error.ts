import type { RunError } from '@fbrain/core/run/run';
import type { HostExit } from './task-host.ts';

/** Why the attempts on board of a host ended with it. `condemned` is the supervisor's own reason to end it. */
export function crashError({ exitCode, signal }: HostExit, condemned: string | null): RunError {
  const how = signal === null ? `exited with code ${exitCode}` : `was killed by ${signal}`;
  const hint = signal === 'SIGKILL' ? ' (the system may have run out of memory)' : '';
  return {
    kind: 'crash',
    message: condemned ?? `The task host ${how}${hint} while the attempt ran.`,
    ...(signal === null ? { exitCode: exitCode ?? -1 } : { signal }),
  };
}
