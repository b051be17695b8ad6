import { goTargets } from './sections.ts';

export type ShortcutAction =
  | { kind: 'search' }
  | { kind: 'help' }
  | { kind: 'go'; href: string }
  | { kind: 'row'; step: 1 | -1 }
  | { kind: 'pick' };

/** A `g` is forgotten when its second key does not come within this time. */
const SEQUENCE_MS = 1_500;

/** Those of a single key. With Shift, `x` takes all rows since the last one. */
const SINGLE: Readonly<Record<string, ShortcutAction>> = {
  '/': { kind: 'search' },
  '?': { kind: 'help' },
  j: { kind: 'row', step: 1 },
  k: { kind: 'row', step: -1 },
  x: { kind: 'pick' },
  X: { kind: 'pick' },
};

/** Turns pressed keys into actions: single ones, and `g` followed by the key of a section. */
export function createShortcutMatcher(now: () => number): (key: string) => ShortcutAction | null {
  let goPressedAt = Number.NEGATIVE_INFINITY;
  return (key) => {
    const isSequence = now() - goPressedAt <= SEQUENCE_MS;
    goPressedAt = key === 'g' ? now() : Number.NEGATIVE_INFINITY;
    const target = isSequence && goTargets().find((candidate) => candidate.key === key);
    if (target) return { kind: 'go', href: target.href };
    return Object.hasOwn(SINGLE, key) ? (SINGLE[key] ?? null) : null;
  };
}
