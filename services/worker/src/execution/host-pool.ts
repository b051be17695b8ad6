import type { Logger } from '@fbrain/adapters/logging/logger';
import type { RunError } from '@fbrain/core/run/run';
import type { AbortReason, AttemptRef, FromHost, HostRun } from '../task-host/protocol.ts';
import type { AttemptHandle } from './running-attempt.ts';
import type { HostExit, TaskHost, TaskHostEvents } from './task-host.ts';

export interface HostPoolEvents {
  /** The first host of a generation has loaded the task files; the others load the same. */
  onReady(message: Extract<FromHost, { type: 'ready' }>): void;
  onReport(message: Extract<FromHost, { type: 'report' }>): void;
  onRequest(host: TaskHost, message: Extract<FromHost, { type: 'request' }>): void;
  /** A host died with these attempts on board. `error` is null for those that had no part in it. */
  onLost(losses: readonly { ref: AttemptRef; error: RunError | null }[]): void;
}

export interface HostPoolOptions {
  /** Shared hosts to keep. */
  size: number;
  /** Starts a host; with `source`, one that loads this task file alone. */
  spawn(events: TaskHostEvents, source?: string): TaskHost;
  events: HostPoolEvents;
  logger: Logger;
}

/** Loading task files has its own limit per file; a host that needs longer than this is blocked by one of them. */
const START_TIMEOUT_MS = 30_000;
const FIRST_RESPAWN_MS = 100;
const LONGEST_RESPAWN_MS = 5_000;

/** Keeps shared task hosts running and starts one host per run where a run needs its own. */
export class HostPool {
  readonly #options: HostPoolOptions;
  readonly #all = new Set<TaskHost>();
  /** Shared hosts of the newest generation. */
  #shared: TaskHost[] = [];
  /** Runs that wait for the first host to be ready. */
  #waiting: HostRun[] = [];
  #respawnMs = FIRST_RESPAWN_MS;
  /** A host of the newest generation has told what it loaded. */
  #isAnnounced = false;
  #isStopping = false;

  constructor(options: HostPoolOptions) {
    this.#options = options;
  }

