import type { Logger } from '@fbrain/adapters/logging/logger';
import type { AttemptEnd } from '@fbrain/adapters/postgres/run-finish-store';
import type { Span } from '@fbrain/adapters/tracing/tracer';
import { fingerprinted } from '@fbrain/core/errors/error-fingerprint';
import { DEFAULT_RETRY } from '@fbrain/core/retry/retry-policy';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import { concludeAttempt, isCrash } from '@fbrain/core/run/conclude-attempt';
import type { RunState } from '@fbrain/core/run/run-state';
import type { AttemptFacts } from '@fbrain/core/stats/tally-attempts';
import type { TaskDefinition } from '@fbrain/core/task/task';
import type { Clock } from '@fbrain/core/time/clock';
import type { RunSource } from '@fbrain/core/transport/transport';
import type { AttemptRef, HostReport } from '../task-host/protocol.ts';
import type { AttemptJournal } from './attempt-journal.ts';
import type { Finisher } from './finisher.ts';
import type { Launcher } from './launcher.ts';
import type { RunReporter } from './run-reporter.ts';
import { type EndReason, type RunningAttempt, resultOfEnded, toRunningAttempt } from './running-attempt.ts';
import { createWatchdog, type Watchdog } from './watchdog.ts';

export interface ExecutorOptions {
  source: RunSource;
  launcher: Launcher;
  finisher: Finisher;
  reporter: RunReporter;
  findTask(name: string): TaskDefinition | undefined;
  /** The database's clock, for what is compared with its instants. */
  clock: Clock;
  /** Begins the part of an attempt in the trace of its run. */
  startSpan(run: ClaimedRun): Span;
  journal: AttemptJournal;
  cancelGraceMs: number;
  slots: number;
  processSlots: number;
  logger: Logger;
  onStarted(run: ClaimedRun): void;
  /** The end of an attempt is durable. `state`: of its run from now on; null = its fence was old. */
  onEnded(attempt: RunningAttempt, state: RunState | null): void;
  /** The end of an attempt could not be written: this worker still holds its run. */
  onUnwritten(): void;
}

/** Ends that may wait for their write before the worker claims less: what cannot be written must not pile up (G9). */
const MAX_UNWRITTEN_ENDS = 5_000;
/** One claim: beyond some hundreds the cost per run no longer falls. */
const MAX_CLAIM = 400;
/** Precision of timeouts; looking at some hundred attempts takes microseconds. */
const WATCH_INTERVAL_MS = 100;
/** After a claim that failed, such as for a database that restarts. */
const CLAIM_RETRY_MS = 500;

const needsProcess = ({ task }: RunningAttempt): boolean => task.isolation === 'process';

