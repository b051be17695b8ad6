import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Subprocess } from 'bun';
import type { AbortReason, AttemptRef, FromHost, HostRun, ToHost } from '../task-host/protocol.ts';

/** How a host ended. */
export interface HostExit {
  exitCode: number | null;
  signal: string | null;
}

export interface TaskHostEvents {
  onMessage(host: TaskHost, message: FromHost): void;
  onExit(host: TaskHost, exit: HostExit): void;
}

/** The supervisor's side of one task host process. */
export interface TaskHost {
  readonly pid: number;
  /** Attempts it was given and has not reported on: run id → fence. */
  readonly inFlight: Map<string, number>;
  /** Attempts because of which it was terminated or killed; the others on board are innocent. */
  readonly guilty: Set<string>;
  isReady: boolean;
  /** Takes no more runs. */
  isDraining: boolean;
  /** Attempts it was given so far. */
  started: number;
  /** Monotonic instant of the oldest question it has not answered; null = it has answered all. */
  askedAtMs: number | null;
  /** Why the supervisor ended it with everything on board; null = it did not. */
  condemned: string | null;
  start(runs: readonly HostRun[]): void;
  abort(ref: AttemptRef, reason: AbortReason): void;
  reply(message: Extract<ToHost, { type: 'reply' }>): void;
  /** Asks for a sign of life, for which any message will do: code that blocks its event loop gives none. */
  ask(): void;
  /** Lets it exit when its last attempt has ended. */
  drain(): void;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface TaskHostCommand {
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
}

/** Starts a task host. What it prints outside of any run goes to the worker's log. */
export function spawnTaskHost(command: TaskHostCommand, events: TaskHostEvents, logger: Logger): TaskHost {
  const process: Subprocess<'ignore', 'pipe', 'pipe'> = Bun.spawn([...command.argv], {
    env: { ...command.env },
    cwd: command.cwd,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    serialization: 'json',
    ipc: (message: FromHost) => receive(message),
    onExit: (_process, exitCode, signalCode) => {
      host.isReady = false;
      events.onExit(host, { exitCode, signal: signalCode === null ? null : String(signalCode) });
    },
  });
  const send = (message: ToHost) => {
    try {
      process.send(message);
    } catch {
      // A host that has just died takes no message; its exit is on its way and tells what happens to its attempts.
    }
  };
  const host: TaskHost = {
    pid: process.pid,
    inFlight: new Map(),
    guilty: new Set(),
    isReady: false,
    isDraining: false,
    started: 0,
    askedAtMs: null,
    condemned: null,
    start(runs) {
      host.started += runs.length;
      for (const { runId, attempt } of runs) host.inFlight.set(runId, attempt);
      send({ type: 'start', runs: [...runs] });
    },
    abort: (ref, reason) => send({ type: 'abort', attempts: [ref], reason }),
    reply: send,
    ask() {
      host.askedAtMs ??= performance.now();
      send({ type: 'ask' });
    },
    drain() {
      host.isDraining = true;
      send({ type: 'drain' });
    },
    kill: (signal) => process.kill(signal),
  };
  const receive = (message: FromHost) => {
    host.askedAtMs = null;
    try {
      if (message.type === 'ready') host.isReady = true;
      if (message.type === 'report') for (const { runId } of message.results) host.inFlight.delete(runId);
      events.onMessage(host, message);
    } catch (error) {
      // Thrown further it would end the worker (G8).
      logger.warn('a task host sent what it never should', { hostPid: host.pid, error });
    }
  };
  void forwardLines(process.stdout, (line) => logger.info(line, { hostPid: process.pid }));
  void forwardLines(process.stderr, (line) => logger.warn(line, { hostPid: process.pid }));
  return host;
}

const MAX_LINE_LENGTH = 4_096;

async function forwardLines(stream: ReadableStream<Uint8Array>, write: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(-MAX_LINE_LENGTH);
    for (const line of lines) if (line.trim() !== '') write(line.slice(0, MAX_LINE_LENGTH));
  }
  if (rest.trim() !== '') write(rest);
}
