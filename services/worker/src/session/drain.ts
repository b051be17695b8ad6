import type { Logger } from '@fbrain/adapters/logging/logger';
import type { WorkerConfig } from '../config.ts';
import type { Executor } from '../execution/executor.ts';

/** After the cancel grace the watchdog kills, and a killed process takes a moment to be reported. */
const KILL_MARGIN_MS = 3_000;

/** Lets attempts end within the grace, then asks them to, then hands back what is left. */
export async function drain(executor: Executor, config: WorkerConfig, logger: Logger): Promise<void> {
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
