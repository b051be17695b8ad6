import type { Logger } from '@fbrain/adapters/logging/logger';
import type { HostPool } from './host-pool.ts';
import type { TaskHost } from './task-host.ts';

/** Replaces task hosts that have done their share or grow, and asks busy ones for a sign of life. */
export interface HostRecycler {
  start(): void;
  /** One look at all hosts. */
  runOnce(): void;
  stop(): void;
}

export type RecycleReason = 'runs' | 'memory';

export interface HostRecyclerOptions {
  pool: Pick<HostPool, 'hosts' | 'replace' | 'condemn'>;
  /** Attempts after which a shared host is replaced; 0 = never. */
  maxRuns: number;
  /** Resident memory above which a shared host is replaced, and above twice of which any host is ended; 0 = never. */
  maxBytes: number;
  residentBytes(pids: readonly number[]): number;
  /** Monotonic. */
  now(): number;
  onRecycled(reason: RecycleReason): void;
  logger: Logger;
}

const LOOK_MS = 1_000;
/** A host that is too large has this long to finish its runs. One that has merely done its share may take any time. */
const FINISH_MS = 600_000;

export function createHostRecycler(options: HostRecyclerOptions): HostRecycler {
  const { pool, maxRuns, maxBytes, residentBytes, now, onRecycled, logger } = options;
  /** When hosts that are too large were told to finish. */
  const finishing = new WeakMap<TaskHost, number>();
  let timer: Timer | undefined;

  const replace = (host: TaskHost, reason: RecycleReason, why: string) => {
    if (!pool.replace(host)) return;
    if (reason === 'memory') finishing.set(host, now());
    onRecycled(reason);
    logger.info(`a task host ${why} and is replaced`, { hostPid: host.pid, attempts: host.inFlight.size });
  };
  const limitMemory = (host: TaskHost): void => {
    const bytes = residentBytes([host.pid]);
    if (bytes <= maxBytes || host.condemned !== null) return;
    const grown = `grew to ${toMegabytes(bytes)} MB, its limit is ${toMegabytes(maxBytes)} MB (WORKER_HOST_MEMORY)`;
    const isLate = now() - (finishing.get(host) ?? Number.POSITIVE_INFINITY) > FINISH_MS;
    if (bytes > 2 * maxBytes || isLate) {
      const reason = isLate ? 'and its runs did not end within 10 minutes, so it was ended' : 'so it was ended';
      pool.condemn(host, `The task host ${grown}, ${reason} while the attempt ran.`);
    } else replace(host, 'memory', grown);
  };

  const runOnce = () => {
    for (const host of pool.hosts()) {
      // At rest nobody is asked, so that idle hosts sleep (G11).
      if (host.isReady && host.inFlight.size > 0) host.ask();
      if (maxBytes > 0) limitMemory(host);
      if (maxRuns > 0 && host.started >= maxRuns) replace(host, 'runs', `was given ${host.started} runs`);
    }
  };
  return {
    start() {
      timer = setInterval(runOnce, LOOK_MS);
    },
    runOnce,
    stop() {
      clearInterval(timer);
    },
  };
}

const toMegabytes = (bytes: number): number => Math.round(bytes / 1_048_576);
