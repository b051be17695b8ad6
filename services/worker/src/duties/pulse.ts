import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { type DispatcherWork, takePulse } from '@fbrain/adapters/postgres/pulse-store';
import type { Service } from '@fbrain/adapters/process/service';
import type { TaskHostInfo } from '@fbrain/core/worker/worker';

/** One statement a second keeps the lease, tells what others want of this worker, and elects the leader. */
export interface PulseOptions {
  /** A pool of one connection: the leader's lock lives in its session. */
  sql: Database;
  workerId: string;
  leaseMs: number;
  logger: Logger;
  busySlots(): number;
  hosts(): TaskHostInfo[];
  /** What stands still in the work loop, null = nothing: a worker that cannot work must not keep its runs (G5). */
  stalled(): string | null;
  onDatabaseTime(nowMs: number): void;
  /** Somebody asked this worker to take no more runs; told with every pulse. */
  onDrainRequested(): void;
  onCancelRequested(runIds: readonly string[]): void;
  onQueues(names: readonly string[]): void;
  /** This worker leads: do what is to be done. `isNew` = it has just taken over. */
  onLead(work: DispatcherWork, isNew: boolean): void;
  /** The lease lapsed: others run our runs now, so whatever we still run is void. */
  onLeaseLost(): void;
}

export interface Pulse extends Service {
  /** Something has changed: the next beat comes soon. Asking again before it changes nothing. */
  hurry(): void;
  readonly isLeader: boolean;
  /** Monotonic instant of the latest renewal: readiness fails when it is old. */
  readonly renewedAtMs: number;
}

/** From start to start: one statement a second at rest (G11), and what is committed meanwhile is found within it. */
const INTERVAL_MS = 1_000;
/** A database that takes long to answer is not asked again at once. */
const MIN_PAUSE_MS = 250;
/** Faster than a person notices, yet a flood of news makes no more than twenty statements a second. */
const SOON_MS = 50;

export function createPulse(options: PulseOptions): Pulse {
  const { sql, workerId, leaseMs, logger } = options;
  let leaderPid: number | null = null;
  let renewedAtMs = performance.now();
  let timer: Timer | undefined;
  let current: Promise<void> = Promise.resolve();
  let isStopped = true;
  let isHurried = false;

  const beat = async () => {
    const stalled = options.stalled();
    if (stalled !== null) throw new Error(`The worker makes no progress: ${stalled}`);
    const askedAtMs = performance.now();
    const load = { busySlots: options.busySlots(), hosts: options.hosts() };
    const statement = takePulse(sql, { workerId, leaseMs, ...load, leaderPid });
    const pulse = await answerWithin(statement, Math.max(leaseMs - (askedAtMs - renewedAtMs), INTERVAL_MS));
    if (isStopped) return;
    const wasLeader = leaderPid !== null;
    leaderPid = pulse.work ? pulse.backendPid : null;
    options.onDatabaseTime(pulse.databaseNowMs);
    if (pulse.state === null) return options.onLeaseLost();
    renewedAtMs = askedAtMs;
    if (pulse.state === 'draining') options.onDrainRequested();
    options.onQueues(pulse.queues);
    if (pulse.cancelRequested.length > 0) options.onCancelRequested(pulse.cancelRequested);
    if (pulse.work) options.onLead(pulse.work, !wasLeader);
  };
  const runOnce = async () => {
    await beat().catch((error: unknown) => {
      logger.warn('the lease could not be renewed; trying again', { error });
      // The lock may be gone with its connection, and a restarted server may give the next one the same number.
      leaderPid = null;
      // By now the database has given our runs to others, or will as soon as it is back.
      if (performance.now() - renewedAtMs >= leaseMs && !isStopped) options.onLeaseLost();
    });
  };
  const tick = () => {
    timer = undefined;
    isHurried = false;
    const startedAtMs = performance.now();
    current = runOnce().then(() => {
      const leftMs = startedAtMs + INTERVAL_MS - performance.now();
      if (!isStopped) timer = setTimeout(tick, isHurried ? SOON_MS : Math.max(leftMs, MIN_PAUSE_MS));
    });
  };

  return {
    name: 'pulse',
    hurry() {
      if (isHurried) return;
      isHurried = true;
      // Without a timer a beat is under way, and looks at this when it ends.
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = setTimeout(tick, SOON_MS);
    },
    get isLeader() {
      return leaderPid !== null;
    },
    get renewedAtMs() {
      return renewedAtMs;
    },
    async start() {
      isStopped = false;
      tick();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}

/** A peer that vanished without a word never answers: what comes too late to keep the lease counts as no answer. */
async function answerWithin<T>(answer: Promise<T>, ms: number): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('The database did not answer in time to keep the lease')), ms);
  return await Promise.race([answer, silence]).finally(() => clearTimeout(timer));
}
