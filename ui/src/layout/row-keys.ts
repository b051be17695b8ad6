/**
 * Rows of lists as the keyboard sees them: each has a link marked `data-row-link`, which Enter follows, and perhaps a
 * checkbox. Works on whatever the page shows.
 */
const ROW = 'tr, li';

/** Moves the focus to the row below (1) or above (-1); the first one if none has it. False when there is no list. */
export function moveRow(step: 1 | -1): boolean {
  // What a narrow screen hides cannot take the focus.
  const links = [...document.querySelectorAll<HTMLElement>('main [data-row-link]')].filter(
    (link) => link.getClientRects().length > 0,
  );
  const row = document.activeElement?.closest(ROW);
  const index = row ? links.findIndex((link) => link.closest(ROW) === row) : -1;
  const next = links[index < 0 ? 0 : Math.max(0, Math.min(index + step, links.length - 1))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}

/** Selects the row that has the focus, or no longer; with `isRange` all since the last one. False where rows cannot be. */
export function pickRow(isRange: boolean): boolean {
  const checkbox = document.activeElement?.closest(ROW)?.querySelector('main input[type=checkbox]');
  const click = { bubbles: true, cancelable: true, shiftKey: isRange };
  checkbox?.dispatchEvent(new MouseEvent('click', click));
  return Boolean(checkbox);
}
