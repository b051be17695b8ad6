import type { Logger } from '@fbrain/adapters/logging/logger';
import type { WorkerConfig } from '../config.ts';
import type { Executor } from '../execution/executor.ts';
import type { Execution } from './execution.ts';

/** After the cancel grace the watchdog kills, and a killed process takes a moment to be reported. */
const KILL_MARGIN_MS = 3_000;

/** The way of a worker from taking runs to holding none. It is gone once, however often and by whom it is asked for. */
export interface Drain {
  /** Resolves when nothing runs here any more. */
  run(): Promise<void>;
  readonly isBegun: boolean;
}

interface DrainOptions {
  execution: Pick<Execution, 'executor' | 'source' | 'ready'>;
  config: WorkerConfig;
  logger: Logger;
}

export function createDrain({ execution, config, logger }: DrainOptions): Drain {
  const { executor, source, ready } = execution;
  let done: Promise<void> | null = null;
  const drain = async () => {
    await Promise.all([executor.stopClaiming(), source.stop()]);
    await letEnd(executor, config, logger);
    await ready.idle();
  };
  return {
    run() {
      done ??= drain();
      return done;
    },
    get isBegun() {
      return done !== null;
    },
  };
}

/** Lets attempts end within the grace, then asks them to, then hands back what is left. */
async function letEnd(executor: Executor, config: WorkerConfig, logger: Logger): Promise<void> {
  if (await within(executor.idle(), config.stopGraceMs)) return;
  logger.warn('the grace is over: handing back what still runs', { attempts: executor.running.size });
  for (const runId of executor.running.keys()) executor.end(runId, 'stopping');
  if (await within(executor.idle(), config.cancelGraceMs + KILL_MARGIN_MS)) return;
  logger.error('some attempts did not end; their lease will lapse', { attempts: executor.running.size });
}

/** True if the work was done in time. */
async function within(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: Timer | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
