import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { encodeOutput, invalidOutput, outputTooLarge } from '../task-host/encode-output.ts';
import { runError } from '../task-host/run-error.ts';
import type { Executable } from './read-executable.ts';
import type { Exit } from './run-program.ts';

interface ExitContext {
  limitBytes: number;
  /** The last lines on stderr, for the message of a failure. */
  lastLines: readonly string[];
  /** It was sent SIGTERM. */
  wasAborted: boolean;
}

/** Exit codes of sysexits.h with a meaning here: EX_TEMPFAIL asks for another attempt, EX_USAGE forbids it. */
const EXIT_RETRY = 75;
const EXIT_PERMANENT = 64;

/** The result of an attempt from how its program ended. */
export function toExitResult(
  exit: Exit,
  executable: Executable,
  { limitBytes, lastLines, wasAborted }: ExitContext,
): AttemptResult {
  if (exit.stdout === null) return outputTooLarge(null, limitBytes);
  // Many programs answer SIGTERM with exit code 0: without an output that is no success.
  if (wasAborted && exit.code === 0 && exit.stdout.trim() === '')
    return { kind: 'failed', error: runError('exception', 'The program ended when it was asked to.') };
  if (exit.code === 0) return toOutput(exit.stdout, executable, limitBytes);
  const said = lastLines.length > 0 ? `: ${lastLines.join('\n')}` : ' and wrote nothing to stderr.';
  if (exit.code === null) {
    const { message } = runError('crash', `The program was killed by ${exit.signal}${said}`);
    return { kind: 'failed', error: { kind: 'crash', message, ...(exit.signal && { signal: exit.signal }) } };
  }
  const asked = exit.code === EXIT_RETRY ? ', asking for another attempt' : '';
  const kind = exit.code === EXIT_PERMANENT ? 'permanent' : 'exception';
  return {
    kind: 'failed',
    error: { ...runError(kind, `The program exited with code ${exit.code}${asked}${said}`), exitCode: exit.code },
  };
}

function toOutput(stdout: string, executable: Executable, limitBytes: number): AttemptResult {
  if (stdout.trim() === '') return encodeOutput(null, { limitBytes, validate: executable.validateOutput });
  try {
    return encodeOutput(JSON.parse(stdout), { limitBytes, validate: executable.validateOutput });
  } catch {
    const start = stdout.slice(0, 200);
    return invalidOutput(
      `The program exited with code 0, but what it wrote to stdout is not JSON. Write log lines to stderr. It begins: ${start}`,
    );
  }
}
