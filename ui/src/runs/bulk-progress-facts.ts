import type { BulkAction, RunCount } from '@fbrain/core/run/bulk-action';

/** How far an action is, 0 to 1. An estimate may be too low: only an action that has ended is complete. */
export function fractionOf({ state, matched, done, skipped, failed }: BulkAction): number {
  if (state === 'succeeded') return 1;
  return Math.min((done + skipped + failed) / Math.max(matched, 1), 0.99);
}

/** Actions to show: those that run, and those started here until someone has seen their end. */
export const shownActions = (actions: readonly BulkAction[], startedHere: ReadonlySet<string>): BulkAction[] =>
  actions.filter(({ id, state }) => state === 'running' || startedHere.has(id));

/** "about" stands before an estimate. */
export const countText = ({ count, isExact }: RunCount, locale: string): string =>
  `${isExact ? '' : '≈ '}${count.toLocaleString(locale)}`;
