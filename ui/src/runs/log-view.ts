/**
 * Where a list of any height is when a scroller of bounded height stands at some place. The line at that share of all
 * rows is pinned at the same share of the window: at the top the first line is first, at the bottom the last is last,
 * and between the two, rows that are higher or lower than computed only move a little slower or faster.
 */
export interface LogWindow {
  /** Height of what is scrolled, in pixels. */
  spacer: number;
  /** The pinned row, with its fraction. */
  anchorRow: number;
  /** Where it is pinned, in pixels from the top of the window. */
  anchorTop: number;
}

export const ROW_HEIGHT = 20;
/** Firefox draws nothing beyond 17.9 million pixels. */
const MAX_SPACER = 17_000_000;

export function toWindow(rows: number, scrollTop: number, windowHeight: number): LogWindow {
  const spacer = Math.min(rows * ROW_HEIGHT, MAX_SPACER);
  const range = spacer - windowHeight;
  const share = range <= 0 ? 0 : Math.min(Math.max(scrollTop / range, 0), 1);
  return { spacer, anchorRow: share * rows, anchorTop: share * windowHeight };
}

/** The scroll position at which a row is in the middle of the window, or as near to it as it comes. */
export function scrollTopOf(row: number, rows: number, windowHeight: number): number {
  const { spacer } = toWindow(rows, 0, windowHeight);
  const range = spacer - windowHeight;
  if (range <= 0) return 0;
  // The anchor that lies at its own share of the window while the row lies in the middle of it.
  const anchorRow = (row * ROW_HEIGHT - windowHeight / 2) / (ROW_HEIGHT - windowHeight / rows);
  return Math.min(Math.max(anchorRow / rows, 0), 1) * range;
}
