import { SECTIONS } from './sections.ts';

export type ShortcutAction = { kind: 'search' } | { kind: 'help' } | { kind: 'go'; href: string };

/** A `g` is forgotten when its second key does not come within this time. */
const SEQUENCE_MS = 1_500;

/** Turns pressed keys into actions: `/`, `?`, and `g` followed by the key of a section. */
export function createShortcutMatcher(now: () => number): (key: string) => ShortcutAction | null {
  let goPressedAt = Number.NEGATIVE_INFINITY;
  return (key) => {
    const isSequence = now() - goPressedAt <= SEQUENCE_MS;
    goPressedAt = key === 'g' ? now() : Number.NEGATIVE_INFINITY;
    if (key === '/') return { kind: 'search' };
    if (key === '?') return { kind: 'help' };
    const section = isSequence && SECTIONS.find((candidate) => candidate.key === key);
    return section ? { kind: 'go', href: section.href } : null;
  };
}
