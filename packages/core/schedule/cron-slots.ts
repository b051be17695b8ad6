import type { CronFields } from './cron-fields.ts';
import { seekWall } from './match-cron.ts';
import { stretchAt, type ZoneStretch } from './zone-timeline.ts';

/** What a change of clocks did to a slot: moved out of a gap, or fired again in the repeated hour. */
export type ClockChange = 'shifted' | 'repeated';

/** Slots end with the year 9999, as do the instants that requests may name. */
export const MAX_INSTANT_MS = Date.UTC(10_000, 0) - 1;

/** No clock shows more than 15 h 14 min before or after UTC (Manila and Alaska until the 19th century). */
const CLOCKS_APART_MS = 86_400_000;

/**
 * First slot of an expression after an instant, null if there is none.
 *
 * Walks the stretches between changes of clocks. In each, wall time and UTC differ by a constant, so matching is
 * arithmetic; only the border to the previous stretch needs rules. A wildcard-hour schedule fires whenever the clocks
 * show a match, so it needs none. Stretches in which no clock could show a match are left out: reading the rules of a
 * zone for a year takes 0.3 ms, and 29 February is eight years away around 2100.
 */
export function nextCronSlot(fields: CronFields, timezone: string, afterMs: number): number | null {
  const fromMs = afterMs + 1;
  for (let atMs = fromMs; atMs <= MAX_INSTANT_MS; ) {
    const stretch = stretchAt(timezone, atMs);
    if (stretch.startMs >= fromMs && isGapSlot(fields, stretch)) return stretch.startMs;
    const wallMs = seekWallMs(fields, Math.max(atMs + stretch.offsetMs, firstNewWall(fields, stretch)), 1);
    if (wallMs === null) return null;
    const slotMs = wallMs - stretch.offsetMs;
    if (slotMs < stretch.endMs) return slotMs <= MAX_INSTANT_MS ? slotMs : null;
    const beyondMs = seekWallMs(fields, stretch.endMs - CLOCKS_APART_MS, 1);
    if (beyondMs === null) return null;
    atMs = Math.max(stretch.endMs, beyondMs - CLOCKS_APART_MS);
  }
  return null;
}

/** Last slot of an expression before an instant and not before `floorMs`, null if there is none. */
export function previousCronSlot(
  fields: CronFields,
  timezone: string,
  beforeMs: number,
  floorMs: number,
): number | null {
  for (let atMs = beforeMs - 1; atMs >= floorMs; ) {
    const stretch = stretchAt(timezone, atMs);
    const wallMs = seekWallMs(fields, atMs + stretch.offsetMs, -1);
    if (wallMs !== null && wallMs >= firstNewWall(fields, stretch)) {
      const slotMs = wallMs - stretch.offsetMs;
      return slotMs >= floorMs ? slotMs : null;
    }
    if (isGapSlot(fields, stretch)) return stretch.startMs >= floorMs ? stretch.startMs : null;
    if (wallMs === null) return null;
    const beyondMs = seekWallMs(fields, stretch.startMs + CLOCKS_APART_MS, -1);
    if (beyondMs === null) return null;
    atMs = Math.min(stretch.startMs - 1, beyondMs + CLOCKS_APART_MS);
  }
  return null;
}

/** What a change of clocks did to a slot of this expression, null for nearly all. */
export function clockChangeOf(fields: CronFields, timezone: string, slotMs: number): ClockChange | null {
  const stretch = stretchAt(timezone, slotMs);
  if (slotMs === stretch.startMs && isGapSlot(fields, stretch)) return 'shifted';
  return slotMs < stretch.startMs + stretch.previousOffsetMs - stretch.offsetMs ? 'repeated' : null;
}

/**
 * A fixed-time schedule has a slot in the wall times that a gap leaves out: it fires once, at the first instant
 * after the gap, however many slots the gap holds.
 */
function isGapSlot(fields: CronFields, stretch: ZoneStretch): boolean {
  if (fields.isWildcardHour || stretch.offsetMs <= stretch.previousOffsetMs) return false;
  const wallMs = seekWallMs(fields, stretch.startMs + stretch.previousOffsetMs, 1);
  return wallMs !== null && wallMs < stretch.startMs + stretch.offsetMs;
}

/** Wall times before this one have been shown before the stretch began; in a fold a fixed-time schedule skips them. */
function firstNewWall(fields: CronFields, { startMs, offsetMs, previousOffsetMs }: ZoneStretch): number {
  return startMs + (fields.isWildcardHour ? offsetMs : Math.max(offsetMs, previousOffsetMs));
}

function seekWallMs(fields: CronFields, fromMs: number, direction: 1 | -1): number | null {
  const wall = seekWall(fields, fromMs / 1_000, direction);
  return wall === null ? null : wall * 1_000;
}
