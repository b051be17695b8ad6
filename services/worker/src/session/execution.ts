import { createKeyring } from '@fbrain/adapters/crypto/keyring';
import { createRunIntake, type RunIntake } from '@fbrain/adapters/intake/run-intake';
import { createTaskCatalogue, type TaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import type { Logger } from '@fbrain/adapters/logging/logger';
import { redactingLogger } from '@fbrain/adapters/logging/redacting-logger';
import type { WorkerMetrics } from '@fbrain/adapters/metrics/worker-metrics';
import { createRunClaimer } from '@fbrain/adapters/postgres/run-claim-store';
import type { AttemptEnd } from '@fbrain/adapters/postgres/run-finish-store';
import type { HeldRun } from '@fbrain/adapters/postgres/worker-store';
import type { Tracer } from '@fbrain/adapters/tracing/tracer';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import type { RunSource } from '@fbrain/core/transport/transport';
import { createTaskRegistry, type TaskRegistry } from '../catalogue/task-registry.ts';
import type { WorkerConfig } from '../config.ts';
import { createExecutableStarter } from '../executable/executable-starter.ts';
import { createAttemptJournal } from '../execution/attempt-journal.ts';
import { type AttemptSecrets, createAttemptSecrets } from '../execution/attempt-secrets.ts';
import { startAttemptSpan } from '../execution/attempt-span.ts';
import { Executor } from '../execution/executor.ts';
import { createFinisher, type Finisher } from '../execution/finisher.ts';
import { HostPool, type HostPoolEvents } from '../execution/host-pool.ts';
import { createHostRecycler, type HostRecycler } from '../execution/host-recycler.ts';
import { createHostRequests } from '../execution/host-requests.ts';
import { residentBytes } from '../execution/host-rss.ts';
import { createHostSpawner } from '../execution/host-spawner.ts';
import { createLauncher, type Launcher, type LauncherOptions } from '../execution/launcher.ts';
import { createLimitWatcher } from '../execution/limit-watcher.ts';
import { createProgressWatch, type ProgressWatch } from '../execution/progress-watch.ts';
import { createPunctualLauncher } from '../execution/punctual-launcher.ts';
import { createReadyAnnouncer, type ReadyAnnouncer } from '../execution/ready-announcer.ts';
import { createRunReporter } from '../execution/run-reporter.ts';
import { createSecretLauncher } from '../execution/secret-launcher.ts';
import { createSecretReader, type SecretReader } from '../execution/secret-reader.ts';
import { createUnansweredClaims, type UnansweredClaims } from '../execution/unanswered-claims.ts';
import { type HostProgram, taskEnvironment } from '../host-program.ts';
import { createHttpStarter } from '../http-task/http-starter.ts';
import { publishEnd } from './publish-end.ts';
import type { Storage } from './storage.ts';

/** The parts of a worker that take runs and execute them. */
export interface Execution {
  source: RunSource;
  registry: TaskRegistry;
  pool: HostPool;
  executor: Executor;
  finisher: Finisher;
  catalogue: TaskCatalogue;
  intake: RunIntake;
  ready: ReadyAnnouncer;
  unanswered: UnansweredClaims;
  progress: ProgressWatch;
  recycler: HostRecycler;
}

export interface ExecutionOptions {
  config: WorkerConfig;
  logger: Logger;
  metrics: WorkerMetrics;
  tracer: Tracer;
  hostProgram: HostProgram;
  storage: Storage;
  workerId: string;
}

export function createExecution(options: ExecutionOptions): Execution {
  const { config, logger, storage, workerId, metrics, tracer } = options;
  const { sql, clock, transport } = storage;
  const { publisher, events } = transport;
  const onChange = () => executor.pump();
  const { tasksDir } = config;
  const taskEnv = taskEnvironment(config.taskEnv);
  const registry = createTaskRegistry({ sql, clock, workerId, tasksDir, taskEnv, events, logger, onChange });
  const finisher = createFinisher({ sql, workerId, logger });
  const progress = createProgressWatch({ pendingEnds: () => finisher.pending, now: () => performance.now() });
  const unanswered = watchClaims(options, { progress, finisher, executor: () => executor, ready: () => ready });
  const tasks = () => registry.current().claimable;
  const claimer = createRunClaimer({ sql, workerId, tasks, onBlocked: (names) => limits.blocked(names) });
  const source = unanswered.guard(transport.createSource(unanswered.watch(claimer), config.concurrency));
  const catalogue = createTaskCatalogue(sql);
  const keyring = createKeyring(config.secretKeys);
  const intake = createRunIntake({
    sql,
    publisher,
    events,
    catalogue,
    keyring,
    clock,
    logger,
    tracer,
    ...intakeHooks(metrics),
  });
  const secrets = createAttemptSecrets(keyring);
  const reader = createSecretReader({ sql, keyring });
  const ready = createReadyAnnouncer(publisher);
  const limits = createLimitWatcher({ sql, publisher, events, logger });
  const pool = createPool(options, { registry, secrets, reader, intake, executor: () => executor });
  const executor: Executor = new Executor({
    source,
    finisher,
    clock,
    logger,
    launcher: createAttemptLauncher(options, {
      pool,
      registry,
      secrets,
      reader,
      onReport: (report) => executor.onReport(secrets.protect(report)),
      onResult: (ref, result) => executor.onResult(ref, result),
    }),
    reporter: createRunReporter({ sql, workerId, events, logger }),
    startSpan: (run) => startAttemptSpan(tracer, run, workerId),
    journal: createAttemptJournal(logger, config.logLevel === 'debug'),
    findTask: (name) => registry.current().find(name),
    cancelGraceMs: config.cancelGraceMs,
    slots: config.concurrency,
    processSlots: config.processes,
    onStarted: ({ id, task, queue, attempt, waitedMs }) => {
      metrics.runWait(queue, waitedMs / 1_000);
      events.publish([toRunEvent({ id, task, queue, attempt, state: 'running' })]);
    },
    onUnwritten: unanswered.suspect,
    onEnded: (attempt, state) => {
      progress.ended();
      secrets.forget(attempt.run);
      publishEnd({ metrics, events, ready }, attempt, state);
      limits.ended(attempt.run.limits);
    },
  });
  const recycler = createRecycler(pool, options);
  return { source, registry, pool, executor, finisher, catalogue, intake, ready, unanswered, progress, recycler };
}

const intakeHooks = ({ runEnqueued }: WorkerMetrics) => ({ newId: Bun.randomUUIDv7, onAccepted: runEnqueued });

interface ClaimParts extends Pick<Execution, 'progress' | 'finisher'> {
  executor(): Executor;
  ready(): ReadyAnnouncer;
}

const watchClaims = ({ storage, workerId, logger }: ExecutionOptions, parts: ClaimParts): UnansweredClaims =>
  createUnansweredClaims({
    sql: storage.sql,
    workerId,
    logger,
    progress: parts.progress,
    holds: (runId) => parts.executor().holds(runId),
    handBack: async (run) => {
      if (await parts.finisher.finish(releaseOf(run))) parts.ready().announce({ ...run, runId: run.id });
    },
  });

interface PoolParts extends Pick<Execution, 'registry' | 'intake'> {
  secrets: AttemptSecrets;
  reader: SecretReader;
  executor(): Executor;
}

const createPool = ({ config, hostProgram, logger }: ExecutionOptions, parts: PoolParts): HostPool =>
  new HostPool({
    size: config.hosts,
    spawn: createHostSpawner(config, hostProgram, redactingLogger(logger, parts.secrets.redact)),
    logger,
    events: {
      onReady: parts.registry.update,
      onReport: (report) => parts.executor().onReport(parts.secrets.protect(report)),
      onRequest: createHostRequests({
        ...parts,
        find(runId, attempt) {
          const running = parts.executor().running.get(runId);
          return running?.run.attempt === attempt ? running : undefined;
        },
      }),
      onLost: (losses) => settleLosses(parts.executor(), losses),
    },
  });

interface LauncherParts extends Pick<Execution, 'pool' | 'registry'> {
  secrets: AttemptSecrets;
  reader: SecretReader;
  onReport: HostPoolEvents['onReport'];
  onResult: LauncherOptions['onFailed'];
}

function createAttemptLauncher({ config, storage, tracer }: ExecutionOptions, parts: LauncherParts): Launcher {
  const { pool, registry, secrets, reader, onReport, onResult } = parts;
  const startExecutable = createExecutableStarter(config, registry, onReport);
  const startHttpCall = createHttpStarter({ config, registry, clock: storage.clock, tracer, onReport });
  const launcher = createLauncher({ pool, startExecutable, startHttpCall, ...secrets, onFailed: onResult });
  const withSecrets = createSecretLauncher({ launcher, reader, secrets, onFailed: onResult });
  return createPunctualLauncher(withSecrets, onResult);
}

const createRecycler = (pool: HostPool, { config, metrics, logger }: ExecutionOptions): HostRecycler =>
  createHostRecycler({
    pool,
    maxRuns: config.hostRuns,
    maxBytes: config.hostMemoryBytes,
    residentBytes,
    now: () => performance.now(),
    onRecycled: metrics.hostRecycled,
    logger,
  });

/** A run goes back as if it had never been claimed; only its number of attempts tells. */
const releaseOf = ({ id, attempt }: HeldRun): AttemptEnd => ({
  runId: id,
  attempt,
  isCrash: false,
  conclusion: { state: 'queued', attemptState: 'released', error: null },
});

/** A host died: its attempts crashed, but for those that were only on board when it was stopped for another. */
function settleLosses(executor: Executor, losses: Parameters<HostPoolEvents['onLost']>[0]): void {
  const reason = 'The task host was stopped because of another run.';
  for (const { ref, error } of losses) {
    executor.onResult(ref, error ? { kind: 'failed', error } : { kind: 'released', reason });
  }
}
