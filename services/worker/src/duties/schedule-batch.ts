import type { RunIntake } from '@fbrain/adapters/intake/run-intake';
import type { TaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import type { Database, Queryable } from '@fbrain/adapters/postgres/connection';
import { ensureQueues } from '@fbrain/adapters/postgres/queue-store';
import { type CancelledRun, cancelRuns } from '@fbrain/adapters/postgres/run-cancel-store';
import { insertRuns } from '@fbrain/adapters/postgres/run-insert-store';
import {
  type DueSchedule,
  lockDueSchedules,
  moveCursors,
  postponeSchedules,
  readDueSchedules,
} from '@fbrain/adapters/postgres/schedule-firing-store';
import { recordSlots } from '@fbrain/adapters/postgres/schedule-slot-store';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import type { NewRun } from '@fbrain/core/run/run-request';
import { ON_TIME_MS } from '@fbrain/core/schedule/decide-slots';
import type { SlotOutcome } from '@fbrain/core/schedule/schedule-info';
import { type DecidedSchedule, decideSchedule, type ScheduleDecision } from './decide-schedule.ts';

export interface ScheduleBatchDeps {
  sql: Database;
  intake: RunIntake;
  catalogue: TaskCatalogue;
  events: EventBus;
}

export interface ScheduleBatchOptions {
  limit: number;
  /** Instead of the clock of the database. */
  nowMs?: number | undefined;
  /** Time to decide in; what is left comes with the next batch, and one schedule is always decided. */
  decideMs?: number;
  /** Told the schedules that are tried, in case that it fails. */
  tried?: (ids: string[]) => void;
}

export interface ScheduleBatch {
  /** The schedules it was about. */
  ids: string[];
  /** Slots by what became of them. */
  slots: Record<SlotOutcome, number>;
  /** How late the latest of those was that fired in time; missed ones that were made up for say nothing about it. */
  lagMs: number | null;
  /** More schedules are due. */
  hasMore: boolean;
}

/** Runs of one transaction, about: a schedule is not taken apart, and one may make up for a thousand slots. */
const MAX_RUNS = 5_000;
/** Deciding is work of this process: after an outage of a day it takes ms per schedule, and everything else waits. */
const DECIDE_MS = 250;
/** Runs that go through one statement. */
const INSERT_BATCH = 1_000;
/** Shorter than deadlock_timeout (1 s): where a batch and a worker wait for each other, the batch gives way. */
const LOCK_WAIT = '500ms';

/**
 * Fires what is due, at most `limit` schedules. Slots, runs and cursors commit together (G6): whoever is killed at
 * whatever instant, each slot has one record and, if it was fired, one run.
 */
export async function fireDueSchedules(
  deps: ScheduleBatchDeps,
  { limit, nowMs, decideMs = DECIDE_MS, tried = () => {} }: ScheduleBatchOptions,
): Promise<ScheduleBatch> {
  const batch = await deps.sql.begin(async (tx) => {
    await tx`select set_config('lock_timeout', ${LOCK_WAIT}, true)`;
    const locked = await lockDueSchedules(tx, { limit, nowMs });
    if (locked.nowMs === null) return null;
    tried(locked.ids);
    const due = await readDueSchedules(tx, locked.ids);
    const decided = await decide(deps, due, locked.nowMs, decideMs);
    return { ...locked, ...(await write(tx, decided, locked.nowMs)), isCut: decided.length < due.length };
  });
  if (batch === null) return { ids: [], slots: { fired: 0, skipped: 0, missed: 0 }, lagMs: null, hasMore: false };
  announce(deps, batch.runs, batch.cancelled);
  return { ids: batch.ids, slots: batch.slots, lagMs: batch.lagMs, hasMore: batch.hasMore || batch.isCut };
}

async function decide({ catalogue, intake }: ScheduleBatchDeps, due: DueSchedule[], nowMs: number, decideMs: number) {
  await catalogue.learn([...new Set(due.filter((each) => each.isTaskKnown).map(({ request }) => request.task))]);
  const decided: ScheduleDecision[] = [];
  let runs = 0;
  const endsAtMs = performance.now() + decideMs;
  for (const schedule of due) {
    if (runs >= MAX_RUNS || (decided.length > 0 && performance.now() >= endsAtMs)) break;
    const decision = decideSchedule(schedule, nowMs, intake);
    if ('slots' in decision) runs += decision.slots.filter(({ run }) => run !== null).length;
    decided.push(decision);
  }
  return decided;
}

async function write(tx: Queryable, decisions: readonly ScheduleDecision[], nowMs: number) {
  const readable = decisions.filter((each): each is DecidedSchedule => 'slots' in each);
  const slots = readable.flatMap((schedule) => schedule.slots);
  const known = await recordSlots(
    tx,
    slots.map(({ run, ...slot }) => ({ ...slot, runId: run?.id ?? null })),
    nowMs,
  );
  const isKnown = new Set(known.map(({ scheduleId, slotMs }) => `${scheduleId} ${slotMs}`));
  const fresh = slots.filter(({ scheduleId, decision }) => !isKnown.has(`${scheduleId} ${decision.slotMs}`));
  const runs = fresh.flatMap(({ run }) => (run === null ? [] : [run]));
  await insertAll(tx, runs);
  const cancelled = await cancelRuns(
    tx,
    fresh.flatMap(({ decision }) => (decision.outcome === 'fired' ? decision.cancelRunIds : [])),
  );
  await moveCursors(tx, readable);
  const unreadable = decisions.flatMap((each) => ('problem' in each ? [each] : []));
  await postponeSchedules(tx, unreadable, nowMs);
  const count = (outcome: SlotOutcome) =>
    fresh
      .filter(({ decision }) => decision.outcome === outcome)
      .reduce((sum, { decision }) => sum + ('count' in decision ? (decision.count ?? 0) : 1), 0);
  const delays = fresh.flatMap(({ decision }) => (decision.outcome === 'fired' ? [nowMs - decision.dueAtMs] : []));
  const inTime = delays.filter((delayMs) => delayMs <= ON_TIME_MS);
  return {
    runs,
    cancelled,
    slots: { fired: count('fired'), skipped: count('skipped'), missed: count('missed') },
    lagMs: inTime.length === 0 ? null : Math.max(...inTime),
  };
}

async function insertAll(tx: Queryable, runs: readonly NewRun[]): Promise<void> {
  if (runs.length === 0) return;
  await ensureQueues(tx, [...new Set(runs.map(({ queue }) => queue))]);
  for (let from = 0; from < runs.length; from += INSERT_BATCH) {
    await insertRuns(tx, runs.slice(from, from + INSERT_BATCH));
  }
}

/** After the commit. Hints and events may be lost: the dispatcher and the views look again. */
function announce({ intake, events }: ScheduleBatchDeps, runs: readonly NewRun[], cancelled: readonly CancelledRun[]) {
  intake.announce(runs);
  const running = cancelled.filter(({ state }) => state === 'running');
  events.publish([
    ...cancelled.map(toRunEvent),
    ...running.map(({ id }) => ({ kind: 'cancel' as const, runId: id })),
    { kind: 'schedule' },
  ]);
}
