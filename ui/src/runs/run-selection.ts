import { MAX_BULK_IDS } from '@fbrain/core/run/bulk-action';
import { createSignal } from 'solid-js';

/** Runs that somebody has picked from a list. */
export interface RunSelectionState {
  has(id: string): boolean;
  /** Picks or drops a run; with `isRange` all from the one picked last up to it. */
  toggle(id: string, isRange: boolean): void;
  clear(): void;
  ids(): readonly string[];
}

/** @param listed the ids of the list as it is shown, for ranges */
export function createRunSelection(listed: () => readonly string[]): RunSelectionState {
  const [picked, setPicked] = createSignal<ReadonlySet<string>>(new Set());
  let last: string | null = null;
  return {
    has: (id) => picked().has(id),
    toggle(id, isRange) {
      const next = new Set(picked());
      const isOn = !next.has(id);
      for (const each of isRange && last !== null ? between(listed(), last, id) : [id]) {
        if (!isOn) next.delete(each);
        // As many as one request may name; all that match are another checkbox.
        else if (next.size < MAX_BULK_IDS) next.add(each);
      }
      last = id;
      setPicked(next);
    },
    clear: () => setPicked(new Set<string>()),
    ids: () => [...picked()],
  };
}

/** The ids from one to the other, whichever comes first. */
export function between(ids: readonly string[], one: string, other: string): readonly string[] {
  const [from, to] = [ids.indexOf(one), ids.indexOf(other)].sort((a, b) => a - b);
  return from === undefined || to === undefined || from < 0 ? [other] : ids.slice(from, to + 1);
}
