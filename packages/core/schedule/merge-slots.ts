import type { Timetable } from './schedule.ts';
import { nextSlot } from './slots.ts';

/** The slots of one schedule as they fall due. */
export interface SlotSource<T> {
  /** Whose slots they are. */
  owner: T;
  timetable: Timetable;
  /** How much later than its slot each falls due. */
  offsetMs: number;
  /** Only slots after this instant are asked for. */
  afterMs: number;
}

export interface DueSlot<T> {
  owner: T;
  slotMs: number;
  dueMs: number;
}

/** The next slot of a source. */
interface Head<T> {
  source: SlotSource<T>;
  /** Place of the source among all: of slots at the same time the first one's comes first. */
  place: number;
  slotMs: number;
  dueMs: number;
}

/**
 * Slots of many schedules in the order in which they fall due. One is computed per schedule and one per slot that is
 * taken: a schedule that fires every second costs no more than any other.
 */
export function* mergeSlots<T>(sources: readonly SlotSource<T>[]): Generator<DueSlot<T>> {
  const heads = sources.flatMap((source, place) => headAfter(source, place, source.afterMs) ?? []);
  // The soonest last, where it is taken from and where the next one of a frequent schedule belongs.
  heads.sort((a, b) => (isLater(a, b) ? -1 : 1));
  for (let first = heads.pop(); first !== undefined; first = heads.pop()) {
    const { source, place, slotMs, dueMs } = first;
    yield { owner: source.owner, slotMs, dueMs };
    const next = headAfter(source, place, slotMs);
    if (next) heads.splice(heads.findLastIndex((head) => isLater(head, next)) + 1, 0, next);
  }
}

function headAfter<T>(source: SlotSource<T>, place: number, afterMs: number): Head<T> | null {
  const slotMs = nextSlot(source.timetable, afterMs);
  return slotMs === null ? null : { source, place, slotMs, dueMs: slotMs + source.offsetMs };
}

const isLater = (a: Head<unknown>, b: Head<unknown>): boolean =>
  a.dueMs === b.dueMs ? a.place > b.place : a.dueMs > b.dueMs;
