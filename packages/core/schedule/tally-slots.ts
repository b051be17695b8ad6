import type { Timetable } from './schedule.ts';
import { countSlots, firstSlots, nextSlot, previousSlot } from './slots.ts';

/** The slots of one schedule within one span, counted rather than listed where they are many. */
export interface SlotTally {
  /** Null = more than are counted. */
  count: number | null;
  firstMs: number;
  /** Null = not counted, so not known. */
  lastMs: number | null;
  /** All of them if they are few, else empty. */
  slotsMs: number[];
  /** How many had to be computed: what it cost. */
  cost: number;
}

/** So many are told one by one. */
export const FEW_SLOTS = 6;

/**
 * Every minute of a day on which the clocks go back. Those of an interval are never counted one by one, so that only
 * a cron expression with seconds goes beyond.
 */
const MAX_COUNTED = 1_500;

/** The slots after `afterMs`, up to and with `untilMs`; null if there is none. */
export function tallySlots(timetable: Timetable, afterMs: number, untilMs: number): SlotTally | null {
  const firstMs = nextSlot(timetable, afterMs);
  if (firstMs === null || firstMs > untilMs) return null;
  if (timetable.timing.kind === 'interval') return tallyInterval(timetable, { afterMs, untilMs, firstMs });
  const slots = firstSlots(timetable, { afterMs, untilMs, bound: MAX_COUNTED + 1 });
  const cost = slots.length;
  if (cost > MAX_COUNTED) return { count: null, firstMs, lastMs: null, slotsMs: [], cost };
  return { count: cost, firstMs, lastMs: slots.at(-1) ?? firstMs, slotsMs: few(slots), cost };
}

function tallyInterval(
  timetable: Timetable,
  { afterMs, untilMs, firstMs }: { afterMs: number; untilMs: number; firstMs: number },
): SlotTally {
  const slots = firstSlots(timetable, { afterMs, untilMs, bound: FEW_SLOTS + 1 });
  const count = countSlots(timetable, { afterMs, untilMs, bound: Number.POSITIVE_INFINITY });
  const lastMs = previousSlot(timetable, untilMs + 1, firstMs) ?? firstMs;
  return { count, firstMs, lastMs, slotsMs: few(slots), cost: slots.length };
}

const few = (slots: number[]): number[] => (slots.length > FEW_SLOTS ? [] : slots);
