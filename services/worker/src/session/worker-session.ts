import { hostname } from 'node:os';
import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import type { Logger } from '@fbrain/adapters/logging/logger';
import type { WorkerMetrics } from '@fbrain/adapters/metrics/worker-metrics';
import { createNotificationSender } from '@fbrain/adapters/notify/notification-sender';
import { registerWorker, setWorkerState } from '@fbrain/adapters/postgres/worker-store';
import type { Tracer } from '@fbrain/adapters/tracing/tracer';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import { watchTaskFolder } from '../catalogue/task-folder-watcher.ts';
import type { WorkerConfig } from '../config.ts';
import { createBulkActionRunner } from '../duties/bulk-action-runner.ts';
import { createDispatcher, type Dispatcher } from '../duties/dispatcher.ts';
import { createNotifier, type Notifier } from '../duties/notifier.ts';
import { createPulse, type Pulse } from '../duties/pulse.ts';
import { createScheduleFirer } from '../duties/schedule-firer.ts';
import { describeHosts, residentBytes } from '../execution/host-rss.ts';
import type { HostProgram } from '../host-program.ts';
import { VERSION } from '../version.ts';
import { createDrain, type Drain } from './drain.ts';
import { createExecution, type Execution } from './execution.ts';
import { openStorage, type Storage } from './storage.ts';

/** One life of a worker, from its registration to its end or the loss of its lease. */
export interface WorkerSession {
  /** Takes no more runs, lets those that run end within the grace, hands back the rest. */
  stop(): Promise<void>;
  /** Ends everything at once: the lease is lost, so nothing this worker writes counts any more. */
  abandon(): Promise<void>;
  /** What keeps it from working, in words. */
  problems(): string[];
  /** What stands still in the work loop, in words; null = nothing. */
  stalled(): string | null;
  slots(): { busy: number; free: number };
  hostBytes(): number;
  isTransportConnected(): boolean;
}

export interface WorkerSessionOptions {
  config: WorkerConfig;
  logger: Logger;
  metrics: WorkerMetrics;
  tracer: Tracer;
  hostProgram: HostProgram;
  onLeaseLost(): void;
  isCancelled(): boolean;
  /** It cannot register yet; says in words what it waits for. */
  onWaiting(forWhat: string): void;
  /** Somebody asked, in this life of the process or an earlier one, to take no more runs. */
  isDraining(): boolean;
  onDrainRequested(): void;
}

/** Everything of one life, made but not yet started. */
interface Parts {
  options: WorkerSessionOptions;
  workerId: string;
  storage: Storage;
  execution: Execution;
  dispatcher: Dispatcher;
  drain: Drain;
  pulse: Pulse;
}

/** Registers a worker and starts all its parts. Null = cancelled while it waited for the database. */
export async function openWorkerSession(options: WorkerSessionOptions): Promise<WorkerSession | null> {
  const { config, logger, metrics } = options;
  const hooks = { onQuarantined: metrics.messageQuarantined };
  const storage = await openStorage({ ...options, hooks, countEvents: metrics.countEnds });
  if (storage === null) return null;
  const workerId = Bun.randomUUIDv7();
  await register(storage, options, workerId).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  const { sql, clock, transport } = storage;
  const execution = createExecution({ ...options, storage, workerId });
  const { intake, catalogue } = execution;
  const duties = { sql, events: transport.events, intake, catalogue, logger };
  const dispatcher = createDispatcher({
    sql,
    publisher: transport.publisher,
    events: transport.events,
    bulkActions: createBulkActionRunner(duties),
    notifier: openNotifier(options, storage),
    schedules: createScheduleFirer({ ...duties, onSlots: metrics.scheduleSlots, onLag: metrics.scheduleLag }),
    clock,
    logger,
    onRescued: metrics.runsRescued,
    onRedispatched: metrics.redispatched,
  });
  const drain = createDrain({ execution, config, logger });
  const pulse = connectPulse(options, { workerId, storage, execution, dispatcher, drain });
  const parts: Parts = { options, workerId, storage, execution, dispatcher, drain, pulse };
  const close = await startParts(parts);
  logger.info('worker is ready', { workerId, transport: transport.kind, tasksDir: config.tasksDir });
  return toSession(parts, close);
}

const openNotifier = ({ config, logger }: WorkerSessionOptions, { sql }: Storage): Notifier =>
  createNotifier({
    sql,
    keyring: createKeyring(config.secretKeys),
    sender: createNotificationSender({ allow: config.httpAllow, publicUrl: config.publicUrl, version: VERSION }),
    logger,
  });

const register = ({ sql }: Storage, { config, isDraining }: WorkerSessionOptions, id: string): Promise<void> =>
  registerWorker(sql, {
    id,
    name: config.workerName,
    version: VERSION,
    host: hostname(),
    pid: process.pid,
    queues: config.queues,
    slots: config.concurrency,
    processSlots: config.processes,
    leaseMs: config.leaseMs,
    isDraining: isDraining(),
  });

