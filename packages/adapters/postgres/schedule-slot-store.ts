import { jitterOffsetMs } from '@fbrain/core/schedule/jitter-offset';
import { MAX_RECENT, type ScheduleSlot } from '@fbrain/core/schedule/schedule-info';
import type { SlotDecision } from '@fbrain/core/schedule/slot-decision';
import type { Queryable } from './connection.ts';

/** What became of slots. A row is written once, with the decision, and never changed. */

/** A decision about a slot of a schedule, and the run that it fired. */
export interface DecidedSlot {
  scheduleId: string;
  decision: SlotDecision;
  /** Null unless it was fired. */
  runId: string | null;
  jitterMs: number;
}

/** A slot that had a record already: somebody else has decided it (G6). */
export interface KnownSlot {
  scheduleId: string;
  slotMs: number;
}

/**
 * Records decisions and answers those that came too late: their runs must not be inserted. The rows are taken in the
 * order of their key, so two who insert the same cannot wait for each other.
 */
export async function recordSlots(tx: Queryable, slots: readonly DecidedSlot[], nowMs: number): Promise<KnownSlot[]> {
  if (slots.length === 0) return [];
  return await tx<KnownSlot[]>`
    with decided as materialized (
      select * from json_to_recordset(${JSON.stringify(slots.map((slot) => toRecord(slot)))}::text::json) as s(
        schedule_id uuid, slot_at timestamptz, from_slot_at timestamptz, count integer, outcome text, code text,
        reason text, run_id uuid, due_at timestamptz
      )
    ),
    recorded as (
      insert into fbrain.schedule_slot (
        schedule_id, slot_at, from_slot_at, count, outcome, code, reason, run_id, due_at, decided_at
      )
      select schedule_id, slot_at, from_slot_at, count, outcome, code, reason, run_id, due_at, ${new Date(nowMs)}
      from decided
      order by schedule_id, slot_at
      on conflict (schedule_id, slot_at) do nothing
      returning schedule_id, slot_at
    )
    select schedule_id, (extract(epoch from slot_at) * 1000)::float8 as slot_ms
    from decided
    where (schedule_id, slot_at) not in (select schedule_id, slot_at from recorded)`;
}

function toRecord({ scheduleId, decision, runId, jitterMs }: DecidedSlot) {
  const iso = (ms: number) => new Date(ms).toISOString();
  const { outcome, slotMs } = decision;
  const shared = { schedule_id: scheduleId, slot_at: iso(slotMs), outcome };
  if (decision.outcome === 'fired') {
    return { ...shared, from_slot_at: iso(slotMs), count: 1, run_id: runId, due_at: iso(decision.dueAtMs) };
  }
  const { fromSlotMs, count, code, reason } = decision;
  const dueAtMs = slotMs + jitterOffsetMs(scheduleId, jitterMs);
  return { ...shared, from_slot_at: iso(fromSlotMs), count, code, reason, due_at: iso(dueAtMs) };
}

/** The records of a schedule, newest first, also of one that was removed; `before` is the slot that ended the page before. */
export async function listSlots(
  sql: Queryable,
  scheduleId: string,
  page: { limit: number; before?: string | undefined },
): Promise<ScheduleSlot[]> {
  const rows = await sql<SlotRow[]>`
    select ${columns(sql)}
    from (
      select * from fbrain.schedule_slot
      where schedule_id = ${scheduleId} ${page.before === undefined ? sql`` : sql`and slot_at < ${page.before}`}
      order by slot_at desc
      limit ${page.limit}
    ) as slot
    order by slot_at desc`;
  return rows.map(toSlot);
}

/** The latest records of each schedule, newest first: what a list shows. */
export async function recentSlots(sql: Queryable, ids: readonly string[]): Promise<Map<string, ScheduleSlot[]>> {
  const rows = await sql<(SlotRow & { scheduleId: string })[]>`
    select slot.schedule_id, ${columns(sql)}
    from unnest(${ids as string[]}::uuid[]) as wanted(id)
    cross join lateral (
      select * from fbrain.schedule_slot where schedule_id = wanted.id order by slot_at desc limit ${MAX_RECENT}
    ) as slot
    order by slot_at desc`;
  const slots = Map.groupBy(rows, ({ scheduleId }) => scheduleId);
  return new Map(slots.entries().map(([id, found]) => [id, found.map(toSlot)]));
}

