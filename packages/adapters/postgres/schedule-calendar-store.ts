import type { CalendarSpan, ScheduleCalendar } from '@fbrain/core/schedule/schedule-info';
import { tallySlots } from '@fbrain/core/schedule/tally-slots';
import type { Database } from './connection.ts';
import { readSlotSources } from './schedule-list-store.ts';

/** Slots computed for one calendar, some 3 µs each: ten schedules of every minute for a week. */
const MAX_COST = 100_000;
/** Slots computed in one go before others get a turn: some 5 ms. */
const TURN_COST = 2_000;

/**
 * What all live schedules do between each two neighbouring edges. The edges are instants, so that a day is as long as
 * the clocks of whoever asks make it.
 */
export async function readCalendar(sql: Database, edgesMs: readonly number[]): Promise<ScheduleCalendar> {
  const [fromMs = 0, toMs = fromMs] = [edgesMs[0], edgesMs.at(-1)];
  // Sources leave out their first instant.
  const { sources, isComplete } = await readSlotSources(sql, { fromMs: fromMs - 1, toMs });
  const spans = edgesMs.slice(1).map((endMs, index): CalendarSpan => {
    const [from, to] = [edgesMs[index] ?? endMs, endMs].map(isoOf);
    return { from: from ?? '', to: to ?? '', items: [] };
  });
  let cost = 0;
  let turnCost = 0;
  for (const { owner, timetable, offsetMs, afterMs } of sources) {
    for (const span of spans) {
      // Slots fall due later than they are by the jitter; those of the past are no more.
      const after = Math.max(Date.parse(span.from) - 1 - offsetMs, afterMs);
      const tally = tallySlots(timetable, after, Date.parse(span.to) - 1 - offsetMs);
      if (!tally) continue;
      const dueAt = (slotMs: number): string => isoOf(slotMs + offsetMs);
      span.items.push({
        ...{ scheduleId: owner.id, name: owner.name, task: owner.task, timezone: timetable.timezone },
        count: tally.count,
        firstDueAt: dueAt(tally.firstMs),
        lastDueAt: tally.lastMs === null ? null : dueAt(tally.lastMs),
        dueAt: tally.slotsMs.map(dueAt),
      });
      cost += tally.cost;
    }
    if (cost > MAX_COST) return { spans: spans.map(inOrder), isComplete: false };
    if (cost - turnCost > TURN_COST) {
      turnCost = cost;
      await Bun.sleep(0);
    }
  }
  return { spans: spans.map(inOrder), isComplete };
}

const inOrder = (span: CalendarSpan): CalendarSpan => ({
  ...span,
  items: span.items.toSorted((a, b) => a.firstDueAt.localeCompare(b.firstDueAt)),
});

const isoOf = (ms: number): string => new Date(ms).toISOString();
