import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { DispatcherWork } from '@fbrain/adapters/postgres/pulse-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import type { Clock } from '@fbrain/core/time/clock';
import { type HintPublisher, TransportDown } from '@fbrain/core/transport/transport';
import { createAbandonedScheduleDisabler } from './abandoned-schedule-disabler.ts';
import { createBlockedRunReleaser } from './blocked-run-releaser.ts';
import type { BulkActionRunner } from './bulk-action-runner.ts';
import { promoteDue } from './due-run-promoter.ts';
import { createHistorySweeper } from './history-sweeper.ts';
import { createHousekeeper } from './housekeeper.ts';
import { createLostWorkerRescuer } from './lost-worker-rescuer.ts';
import type { Notifier } from './notifier.ts';
import { endOverdue } from './overdue-run-ender.ts';
import type { ScheduleFirer } from './schedule-firer.ts';
import { createSchedulePruner } from './schedule-pruner.ts';
import { createScheduledRunReleaser } from './scheduled-run-releaser.ts';
import { createTallyFolder } from './tally-folder.ts';
import { createUndeliveredRunResender } from './undelivered-run-resender.ts';

/** The duties that one leading worker does for all. Each guards itself, so two leaders at once do no harm. */
export interface Dispatcher {
  /** Does what the pulse has found. A duty that fails is logged and comes again with the next pulse. */
  dispatch(work: DispatcherWork, isNew: boolean): Promise<void>;
  /** Resolves when no duty is under way. */
  stop(): Promise<void>;
}

interface DispatcherOptions {
  sql: Database;
  publisher: HintPublisher;
  events: EventBus;
  bulkActions: BulkActionRunner;
  schedules: ScheduleFirer;
  notifier: Notifier;
  clock: Clock;
  logger: Logger;
  onRescued(runs: number): void;
  onRedispatched(runs: number): void;
}

type Duty = () => Promise<unknown>;

const SWEEP_INTERVAL_MS = 3_600_000;
/** Between two pulses a timer fires for runs that become due; the pulse sees everything later. */
const TIMER_HORIZON_MS = 1_000;

const createAttempt = (logger: Logger) => async (duty: string, work: Duty) => {
  await work().catch((error: unknown) => {
    // The transport itself says when it is down and up again; a line a second would say no more.
    const level = error instanceof TransportDown ? 'debug' : 'warn';
    logger[level](`${duty} failed; trying again`, { error });
  });
};

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { sql, publisher, events, bulkActions, schedules, notifier, clock, logger } = options;
  let busy: Promise<void> | null = null;
  let dueTimer: Timer | undefined;
  let sweptAtMs = Number.NEGATIVE_INFINITY;

  const attempt = createAttempt(logger);
  const promote = () => attempt('promoting due runs', () => promoteDue(options));
  const rescuer = createLostWorkerRescuer(options);
  const resend = createUndeliveredRunResender(sql, publisher);
  const release = { sql, publisher, events, guard: (work: Duty) => attempt('releasing blocked runs', work) };
  const releaser = createBlockedRunReleaser(release);
  const scheduledRuns = createScheduledRunReleaser(release);
  const pruner = createSchedulePruner({ sql, guard: (work) => attempt('forgetting old slots', work) });
  const foldTallies = createTallyFolder(sql);
  const sweeper = createHistorySweeper({ sql, clock, logger, guard: (work) => attempt('removing old runs', work) });
  const housekeeper = createHousekeeper({ sql, logger });
  const disableAbandoned = createAbandonedScheduleDisabler(options);
  const doAll = async (work: DispatcherWork, isNew: boolean) => {
    // A new leader looks at what its predecessor may have left half done.
    if (work.hasLostWorker || isNew || rescuer.isOwed()) await attempt('rescuing runs', rescuer.run);
    if (work.hasOverdue) await attempt('ending overdue runs', () => endOverdue(sql, events));
    if (work.hasDue) await promote();
    if (work.hasBlocked) await releaser.run();
    if (work.hasScheduleQueue) await scheduledRuns.run();
    if (work.hasQueued) await attempt('sending hints again', async () => options.onRedispatched(await resend()));
    if (work.hasTally) await attempt('adding to the statistics', foldTallies);
    await attempt('disabling abandoned schedules', () => disableAbandoned(isNew));
    if (performance.now() - sweptAtMs < SWEEP_INTERVAL_MS) return;
    sweptAtMs = performance.now();
    pruner.run();
    sweeper.run();
  };

  return {
    async dispatch(work, isNew) {
      clearTimeout(dueTimer);
      if (work.nextDueInMs !== null && work.nextDueInMs < TIMER_HORIZON_MS) {
        // A fraction of a millisecond too early finds nothing, and the next pulse is a second away.
        dueTimer = setTimeout(promote, Math.ceil(work.nextDueInMs));
      }
      schedules.look(work.nextScheduleInMs);
      if (work.bulkActions.length > 0) bulkActions.run(work.bulkActions);
      notifier.run({ rules: work.hasRulesDue, messages: work.hasMessagesDue });
      housekeeper.run();
      // Duties that take longer than a pulse are not started twice.
      if (busy !== null) return;
      busy = doAll(work, isNew).finally(() => {
        busy = null;
      });
      await busy;
    },
    async stop() {
      clearTimeout(dueTimer);
      const others = [releaser, scheduledRuns, bulkActions, schedules, notifier, pruner, sweeper, housekeeper];
      await Promise.all([busy, ...others.map((duty) => duty.stop())]);
    },
  };
}
