import type { Database } from '@fbrain/adapters/postgres/connection';
import { listSlots } from '@fbrain/adapters/postgres/schedule-slot-store';
import { createSchedules, getSchedule } from '@fbrain/adapters/postgres/schedule-store';
import type { RunState } from '@fbrain/core/run/run-state';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import { setupDuties } from './duties-fixture.ts';
import { fireDueSchedules } from './schedule-batch.ts';

export type ScheduleFixture = Awaited<ReturnType<typeof setupSchedules>>;

/** An instant of the day on which all tests of schedules happen. */
export const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);

/** A run that a schedule has fired. */
export interface FiredRun {
  id: string;
  state: RunState;
  slotAt: Date | null;
  dueAt: Date;
  createdAt: Date;
  cancelRequestedAt: Date | null;
}

/** The task `noop` in the given database, and what a leading worker has to fire schedules there; for tests. */
export async function setupSchedules(database: { sql: Database; drop(): Promise<void> }) {
  const { sql } = database;
  const { deps, published, hinted } = await setupDuties(sql);

  return {
    ...database,
    deps,
    published,
    hinted,

    /** A schedule of every hour, made at ten o'clock. */
    async given(changes: Partial<ScheduleRequest> = {}, time = '10:00:00'): Promise<string> {
      const id = Bun.randomUUIDv7();
      const timing =
        changes.cron === undefined && changes.at === undefined ? { every: '1h', anchor: '2026-01-01T00:00:00Z' } : {};
      const request = { name: `s-${id}`, task: 'noop', ...timing, ...changes };
      await createSchedules(sql, [{ id, request }], at(time));
      return id;
    },

    /** Fires everything that is due, by a clock that shows this time. */
    async fire(time: string | number, limit = 1_000): Promise<void> {
      const nowMs = typeof time === 'number' ? time : at(time);
      while ((await fireDueSchedules(deps, { limit, nowMs })).hasMore);
    },

    async info(id: string): Promise<ScheduleInfo> {
      const info = await getSchedule(sql, id);
      if (!info) throw new Error(`There is no schedule ${id}`);
      return info;
    },

    /** "11:00 fired", "11:00-13:00 missed too-late 3", oldest first. */
    async slots(id: string): Promise<string[]> {
      const time = (iso: string) => iso.slice(11, 16);
      const found = await listSlots(sql, id, { limit: 1_000 });
      return found.reverse().map(({ fromSlotAt, slotAt, outcome, code, count }) => {
        const span = fromSlotAt === slotAt ? time(slotAt) : `${time(fromSlotAt)}-${time(slotAt)}`;
        return outcome === 'fired' ? `${span} fired` : `${span} ${outcome} ${code} ${count}`;
      });
    },

    /** What it has fired, oldest slot first. */
    async runs(id: string): Promise<FiredRun[]> {
      const columns = sql`id, state, slot_at, due_at, created_at, cancel_requested_at`;
      return await sql<FiredRun[]>`
        select ${columns} from fbrain.run where schedule_id = ${id}
        union all
        select ${columns} from fbrain.run_history where schedule_id = ${id}
        order by slot_at, id`;
    },
  };
}
