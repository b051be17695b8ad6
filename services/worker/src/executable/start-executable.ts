import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { traceHeaders } from '@fbrain/core/trace/trace-context';
import { newScratchFolder } from '../scratch-folder.ts';
import { createAttemptLog } from '../task-host/attempt-log.ts';
import { boundedText } from '../task-host/bounded-text.ts';
import { invalidInput } from '../task-host/invalid-input.ts';
import type { AttemptRef, HostReport, HostRun } from '../task-host/protocol.ts';
import { createReporter } from '../task-host/reporter.ts';
import { runError } from '../task-host/run-error.ts';
import { limitedCommand } from './limited-command.ts';
import { parseLogLine } from './parse-log-line.ts';
import type { Executable } from './read-executable.ts';
import { type Program, runProgram } from './run-program.ts';
import { toExitResult } from './to-exit-result.ts';

/** An attempt that runs as a program of its own. */
export interface ExecutableProcess {
  ref: AttemptRef;
  /** null = it was not started; the result says why. It is also the id of the program's process group. */
  pid: number | null;
  /** Asks the program and its children to end (SIGTERM). */
  abort(): void;
  /** Ends them (SIGKILL). */
  kill(): void;
}

export interface ExecutableOptions {
  /** All variables the program gets, besides those of its manifest and FBRAIN_RUN_ID, FBRAIN_ATTEMPT, FBRAIN_TASK and those of its trace. */
  env: Record<string, string>;
  outputLimitBytes: number;
  logLimitBytes: number;
  /** Called with what happened, in batches. Exactly one holds the result, and none follows it. */
  onReport(report: HostReport): void;
}

/** Starts a program for one attempt. Never throws: a program that cannot be started is a failed attempt. */
export function startExecutable(run: HostRun, executable: Executable, options: ExecutableOptions): ExecutableProcess {
  const ref: AttemptRef = { runId: run.runId, attempt: run.attempt };
  const reporter = createReporter(options.onReport);
  const end = (result: AttemptResult) => reporter.result({ ...ref, result });
  const tail = createTail();
  let wasAborted = false;

  const onStderrLine = (line: string) => {
    const parsed = parseLogLine(line);
    tail.push(parsed.kind === 'log' ? parsed.message : '');
    if (parsed.kind === 'log') return log(parsed.level, parsed.message, parsed.fields);
    const message = parsed.message === null ? null : boundedText(parsed.message, 1_000);
    reporter.progress(ref, { fraction: parsed.fraction, message });
  };
  const log = createAttemptLog(ref, options.logLimitBytes, reporter.log);
  const scratch = newScratchFolder();
  const env = { TMPDIR: scratch.path, ...options.env };
  const program = tryStart(run, executable, { ...options, env }, onStderrLine);
  if ('kind' in program) {
    void scratch.remove();
    end(program);
    return { ref, pid: null, abort: () => {}, kill: () => {} };
  }
  void program.exit.then((exit) => {
    void scratch.remove();
    const context = { limitBytes: options.outputLimitBytes, lastLines: tail.lines(), wasAborted };
    end(toExitResult(exit, executable, context));
  });
  return {
    ref,
    pid: program.pid,
    abort: () => {
      wasAborted = true;
      program.signal('SIGTERM');
    },
    kill: () => program.signal('SIGKILL'),
  };
}

/** The program, or the result of an attempt that ended before it began. */
function tryStart(
  run: HostRun,
  executable: Executable,
  options: ExecutableOptions,
  onStderrLine: (line: string) => void,
): Program | AttemptResult {
  const faults = executable.validateInput(JSON.parse(run.inputJson));
  if (faults.length > 0) return invalidInput(faults);
  const { command, cwd } = executable;
  const own = { FBRAIN_RUN_ID: run.runId, FBRAIN_ATTEMPT: String(run.attempt), FBRAIN_TASK: run.task };
  const env = { ...options.env, ...executable.env, ...own, ...traceVariables(run) };
  try {
    return runProgram({
      command: limitedCommand(command, executable.limits),
      cwd,
      env,
      stdin: run.inputJson,
      stdoutLimitBytes: options.outputLimitBytes,
      onStderrLine,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      kind: 'failed',
      error: runError('exception', `The program ${command[0]} could not be started: ${reason}`),
    };
  }
}

/** As OpenTelemetry names them: its SDKs and command line tools continue the trace by themselves. */
function traceVariables({ traceContext }: HostRun): Record<string, string> {
  const { traceparent, tracestate } = traceHeaders(traceContext ?? null);
  return { ...(traceparent && { TRACEPARENT: traceparent }), ...(tracestate && { TRACESTATE: tracestate }) };
}

/** Lines of stderr that the message of a failure quotes. */
const QUOTED_LINES = 10;

/** Remembers the last lines. */
function createTail() {
  const lines: string[] = [];
  return {
    push: (line: string) => {
      if (line === '') return;
      lines.push(line);
      if (lines.length > QUOTED_LINES) lines.shift();
    },
    lines: (): readonly string[] => lines,
  };
}
