import type { Logger } from '@fbrain/adapters/logging/logger';
import type { RunError } from '@fbrain/core/run/run';
import type { AbortReason, AttemptRef, FromHost, HostRun } from '../task-host/protocol.ts';
import { crashError } from './crash-error.ts';
import { readyHosts } from './ready-hosts.ts';
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
  /** Hosts that load to take another's place → that other. */
  readonly #successors = new Map<TaskHost, TaskHost>();
  /** Runs that wait for the first host to be ready. */
  #waiting: HostRun[] = [];
  #respawnMs = FIRST_RESPAWN_MS;
  /** A host of the newest generation has told what it loaded. */
  #isAnnounced = false;
  #isStopping = false;

  constructor(options: HostPoolOptions) {
    this.#options = options;
  }

  /** Starts one host, and the others once it is ready: it is ready sooner alone. Throws if the set-up is wrong. */
  start(): void {
    this.#spawn();
  }

  /** Spreads runs over the shared hosts, the least busy first. */
  run(runs: readonly HostRun[]): void {
    const ready = readyHosts(this.#shared);
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

  /** Executes a run in a host of its own, which loads the run's task file alone. Throws if that cannot be started. */
  runAlone(run: HostRun): void {
    const onMessage = (host: TaskHost, message: FromHost) => {
      if (message.type === 'report') this.#options.events.onReport(message);
      if (message.type === 'request') this.#options.events.onRequest(host, message);
      // An attempt that was aborted meanwhile is no longer on board, and never starts.
      if (message.type !== 'ready' || !host.inFlight.has(run.runId)) return;
      host.start([run]);
      host.drain();
    };
    const host = this.#load({ onMessage, onExit: this.#settleExit }, run.source);
    // On board from the start: dying before it is ready counts as the crash of this attempt.
    host.inFlight.set(run.runId, run.attempt);
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
    this.#successors.clear();
    this.#isAnnounced = false;
    for (let i = 0; i < this.#options.size; i++) this.#spawnShared();
    for (const host of old) host.drain();
  };

  /** Every host, those that finish their last runs or serve one run alone included. */
  hosts(): Iterable<TaskHost> {
    return this.#all;
  }

  /** Has a new host take the place of a shared one, which finishes what it runs; false = not now, another one changes. */
  replace(host: TaskHost): boolean {
    if (!this.#shared.includes(host) || this.#successors.size > 0 || this.#isStopping) return false;
    const successor = this.#trySpawn();
    if (successor) this.#successors.set(successor, host);
    return successor !== null;
  }

  /** Ends a host with all its attempts, which count as crashed for this reason. */
  condemn(host: TaskHost, reason: string): void {
    host.condemned = reason;
    host.kill('SIGKILL');
  }

  pids(): number[] {
    return [...this.#all].map((host) => host.pid);
  }

  /** Kills every host. The attempts on board have been settled before. */
  stop(): void {
    this.#isStopping = true;
    for (const host of this.#all) host.kill('SIGKILL');
    this.#all.clear();
    this.#shared = [];
    this.#successors.clear();
  }

  readonly #spawnShared = (): void => {
    // A reload may have filled the place meanwhile; successors have the places of others.
    const isFull = this.#shared.length - this.#successors.size >= this.#options.size;
    if (!this.#isStopping && !isFull && !this.#trySpawn()) this.#respawnLater();
  };

  #respawnLater(): void {
    setTimeout(this.#spawnShared, this.#respawnMs);
    this.#respawnMs = Math.min(this.#respawnMs * 2, LONGEST_RESPAWN_MS);
  }

  /** A new shared host, or null: without processes or files to spare the worker goes on with the hosts it has (G8). */
  #trySpawn(): TaskHost | null {
    try {
      return this.#spawn();
    } catch (error) {
      this.#options.logger.error('could not start a task host, trying again; check TASKS_DIR and ulimits', { error });
      return null;
    }
  }

  #spawn(): TaskHost {
    const host = this.#load({ onMessage: this.#onSharedMessage, onExit: this.#onSharedExit });
    this.#shared.push(host);
    return host;
  }

  /** A new host, which is ended if a task file blocks while it loads. */
  #load(events: TaskHostEvents, source?: string): TaskHost {
    const host = this.#options.spawn(events, source);
    this.#all.add(host);
    setTimeout(() => this.#endIfStuck(host), START_TIMEOUT_MS).unref();
    return host;
  }

  /** From now on a successor gets the runs of the host whose place it takes. */
  #succeed(successor: TaskHost): void {
    const old = this.#successors.get(successor);
    this.#successors.delete(successor);
    if (!old || !this.#shared.includes(old)) return;
    this.#shared = this.#shared.filter((host) => host !== old);
    old.drain();
  }

  /** Whether an exit needs no new host: a successor left before its time, or is already on its way. */
  #isReplaced(host: TaskHost): boolean {
    const pair = [...this.#successors].find((hosts) => hosts.includes(host));
    if (pair) this.#successors.delete(pair[0]);
    return pair !== undefined;
  }

  #endIfStuck(host: TaskHost): void {
    if (host.isReady || !this.#all.has(host)) return;
    const reason = `The task host was not ready after ${START_TIMEOUT_MS / 1_000} s: a task file blocks while it loads.`;
    this.#options.logger.error(reason, { hostPid: host.pid });
    this.condemn(host, reason);
  }

  readonly #onSharedMessage = (host: TaskHost, message: FromHost): void => {
    const { events } = this.#options;
    if (message.type === 'report') events.onReport(message);
    if (message.type === 'request') events.onRequest(host, message);
    if (message.type !== 'ready') return;
    this.#respawnMs = FIRST_RESPAWN_MS;
    this.#succeed(host);
    if (!this.#isAnnounced && this.#shared.includes(host)) {
      this.#isAnnounced = true;
      events.onReady(message);
      for (let i = this.#shared.length; i < this.#options.size; i++) this.#spawnShared();
    }
    this.run(this.#waiting.splice(0));
  };

  readonly #onSharedExit = (host: TaskHost, exit: HostExit): void => {
    const wasCurrent = this.#shared.includes(host);
    this.#shared = this.#shared.filter((other) => other !== host);
    this.#settleExit(host, exit);
    if (!wasCurrent || this.#isStopping || this.#isReplaced(host)) return;
    this.#respawnLater();
  };

  readonly #settleExit = (host: TaskHost, exit: HostExit): void => {
    this.#all.delete(host);
    if (host.inFlight.size === 0 || this.#isStopping) return;
    const error = crashError(exit, host.condemned);
    this.#options.logger.warn(error.message, { hostPid: host.pid, attempts: host.inFlight.size, ...exit });
    const isInnocent = (runId: string) => host.guilty.size > 0 && host.condemned === null && !host.guilty.has(runId);
    const refs = [...host.inFlight].map(([runId, attempt]) => ({ runId, attempt }));
    this.#options.events.onLost(refs.map((ref) => ({ ref, error: isInnocent(ref.runId) ? null : error })));
  };

  /** User code that runs is asked to end; an attempt that waits for its host never starts. */
  #abort(ref: AttemptRef, reason: AbortReason): void {
    const host = this.#hostOf(ref);
    if (host?.isReady) {
      host.abort(ref, reason);
      return;
    }
    const index = this.#waiting.findIndex(({ runId }) => runId === ref.runId);
    if (!host && index < 0) return;
    if (index >= 0) this.#waiting.splice(index, 1);
    // A host that loads for this attempt alone does not know it yet: an abort would be lost on it (G10).
    host?.inFlight.delete(ref.runId);
    host?.kill('SIGKILL');
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
