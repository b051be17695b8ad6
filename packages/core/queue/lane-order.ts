/** Every 8th pick serves the least urgent band that waits: low work moves however much high work keeps coming. */
const LOW_TURN_EVERY = 8;

/** Whether the `pick`-th pick (from 0) begins at the least urgent band. */
export const isLowTurn = (pick: number): boolean => pick % LOW_TURN_EVERY === LOW_TURN_EVERY - 1;

/** Every 4th: a claim looks for runs with limits apart, and no backlog of others may keep them waiting for ever. */
const LIMITED_TURN_EVERY = 4;

/** Whether the `pick`-th pick (from 0) begins with runs that count against limits. Never a low turn. */
export const isLimitedTurn = (pick: number): boolean => pick % LIMITED_TURN_EVERY === 1;

/**
 * The band to serve next, undefined when nothing waits.
 * @param pick how many picks went before
 * @param waiting how many wait in each band, most urgent band first
 */
export function pickBand(pick: number, waiting: readonly number[]): number | undefined {
  const hasSome = (count: number) => count > 0;
  const band = isLowTurn(pick) ? waiting.findLastIndex(hasSome) : waiting.findIndex(hasSome);
  return band === -1 ? undefined : band;
}
