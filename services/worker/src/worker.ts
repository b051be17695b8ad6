import type { Logger } from '@fbrain/adapters/logging/logger';
import { createRegistry } from '@fbrain/adapters/metrics/registry';
import { createWorkerMetrics } from '@fbrain/adapters/metrics/worker-metrics';
import { isDatabaseUnavailable } from '@fbrain/adapters/postgres/errors';
import type { Service } from '@fbrain/adapters/process/service';
import { openTracing } from '@fbrain/adapters/tracing/open-tracing';
import type { WorkerConfig } from './config.ts';
import type { HostProgram } from './host-program.ts';
import { createWorkerServer } from './http/worker-server.ts';
import { openWorkerSession, type WorkerSession, type WorkerSessionOptions } from './session/worker-session.ts';
import { VERSION } from './version.ts';

/** Between two tries to register with a database that has just gone away again. */
const REOPEN_MS = 500;
/** The end of a lost life takes a second or two; whatever hangs in it must not keep the next one from beginning. */
const ABANDON_MS = 15_000;

/** The services of a worker process, in the order of their start. */
export function createWorker(config: WorkerConfig, hostProgram: HostProgram, logger: Logger): Service[] {
  const registry = createRegistry();
  let session: WorkerSession | null = null;
  let opening: Promise<void> = Promise.resolve();
  let waitsFor = 'the worker has not registered yet';
  let isStopping = false;
  /** Asked for through the API; it outlives the loss of a lease, which begins a new session. */
  let isDraining = false;
  const metrics = createWorkerMetrics(registry, {
    isTransportConnected: () => session?.isTransportConnected() ?? false,
    slots: () => session?.slots() ?? { busy: 0, free: 0 },
    taskHostRssBytes: () => session?.hostBytes() ?? 0,
  });

  const tracing = openTracing({ config, service: 'fbrain-worker', version: VERSION, registry, logger });
  const options = {
    config,
    logger,
    metrics,
    tracer: tracing.tracer,
    hostProgram,
    isCancelled: () => isStopping,
    onWaiting: (forWhat: string) => {
      waitsFor = forWhat;
    },
    isDraining: () => isDraining,
    onDrainRequested: () => {
      isDraining = true;
    },
    onLeaseLost: () => void beginAnew(),
  };
  const open = async (): Promise<void> => {
    session = await openOncePossible(options);
  };
  /** A worker that was taken for dead, such as one that was suspended, starts again under a new id. */
  const beginAnew = async (): Promise<void> => {
    const lost = session;
    if (lost === null || isStopping) return;
    session = null;
    logger.error('the lease was lost: ending what runs here and starting anew');
    await Promise.race([lost.abandon(), Bun.sleep(ABANDON_MS)]);
    if (!isStopping) await open();
  };

  return [
    ...tracing.services,
    createWorkerServer({
      hostname: config.host,
      port: config.port,
      problems: () => session?.problems() ?? [waitsFor],
      stalled: () => session?.stalled() ?? null,
      metrics: () => registry.metrics(),
    }),
    {
      name: 'worker',
      start() {
        opening = open();
        return opening;
      },
      async stop() {
        isStopping = true;
        // It waits for the database no longer; one that is just registering does so, and can then take itself off again.
        await opening.catch(() => {});
        await session?.stop();
        session = null;
      },
    },
  ];
}

/** Tries until it has registered. Null = cancelled before that. */
async function openOncePossible(options: WorkerSessionOptions): Promise<WorkerSession | null> {
  while (!options.isCancelled()) {
    try {
      return await openWorkerSession(options);
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      options.logger.warn('the worker could not register; trying again', { error });
      await Bun.sleep(REOPEN_MS);
    }
  }
  return null;
}