/** Takes ready runs while there are free slots, has them executed, and hands on how they end. */
export class Executor {
  /** Attempts that execute now, by run id. */
  readonly running = new Map<string, RunningAttempt>();
  /** How many of them are of each queue; those of none are not in it. */
  readonly #runningByQueue = new Map<string, number>();
  readonly #options: ExecutorOptions;
  readonly #watchdog: Watchdog;
  /** Runs only while attempts do: an idle worker does not wake ten times a second (G11). */
  #watching: Timer | undefined;
  #busyProcesses = 0;
  #claiming: Promise<void> | null = null;
  /** One for all claims that failed: during an outage each wake-up fails, and none may add to the tries. */
  #retry: Timer | undefined;
  /** A wake-up came during a claim, which may have looked too early. */
  #isWanted = false;
  /** Too many ends are unwritten: claims go on when they are fewer. */
  #isHeldBack = false;
  #isStopping = false;
  /** Runs whose ends are being decided or written. */
  readonly #concluding = new Set<string>();
  readonly #whenEmpty: (() => void)[] = [];

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#watchdog = createWatchdog({
      attempts: () => this.running.values(),
      cancelGraceMs: options.cancelGraceMs,
      now: () => performance.now(),
    });
  }

  /** Looks for ready runs; to be called whenever there may be some or a slot came free. */
  readonly pump = (): void => {
    this.#isWanted = true;
    if (this.#claiming !== null || this.#isStopping) return;
    this.#isWanted = false;
    this.#claiming = this.#claimUntilEmpty().then(() => {
      this.#claiming = null;
      if (this.#isWanted) this.pump();
    });
  };

  async #claimUntilEmpty(): Promise<void> {
    try {
      while (!this.#isStopping && (await this.#claimOnce()));
    } catch (error) {
      this.#options.logger.warn('could not claim runs; trying again', { error });
      this.#isWanted = false;
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        this.pump();
      }, CLAIM_RETRY_MS);
    }
  }

  async #claimOnce(): Promise<boolean> {
    const { slots, processSlots, source, finisher } = this.#options;
    const limit = Math.min(slots - this.running.size, MAX_CLAIM);
    this.#isHeldBack = finisher.pending > MAX_UNWRITTEN_ENDS;
    if (limit <= 0 || this.#isHeldBack) return false;
    const processLimit = Math.max(processSlots - this.#busyProcesses, 0);
    const claimed = await source.claim({ limit, processLimit, running: this.#runningByQueue });
    this.#start(claimed);
    return claimed.length > 0;
  }

  #start(claimed: readonly ClaimedRun[]): void {
    const attempts: RunningAttempt[] = [];
    for (const run of claimed) {
      const task = this.#options.findTask(run.task);
      // Claims name the tasks we have, so only a reload between claim and start leads here.
      if (!task) this.#handBack(run, 'The task is no longer loaded on this worker.');
      else attempts.push(toRunningAttempt(run, task, this.#options));
    }
    for (const attempt of attempts) {
      this.running.set(attempt.run.id, attempt);
      this.#count(attempt.run.queue, 1);
      if (needsProcess(attempt)) this.#busyProcesses++;
      this.#options.journal.started(attempt);
    }
    this.#watching ??= setInterval(this.#watch, WATCH_INTERVAL_MS);
    // First the work, then the news: the hosts have begun while the views are told.
    this.#options.launcher.launch(attempts);
    for (const attempt of attempts) this.#options.onStarted(attempt.run);
  }

  #count(queue: string, change: 1 | -1): void {
    const running = (this.#runningByQueue.get(queue) ?? 0) + change;
    if (running === 0) this.#runningByQueue.delete(queue);
    else this.#runningByQueue.set(queue, running);
  }

  readonly #watch = (): void => {
    this.#watchdog.runOnce();
    if (this.running.size > 0) return;
    clearInterval(this.#watching);
    this.#watching = undefined;
  };

  #handBack(run: ClaimedRun, reason: string): void {
    const end = this.#toEnd(run, undefined, { kind: 'released', reason });
    this.#options.finisher.finish(end).catch((error: unknown) => this.#logUnwritten(run, error));
  }

  onReport(report: HostReport): void {
    for (const lines of groupByRun(report.logs)) {
      const attempt = this.#current(lines[0]);
      if (attempt) this.#options.reporter.log(attempt, lines);
    }
    for (const progress of report.progress) {
      const attempt = this.#current(progress);
      if (attempt) this.#options.reporter.progress(attempt, progress);
    }
    for (const { result, ...ref } of report.results) this.onResult(ref, result);
  }

  /** An attempt ended; a second result of the same attempt changes nothing. */
  onResult(ref: AttemptRef, raw: AttemptResult): void {
    const attempt = this.#current(ref);
    if (!attempt) return;
    this.running.delete(ref.runId);
    this.#count(attempt.run.queue, -1);
    if (needsProcess(attempt)) this.#busyProcesses--;
    const result = resultOfEnded(attempt, raw);
    this.#options.journal.ended(attempt, result);
    void this.#conclude(attempt, result);
    this.pump();
  }

  /** Asks an attempt to end, and sees to it that it does. */
  end(runId: string, reason: EndReason): void {
    const attempt = this.running.get(runId);
    if (attempt) this.#watchdog.end(attempt, reason);
  }

  /** Ends all attempts at once, whatever they are: nobody waits for their results any more. */
  kill(): void {
    for (const { handle } of this.running.values()) handle?.kill();
  }

  /** Claims nothing more. Resolves when no claim is under way. */
  async stopClaiming(): Promise<void> {
    this.#isStopping = true;
    await this.#claiming;
  }

  /** Resolves when no attempt runs and everything about those that ran is written. */
  async idle(): Promise<void> {
    if (!this.#isEmpty()) {
      await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
    }
    await Promise.all([this.#options.finisher.idle(), this.#options.reporter.idle()]);
  }

  /** Whether a run executes here or its end is not written yet. */
  holds(runId: string): boolean {
    return this.running.has(runId) || this.#concluding.has(runId);
  }

  /** Ends the watch over timeouts. */
  close(): void {
    clearInterval(this.#watching);
  }

  #current(ref: AttemptRef | undefined): RunningAttempt | undefined {
    const attempt = this.running.get(ref?.runId ?? '');
    return attempt?.run.attempt === ref?.attempt ? attempt : undefined;
  }

  async #conclude(attempt: RunningAttempt, result: AttemptResult): Promise<void> {
    const { id } = attempt.run;
    this.#concluding.add(id);
    try {
      // The log of a run is complete before its end is visible.
      if (attempt.logsWritten) await attempt.logsWritten;
      const end = this.#toEnd(attempt.run, attempt.task, result);
      const facts = toFacts(attempt, this.#options.clock);
      this.#options.onEnded(attempt, await this.#options.finisher.finish({ ...end, facts }));
    } catch (error) {
      this.#logUnwritten(attempt.run, error);
    } finally {
      this.#concluding.delete(id);
      if (this.#isHeldBack && this.#options.finisher.pending <= MAX_UNWRITTEN_ENDS) this.pump();
      if (this.#isEmpty()) for (const resolve of this.#whenEmpty.splice(0)) resolve();
    }
  }

  #isEmpty(): boolean {
    return this.running.size === 0 && this.#concluding.size === 0;
  }

  #toEnd(run: ClaimedRun, task: TaskDefinition | undefined, result: AttemptResult): AttemptEnd {
    const conclusion = concludeAttempt(withFingerprint(run, result), {
      maxAttempts: run.maxAttempts,
      failures: run.failures,
      crashes: run.crashes,
      deadlineAtMs: run.deadlineAtMs,
      backoff: run.backoff ?? (task?.retry ?? DEFAULT_RETRY).backoff,
      nowMs: this.#options.clock.now(),
      random: Math.random(),
    });
    const crashed = result.kind === 'failed' && isCrash(result.error.kind);
    return { runId: run.id, attempt: run.attempt, isCrash: crashed, conclusion };
  }

  #logUnwritten(run: ClaimedRun, error: unknown): void {
    const message = 'the end of an attempt could not be written; its run will be handed back';
    this.#options.logger.error(message, { runId: run.id, attempt: run.attempt, error });
    this.#options.onUnwritten();
  }
}

const withFingerprint = (run: ClaimedRun, result: AttemptResult): AttemptResult =>
  result.kind === 'failed' ? { ...result, error: fingerprinted(run.task, result.error) } : result;

function toFacts({ run, startedAtMs }: RunningAttempt, clock: Clock): AttemptFacts {
  const durationMs = Math.max(performance.now() - startedAtMs, 0);
  const { task, queue, waitedMs } = run;
  return { task, queue, waitedMs, durationMs, startedAtMs: clock.now() - durationMs };
}

/** Lines of a report are in order; the groups keep it. */
function groupByRun<Line extends AttemptRef>(lines: readonly Line[]): Line[][] {
  return lines.length === 0 ? [] : [...Map.groupBy(lines, (line) => line.runId).values()];
}
