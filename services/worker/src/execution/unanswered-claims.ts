import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { RunClaimer } from '@fbrain/adapters/postgres/run-claim-store';
import { type HeldRun, listHeldRuns } from '@fbrain/adapters/postgres/worker-store';
import type { RunSource } from '@fbrain/core/transport/transport';
import type { ProgressWatch } from './progress-watch.ts';

/**
 * Finds runs that this worker holds and keeps the lease of without knowing it, so nobody would ever run them: their claim
 * was committed while its answer was lost with the connection, or their end could not be written. Costs nothing until
 * one of the two happens.
 */
export interface UnansweredClaims {
  /** Notices claims that fail. */
  watch(claimer: RunClaimer): RunClaimer;
  /** Keeps claims and looks apart: a claim under way looks the same as one that was never answered. */
  guard(source: RunSource): RunSource;
  /** To be called when the end of an attempt could not be written: its run is held, and nobody works on it. */
  suspect(): void;
  /** Looks if there was reason to lately; to be called every second. */
  runOnce(): Promise<void>;
}

interface UnansweredClaimsOptions {
  sql: Database;
  workerId: string;
  logger: Logger;
  progress: Pick<ProgressWatch, 'claiming'>;
  /** Whether this worker knows that it executes the run, or is about to write its end. */
  holds(runId: string): boolean;
  handBack(run: HeldRun): Promise<void>;
}

/** The server may still work on a claim whose connection is gone, until its statement timeout of 10 s. */
const SUSPECT_MS = 15_000;

export function createUnansweredClaims(options: UnansweredClaimsOptions): UnansweredClaims {
  const { sql, workerId, logger, progress, holds, handBack } = options;
  let suspectUntilMs = Number.NEGATIVE_INFINITY;
  let last: Promise<unknown> = Promise.resolve();

  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work);
    last = done.catch(() => {});
    return done;
  };
  const suspect = () => {
    suspectUntilMs = performance.now() + SUSPECT_MS;
  };
  const suspecting = <T>(claim: Promise<T>): Promise<T> =>
    claim.catch((error: unknown) => {
      suspect();
      throw error;
    });
  const look = async () => {
    const held = await listHeldRuns(sql, workerId);
    const unknown = held.filter(({ id }) => !holds(id));
    if (unknown.length === 0) return;
    logger.warn('runs are held here that nobody works on: handing them back', { runs: unknown.length });
    await Promise.all(unknown.map(handBack));
  };

  return {
    watch: (claimer) => ({
      claimByIds: (ids, request) => suspecting(claimer.claimByIds(ids, request)),
      claimNext: (queues, request) => suspecting(claimer.claimNext(queues, request)),
    }),
    guard: (source) => ({
      claim: (request) => alone(() => progress.claiming(() => source.claim(request))),
      onReady: (listener) => source.onReady(listener),
      serve: (queues) => source.serve(queues),
      isConnected: () => source.isConnected(),
      stop: () => source.stop(),
    }),
    suspect,
    async runOnce() {
      if (performance.now() > suspectUntilMs) return;
      await alone(look).catch((error: unknown) => logger.debug('could not look for unanswered claims', { error }));
    },
  };
}
