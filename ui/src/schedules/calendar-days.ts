import { localText } from '@fbrain/core/schedule/preview-slots';
import type { CalendarEntry, CalendarSpan } from '@fbrain/core/schedule/schedule-info';
import { fromZoneInput } from './zone-time.ts';

const DAYS = 7;
/** Of days as the calendar counts them, which have no clocks. */
const DAY_MS = 86_400_000;

/**
 * The midnights of seven days by the clocks of a zone, today first, `weeks` ahead, and the one that ends them. Days on
 * which the clocks change are longer or shorter, so none is computed from another.
 */
export function weekEdges(nowMs: number, weeks: number, timezone: string): string[] {
  const today = Date.parse(`${localText(timezone, nowMs).slice(0, 10)}T00:00Z`);
  return Array.from({ length: DAYS + 1 }, (_, day) => {
    const date = new Date(today + (weeks * DAYS + day) * DAY_MS).toISOString().slice(0, 10);
    return fromZoneInput(`${date}T00:00`, timezone) ?? '';
  });
}

/** Weeks ahead that an address names; none before this one, as what is past is in the history of each schedule. */
export function toWeeks(text: string | string[] | undefined): number {
  const weeks = Number(text);
  return Number.isInteger(weeks) && weeks > 0 ? Math.min(weeks, MAX_WEEKS) : 0;
}
export const MAX_WEEKS = 52;

/** One line of a day: one slot, or all those of a schedule that are too many to tell apart. */
export interface CalendarLine {
  /** The same however often the day is read again. */
  id: string;
  scheduleId: string;
  name: string;
  task: string;
  timezone: string;
  /** Of the one slot, or the first. */
  at: string;
  /** Null for one slot. */
  many: { count: number | null; until: string | null } | null;
}

/** What a day shows: what is summed up first, then one slot after the other. */
export function linesOf(items: readonly CalendarEntry[]): CalendarLine[] {
  const about = ({ scheduleId, name, task, timezone }: CalendarEntry) => ({ scheduleId, name, task, timezone });
  const many = items.filter(({ dueAt }) => dueAt.length === 0);
  const few = items.flatMap((item) =>
    item.dueAt.map((at) => ({ ...about(item), id: `${item.scheduleId} ${at}`, at, many: null })),
  );
  return [
    ...many.map((item) => ({
      ...about(item),
      id: item.scheduleId,
      at: item.firstDueAt,
      many: { count: item.count, until: item.lastDueAt },
    })),
    ...few.sort((a, b) => a.at.localeCompare(b.at)),
  ];
}

/** Entries whose name or task holds the text, or that are of one task. */
export const matchingItems = (
  { items }: CalendarSpan,
  { q, task }: { q?: string | undefined; task?: string | undefined },
): CalendarEntry[] =>
  items.filter(
    (item) =>
      (task === undefined || item.task === task) &&
      `${item.name} ${item.task}`.toLowerCase().includes((q ?? '').toLowerCase()),
  );

/** Hours of a day, 24 unless the clocks change. */
export const hoursOf = ({ from, to }: CalendarSpan): number => (Date.parse(to) - Date.parse(from)) / 3_600_000;
