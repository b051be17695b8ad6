import { createBoundedBuffer } from './bounded-buffer.ts';
import { createLineSplitter } from './line-splitter.ts';
import { orphanGuard } from './orphan-guard.ts';

export interface ProgramOptions {
  command: readonly string[];
  cwd: string;
  /** The whole environment; nothing is inherited. */
  env: Record<string, string>;
  stdin: string;
  /** A program that writes more to stdout is killed. */
  stdoutLimitBytes: number;
  onStderrLine(line: string): void;
}

/** How a program ended: by a code or by a signal. */
export interface Exit {
  code: number | null;
  signal: string | null;
  /** null = it wrote more than the limit. */
  stdout: string | null;
}

export interface Program {
  /** Also the id of its process group. */
  pid: number;
  exit: Promise<Exit>;
  /** Sends a signal to the program and all of its children. Does nothing once it has ended. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
}

/** Children that left the process group may hold the pipes open after the end; they are not waited for any longer. */
const PIPE_GRACE_MS = 500;

/** Starts a program in a process group of its own. Throws if it cannot be started. */
export function runProgram({ command, cwd, env, stdin, stdoutLimitBytes, onStderrLine }: ProgramOptions): Program {
  const child = Bun.spawn([...command], {
    cwd,
    env,
    detached: true,
    // Bun writes it in the background and forgives a program that closes its stdin early.
    stdin: Buffer.from(stdin),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  orphanGuard().add(child.pid);
  let hasEnded = false;
  const signal = (name: 'SIGTERM' | 'SIGKILL') => {
    if (!hasEnded) signalGroup(child.pid, name);
  };
  const output = createBoundedBuffer(stdoutLimitBytes, () => signal('SIGKILL'));
  const lines = createLineSplitter(onStderrLine);
  const pipes = [pump(child.stdout, output.push), pump(child.stderr, lines.push)];

  const stopReading = () => {
    for (const pipe of pipes) pipe.stop();
  };
  const follow = async (): Promise<Exit> => {
    await child.exited;
    hasEnded = true;
    // What it started must not outlive the attempt.
    signalGroup(child.pid, 'SIGKILL');
    orphanGuard().remove(child.pid);
    const grace = setTimeout(stopReading, PIPE_GRACE_MS);
    await Promise.all(pipes.map((pipe) => pipe.done));
    clearTimeout(grace);
    lines.end();
    const name = child.signalCode === null ? null : String(child.signalCode);
    return { code: name === null ? child.exitCode : null, signal: name, stdout: output.text() };
  };
  return { pid: child.pid, exit: follow(), signal };
}

/** Reads a pipe to its end, or until it is told to stop. */
function pump(pipe: ReadableStream<Uint8Array>, onBytes: (bytes: Uint8Array) => void) {
  const reader = pipe.getReader();
  const read = async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) onBytes(part.value);
  };
  return { done: read(), stop: () => void reader.cancel() };
}

function signalGroup(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-pid, name);
  } catch {
    // ESRCH: the group is empty, which is what the caller wants.
  }
}