  start(): void {
    for (let i = 0; i < this.#options.size; i++) this.#spawnShared();
  }

  /** Spreads runs over the shared hosts, the least busy first. */
  run(runs: readonly HostRun[]): void {
    const ready = this.#shared.filter((host) => host.isReady).sort((a, b) => a.inFlight.size - b.inFlight.size);
    if (ready.length === 0) {
      this.#waiting.push(...runs);
      return;
    }
    const share = Math.ceil(runs.length / ready.length);
    for (const [index, host] of ready.entries()) {
      const part = runs.slice(index * share, (index + 1) * share);
      if (part.length > 0) host.start(part);
    }
  }

  /** Executes a run in a host of its own, which loads the run's task file alone. */
  runAlone(run: HostRun): void {
    const onMessage = (host: TaskHost, message: FromHost) => {
      if (message.type === 'report') this.#options.events.onReport(message);
      if (message.type === 'request') this.#options.events.onRequest(host, message);
      if (message.type !== 'ready') return;
      host.start([run]);
      host.drain();
    };
    const host = this.#options.spawn({ onMessage, onExit: this.#settleExit }, run.source);
    // On board from the start: dying before it is ready counts as the crash of this attempt.
    host.inFlight.set(run.runId, run.attempt);
    this.#all.add(host);
  }

  handleOf(ref: AttemptRef): AttemptHandle {
    return {
      abort: (reason) => this.#abort(ref, reason),
      terminate: () => this.#kill(ref, 'SIGTERM'),
      kill: () => this.#kill(ref, 'SIGKILL'),
    };
  }

  /** Replaces the hosts by new ones, which load the task files anew; the old ones finish what they run. */
  readonly reload = (): void => {
    const old = this.#shared;
    this.#shared = [];
    this.#isAnnounced = false;
    this.start();
    for (const host of old) host.drain();
  };

  pids(): number[] {
    return [...this.#all].map((host) => host.pid);
  }

  /** Kills every host. The attempts on board have been settled before. */
  stop(): void {
    this.#isStopping = true;
    for (const host of this.#all) host.kill('SIGKILL');
    this.#all.clear();
    this.#shared = [];
  }

  readonly #spawnShared = (): void => {
    if (this.#isStopping) return;
    const host = this.#options.spawn({ onMessage: this.#onSharedMessage, onExit: this.#onSharedExit });
    this.#all.add(host);
    this.#shared.push(host);
    setTimeout(() => this.#endIfStuck(host), START_TIMEOUT_MS).unref();
  };

  #endIfStuck(host: TaskHost): void {
    if (host.isReady || !this.#all.has(host)) return;
    this.#options.logger.error(
      `A task host was not ready after ${START_TIMEOUT_MS / 1_000} s: a task file blocks while it loads. Trying again.`,
      { hostPid: host.pid },
    );
    host.kill('SIGKILL');
  }

  readonly #onSharedMessage = (host: TaskHost, message: FromHost): void => {
    const { events } = this.#options;
    if (message.type === 'report') events.onReport(message);
    if (message.type === 'request') events.onRequest(host, message);
    if (message.type !== 'ready') return;
    this.#respawnMs = FIRST_RESPAWN_MS;
    if (!this.#isAnnounced && this.#shared.includes(host)) {
      this.#isAnnounced = true;
      events.onReady(message);
    }
    this.run(this.#waiting.splice(0));
  };

  readonly #onSharedExit = (host: TaskHost, exit: HostExit): void => {
    const wasCurrent = this.#shared.includes(host);
    this.#shared = this.#shared.filter((other) => other !== host);
    this.#settleExit(host, exit);
    if (!wasCurrent || this.#isStopping) return;
    setTimeout(this.#spawnShared, this.#respawnMs);
    this.#respawnMs = Math.min(this.#respawnMs * 2, LONGEST_RESPAWN_MS);
  };

  readonly #settleExit = (host: TaskHost, exit: HostExit): void => {
    this.#all.delete(host);
    if (host.inFlight.size === 0 || this.#isStopping) return;
    const error = crashError(exit);
    const wasKilledByUs = host.guilty.size > 0;
    this.#options.logger.warn(error.message, { hostPid: host.pid, attempts: host.inFlight.size, ...exit });
    this.#options.events.onLost(
      [...host.inFlight].map(([runId, attempt]) => ({
        ref: { runId, attempt },
        error: wasKilledByUs && !host.guilty.has(runId) ? null : error,
      })),
    );
  };

  #abort(ref: AttemptRef, reason: AbortReason): void {
    const index = this.#waiting.findIndex(({ runId }) => runId === ref.runId);
    if (index < 0) {
      this.#hostOf(ref)?.abort(ref, reason);
      return;
    }
    this.#waiting.splice(index, 1);
    this.#options.events.onLost([{ ref, error: null }]);
  }

  #kill(ref: AttemptRef, signal: 'SIGTERM' | 'SIGKILL'): void {
    const host = this.#hostOf(ref);
    host?.guilty.add(ref.runId);
    host?.kill(signal);
  }

  #hostOf({ runId, attempt }: AttemptRef): TaskHost | undefined {
    return [...this.#all].find((host) => host.inFlight.get(runId) === attempt);
  }
}

function crashError({ exitCode, signal }: HostExit): RunError {
  const how = signal === null ? `exited with code ${exitCode}` : `was killed by ${signal}`;
  const hint = signal === 'SIGKILL' ? ' (the system may have run out of memory)' : '';
  return {
    kind: 'crash',
    message: `The task host ${how}${hint} while the attempt ran.`,
    ...(signal === null ? { exitCode: exitCode ?? -1 } : { signal }),
  };
}
