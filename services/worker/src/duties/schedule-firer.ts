import type { Logger } from '@fbrain/adapters/logging/logger';
import { isDatabaseUnavailable, isKeyBusy, isStatementTimeout } from '@fbrain/adapters/postgres/errors';
import { nextScheduleInMs, passOverSchedule, postponeSchedules } from '@fbrain/adapters/postgres/schedule-firing-store';
import type { SlotOutcome } from '@fbrain/core/schedule/schedule-info';
import { fireDueSchedules, type ScheduleBatchDeps } from './schedule-batch.ts';
import { createScheduleLag } from './schedule-lag.ts';

/** Fires schedules when their slots come. */
export interface ScheduleFirer {
  /**
   * Told with every pulse of the leader. Fires what is due, and sets a timer for what is due before the next pulse. It
   * stops by itself unless it is told again soon, because a worker that no longer leads is not told.
   */
  look(nextInMs: number | null): void;
  /** Resolves when nothing is under way. */
  stop(): Promise<void>;
}

export interface ScheduleFirerOptions extends ScheduleBatchDeps {
  logger: Logger;
  onSlots(outcome: SlotOutcome, count: number): void;
  onLag(seconds: number): void;
  /** How long a lag is told, so that every scrape sees it; then 0. */
  lagShownMs?: number;
  /** How long a look is good for. */
  mandateMs?: number;
}

/** Schedules of one transaction. 10 000 that are due in the same second take ten. */
const BATCH = 1_000;
/** Two missed pulses: by then another worker may lead. */
const MANDATE_MS = 2_500;
/** A slot that two pulses in a row have found due is late. */
const OVERDUE_MS = 1_000;
/** Before what another leader has in hands is looked at again. */
const TAKEN_PAUSE_MS = 50;
/** Further away than that the next pulse is early enough. */
const TIMER_HORIZON_MS = 1_500;

export function createScheduleFirer(options: ScheduleFirerOptions): ScheduleFirer {
  const { sql, logger, onSlots, onLag, lagShownMs = 60_000, mandateMs = MANDATE_MS } = options;
  let mandateEndsAtMs = 0;
  let mandateEnd: Timer | undefined;
  let timer: Timer | undefined;
  let busy: Promise<void> | null = null;
  const lag = createScheduleLag(onLag, lagShownMs);
  const hasMandate = () => performance.now() < mandateEndsAtMs;

  const fireAll = async (): Promise<void> => {
    for (let limit = BATCH, hasMore = true; hasMore && hasMandate(); ) {
      let tried: string[] = [];
      const batch = await fireDueSchedules(options, { limit, tried: (ids) => (tried = ids) }).catch(
        async (error: unknown) => {
          await isolate(options, tried, error);
          return null;
        },
      );
      // Half as many find the schedule that spoils the batch in ten steps, and all others fire meanwhile.
      limit = batch === null ? Math.max(Math.floor(tried.length / 2), 1) : Math.min(limit * 2, BATCH);
      if (batch === null) continue;
      hasMore = batch.hasMore;
      for (const outcome of ['fired', 'skipped', 'missed'] as const) onSlots(outcome, batch.slots[outcome]);
      if (batch.lagMs !== null) lag.show(batch.lagMs / 1_000);
    }
  };

  const run = () => {
    clearTimeout(timer);
    if (busy !== null) return;
    busy = fireAll()
      .then(async () => {
        const nextInMs = await nextScheduleInMs(sql);
        // What is due and cannot be taken is in the hands of another leader.
        plan(nextInMs !== null && nextInMs <= 0 ? TAKEN_PAUSE_MS : nextInMs);
      })
      .catch((error: unknown) => logger.warn('firing schedules failed; trying again', { error }))
      .finally(() => {
        busy = null;
      });
  };

  const plan = (nextInMs: number | null) => {
    clearTimeout(timer);
    if (nextInMs === null || nextInMs > TIMER_HORIZON_MS || !hasMandate()) return;
    timer = setTimeout(run, Math.max(Math.ceil(nextInMs), 0));
  };

  return {
    look(nextInMs) {
      mandateEndsAtMs = performance.now() + mandateMs;
      clearTimeout(mandateEnd);
      mandateEnd = setTimeout(lag.hide, mandateMs);
      // What no firing gets done must be seen as well.
      if (nextInMs !== null && nextInMs < -OVERDUE_MS) lag.show(-nextInMs / 1_000);
      else lag.settle();
      if (busy === null) plan(nextInMs);
    },
    async stop() {
      mandateEndsAtMs = 0;
      clearTimeout(timer);
      clearTimeout(mandateEnd);
      await busy;
      lag.hide();
    },
  };
}

/** It passes; whatever else fails a batch may be the fault of one schedule in it. */
const isOutage = (error: unknown): boolean => isDatabaseUnavailable(error) && !isStatementTimeout(error);

/** After a failure: one schedule that fails alone is put off, so that it keeps no other from firing. */
async function isolate({ sql, logger }: ScheduleFirerOptions, ids: readonly string[], error: unknown): Promise<void> {
  const [id] = ids;
  if (id === undefined || isOutage(error)) throw error;
  // A queue that a transaction of somebody has made and not committed, for example: it is no fault of the schedule.
  if (isKeyBusy(error) && ids.length === 1) return await passOverSchedule(sql, id);
  logger.warn('schedules could not be fired; trying again with fewer', { schedules: ids.length, error });
  if (ids.length > 1) return;
  const reason = error instanceof Error ? error.message : String(error);
  const problem = `Its slots could not be written: ${reason}. It is tried again every ten seconds; change the schedule.`;
  await postponeSchedules(sql, [{ id, problem }]);
}
