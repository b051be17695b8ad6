import type { IconName } from '../../components/icon.tsx';

/** What an item is about, shown at its end. */
export type PaletteKind = 'recent' | 'page' | 'run' | 'task' | 'queue' | 'schedule' | 'worker' | 'action';

/** Something that the palette can find. */
export interface PaletteItem {
  /** The same thing has the same id every time. */
  id: string;
  kind: PaletteKind;
  icon: IconName;
  label: string;
  detail?: string | undefined;
  /** Words that find it besides those it shows. */
  keywords?: string;
  /** Where it leads, or what it does; the answer is a sentence that says what has been done. */
  does: { href: string } | { act: () => Promise<string> };
}

/** More than anybody reads; those that match worse give way. */
const MAX_FOUND = 40;

/** The items in which every typed word is found, the best first; of equals the earlier one. */
export function findItems(items: readonly PaletteItem[], text: string): PaletteItem[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const found = items.flatMap((item) => {
    const rank = rankOf(item, words);
    return rank === null ? [] : [{ item, rank }];
  });
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MAX_FOUND)
    .map(({ item }) => item);
}

/** Smaller is better; null = a word is nowhere. */
function rankOf(item: PaletteItem, words: readonly string[]): number | null {
  const label = fold(item.label);
  const rest = fold(`${item.detail ?? ''} ${item.keywords ?? ''}`);
  let rank = 0;
  for (const word of words) {
    if (label.startsWith(word)) continue;
    if (startsWord(label, word)) rank += 1;
    else if (label.includes(word)) rank += 2;
    else if (rest.includes(word)) rank += 4;
    else return null;
  }
  return rank;
}

/** Whether a word begins after a space or a mark: "sum" in "csv.summarize". */
function startsWord(label: string, word: string): boolean {
  for (let at = label.indexOf(word); at >= 0; at = label.indexOf(word, at + 1)) {
    if (at === 0 || /[^\p{L}\p{N}]/u.test(label[at - 1] ?? '')) return true;
  }
  return false;
}

/** Case and accents do not matter to who types. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
