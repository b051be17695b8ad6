import type { PaletteItem } from './palette-item.ts';

/** Where it was led to lately, of each person that uses this browser. Things that do something are not repeated blindly. */

const MAX_RECENT = 6;
const keyOf = (who: string): string => `fbrain.recent.${who}`;

type Kept = Pick<PaletteItem, 'id' | 'icon' | 'label'> & { href: string };

/** The latest first. What cannot be read is forgotten. */
export function readRecent(storage: Storage, who: string): PaletteItem[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(keyOf(who)) ?? '[]');
    return (Array.isArray(kept) ? kept : []).filter(isKept).map(({ href, id, icon, label }) => ({
      ...{ id, icon, label, kind: 'recent', does: { href } },
    }));
  } catch {
    return [];
  }
}

/** Puts an item first; the oldest one leaves. */
export function rememberItem(storage: Storage, who: string, { id, icon, label, does }: PaletteItem): void {
  if (!('href' in does)) return;
  const others = readRecent(storage, who).flatMap((item) =>
    item.id !== id && 'href' in item.does
      ? [{ id: item.id, icon: item.icon, label: item.label, href: item.does.href }]
      : [],
  );
  const kept: Kept[] = [{ id, icon, label, href: does.href }, ...others].slice(0, MAX_RECENT);
  try {
    storage.setItem(keyOf(who), JSON.stringify(kept));
  } catch {
    // A full or forbidden storage costs the memory, not the way.
  }
}

/** Addresses inside the product only: other pages of this origin may write here too. */
const isKept = (value: unknown): value is Kept => {
  const { id, icon, label, href } = (value ?? {}) as Record<string, unknown>;
  const areTexts = [id, icon, label, href].every((each) => typeof each === 'string');
  return areTexts && /^\/(?![/\\])/.test(String(href));
};