type SlotRow = Omit<ScheduleSlot, 'slotAt' | 'fromSlotAt' | 'dueAt' | 'decidedAt'> &
  Record<'slotAt' | 'fromSlotAt' | 'dueAt' | 'decidedAt', Date>;

const columns = (sql: Queryable) => sql`
  slot_at, from_slot_at, count, outcome, code, reason, run_id, due_at, decided_at,
  coalesce(
    (select state from fbrain.run where id = slot.run_id),
    (select state from fbrain.run_history where id = slot.run_id)
  ) as run_state`;

const toSlot = ({ slotAt, fromSlotAt, count, outcome, code, reason, runId, runState, dueAt, decidedAt }: SlotRow) => ({
  slotAt: slotAt.toISOString(),
  fromSlotAt: fromSlotAt.toISOString(),
  count,
  outcome,
  code,
  reason,
  runId,
  runState,
  dueAt: dueAt.toISOString(),
  decidedAt: decidedAt.toISOString(),
});

/** Days a record is kept; the latest ones of a schedule stay as long as it does. */
const KEPT_DAYS = 30;
/** Rows removed in one transaction. */
const PRUNE_BATCH = 10_000;

/**
 * Forgets old records, and removed schedules that have none left. Walks from schedule to schedule, each from its oldest
 * record to the first that stays, so what is kept costs nothing.
 * @param isStopped asked between two batches
 */
export async function pruneSchedules(
  sql: Queryable,
  { batch = PRUNE_BATCH, isStopped = () => false }: { batch?: number; isStopped?: () => boolean } = {},
): Promise<void> {
  let after: string | null = null;
  for (let isFull = true; isFull && !isStopped(); ) {
    const removed: PrunedSlots = await pruneSlots(sql, after, batch);
    after = removed.lastScheduleId;
    isFull = removed.count === batch;
  }
  await sql`
    delete from fbrain.schedule
    where deleted_at < now() - make_interval(days => ${KEPT_DAYS})
      and not exists (select from fbrain.schedule_slot where schedule_id = schedule.id)`;
}

interface PrunedSlots {
  count: number;
  /** Where to go on. */
  lastScheduleId: string | null;
}

/** No slot is decided before its instant, so the key leads to what is old. */
async function pruneSlots(sql: Queryable, fromScheduleId: string | null, limit: number): Promise<PrunedSlots> {
  const [row] = await sql<PrunedSlots[]>`
    with old as materialized (
      select schedule.id as schedule_id, slot.slot_at
      from fbrain.schedule
      cross join lateral (
        select case when deleted_at is not null then 'infinity' else (
          select slot_at from fbrain.schedule_slot
          where schedule_id = schedule.id
          order by slot_at desc
          offset ${MAX_RECENT - 1} limit 1
        ) end as at
      ) as oldest_kept
      cross join lateral (
        select slot_at from fbrain.schedule_slot
        where schedule_id = schedule.id
          and slot_at < least(oldest_kept.at, now() - make_interval(days => ${KEPT_DAYS}))
          and oldest_kept.at is not null
          and decided_at < now() - make_interval(days => ${KEPT_DAYS})
        order by slot_at
        limit ${limit}
      ) as slot
      where schedule.id >= coalesce(${fromScheduleId}::uuid, '00000000-0000-0000-0000-000000000000')
      order by schedule.id
      limit ${limit}
    ),
    removed as (
      delete from fbrain.schedule_slot using old
      where schedule_slot.schedule_id = old.schedule_id and schedule_slot.slot_at = old.slot_at
    )
    select count(*)::integer as count, max(schedule_id::text) as last_schedule_id from old`;
  return row ?? { count: 0, lastScheduleId: null };
}