function connectPulse(
  { config, logger, onLeaseLost, onDrainRequested }: WorkerSessionOptions,
  { workerId, storage, execution, dispatcher, drain }: Omit<Parts, 'options' | 'pulse'>,
): Pulse {
  const { executor, pool, registry, source, unanswered } = execution;
  let served = '';
  return createPulse({
    sql: storage.pulseSql,
    workerId,
    leaseMs: config.leaseMs,
    logger,
    busySlots: () => executor.running.size,
    hosts: () => describeHosts(pool.hosts()),
    stalled: execution.progress.problem,
    onDatabaseTime(nowMs) {
      storage.clock.observe(nowMs);
      void unanswered.runOnce();
    },
    onDrainRequested() {
      if (drain.isBegun) return;
      logger.info('asked to take no more runs: draining', { attempts: executor.running.size });
      onDrainRequested();
      void drain.run().then(() => logger.info('drained: idle until the process is stopped'));
    },
    onCancelRequested: (runIds) => {
      for (const runId of runIds) executor.end(runId, 'cancelled');
    },
    onQueues: (names) => {
      const wanted = config.queues.includes('*') ? names : names.filter((name) => config.queues.includes(name));
      if (served === wanted.join()) return;
      served = wanted.join();
      // A hint that comes before the tasks are known would count as one for other workers, and be lost for a second.
      void registry.ready.then(() => source.serve(wanted)).then(executor.pump);
    },
    onLead: (work, isNew) => void dispatcher.dispatch(work, isNew),
    onLeaseLost,
  });
}

/** Starts what was made; answers the way to end it without a drain. */
async function startParts(parts: Parts): Promise<() => Promise<void>> {
  const { options, storage, execution, dispatcher, pulse } = parts;
  const { pool, recycler, registry, source, executor } = execution;
  source.onReady(executor.pump);
  // Before the files are read, or what changes meanwhile would stay unknown until the next change.
  const unwatch = watchTaskFolder(options.config.tasksDir, options.logger, () => {
    registry.forgetManifests();
    pool.reload();
  });
  // Before the pulse, as the first host loads the task files meanwhile.
  pool.start();
  // Before anything else that takes time: the files may take longer to load than the lease lasts.
  await pulse.start();
  recycler.start();
  await registry.ready;
  executor.pump();
  const unsubscribe = storage.transport.events.subscribe((batch) => reactToEvents(batch, parts));
  return async () => {
    unwatch();
    unsubscribe();
    executor.close();
    recycler.stop();
    pool.stop();
    await Promise.all([pulse.stop(), registry.stop()]);
    await dispatcher.stop();
  };
}

function reactToEvents(batch: readonly LiveEvent[], { workerId, execution, pulse }: Parts): void {
  const { executor, catalogue } = execution;
  for (const event of batch) {
    if (event.kind === 'cancel') executor.end(event.runId, 'cancelled');
    // The pulse reads the queues, and whether this worker is to drain; without the event within a second.
    if (event.kind === 'queue' || (event.kind === 'worker' && event.workerId === workerId)) pulse.hurry();
  }
  if (batch.some((event) => event.kind === 'task')) void catalogue.refresh().catch(() => {});
}

function toSession(parts: Parts, close: () => Promise<void>): WorkerSession {
  const { options, workerId, storage, execution, drain, pulse } = parts;
  const { config, logger } = options;
  const { executor, source, finisher, pool } = execution;
  const { sql, transport } = storage;
  const say = (state: 'draining' | 'stopped') =>
    setWorkerState(sql, workerId, state)
      .then(() => transport.events.publish([{ kind: 'worker', workerId }]))
      .catch((error: unknown) => logger.warn(`could not say that the worker is ${state}`, { error }));
  return {
    async stop() {
      await say('draining');
      await drain.run();
      await close();
      await say('stopped');
      await storage.close();
    },
    async abandon() {
      finisher.abandon();
      executor.kill();
      // All at once: statements that hang on a dead connection end only when the storage closes.
      await Promise.all([executor.stopClaiming(), source.stop(), close(), storage.close({ atOnce: true })]);
    },
    stalled: execution.progress.problem,
    problems: () => [
      ...(options.isDraining() ? ['it was drained: it takes runs again when it is started anew'] : []),
      ...(performance.now() - pulse.renewedAtMs > config.leaseMs ? ['the lease could not be renewed'] : []),
      ...(transport.isConnected() ? [] : [`the ${transport.kind} transport is not connected`]),
    ],
    slots: () => ({ busy: executor.running.size, free: config.concurrency - executor.running.size }),
    hostBytes: () => residentBytes(pool.pids()),
    isTransportConnected: transport.isConnected,
  };
}
