import type { Json } from '@fbrain/core/run/json';
import { isMask } from '@fbrain/core/secret/sealed-json';

/** One visible line of a JSON document. */
export interface JsonLine {
  /** JSON pointer of the value, unique in the document. */
  pointer: string;
  /** How code and the search for runs name the value: `input.order.items[0]`. */
  path: string;
  depth: number;
  /** Name of a property or number of an item; null for the root. */
  label: string | null;
  value: Json;
  /** Number of children; null for a plain value. */
  children: number | null;
  isOpen: boolean;
  /** Whether it stands for a secret, which nobody is shown. */
  isSecret: boolean;
}

/** Which containers differ from their default, by pointer. */
export type JsonToggles = Readonly<Record<string, boolean>>;

export interface JsonView {
  toggles?: JsonToggles;
  /** Name of the root in paths. */
  name?: string;
  /** Only what has this text in its name or value is shown, with what it lies in. */
  search?: string;
  /** Everything is open, for paper. */
  isExpanded?: boolean;
}

const OPEN_DEPTH = 2;
/** Containers with more children than this start closed, whatever their depth. */
const OPEN_CHILDREN = 50;
/** Lines after which a document is cut: above this, people search in an editor. */
export const MAX_LINES = 2_000;

/** The lines a viewer sees, closed containers left out. Stops at MAX_LINES. */
export function toJsonLines(root: Json, { toggles = {}, name = '', search = '', isExpanded }: JsonView): JsonLine[] {
  const lines: JsonLine[] = [];
  const wanted = search.toLowerCase();
  const found = wanted === '' ? null : findMatches(root, wanted);
  const visit = (value: Json, at: Pick<JsonLine, 'label' | 'pointer' | 'path' | 'depth'>) => {
    if (lines.length >= MAX_LINES) return;
    const entries = childrenOf(value);
    const holdsMatch = found?.inside.has(at.pointer) ?? false;
    const isFirstOpen = at.depth < OPEN_DEPTH && (entries?.length ?? 0) <= OPEN_CHILDREN;
    const isOpen = isExpanded || (toggles[at.pointer] ?? (found ? holdsMatch : isFirstOpen));
    lines.push({ ...at, value, children: entries?.length ?? null, isOpen, isSecret: isMask(value) });
    if (!entries || !isOpen) return;
    for (const [label, child] of entries) {
      const pointer = childPointer(at.pointer, label);
      if (found && holdsMatch && !found.inside.has(pointer) && !found.matches.has(pointer)) continue;
      visit(child, { label, pointer, path: childPath(at.path, label, Array.isArray(value)), depth: at.depth + 1 });
    }
  };
  visit(root, { label: null, pointer: '', path: name, depth: 0 });
  return lines;
}

/** Values whose name or text contains a text, by pointer, and the containers that they lie in. */
export function findMatches(root: Json, wanted: string): { matches: Set<string>; inside: Set<string> } {
  const matches = new Set<string>();
  const inside = new Set<string>();
  const visit = (value: Json, label: string, pointer: string): boolean => {
    const entries = childrenOf(value);
    // A number of an item is not a name that anyone would look for.
    const isMatch = label.toLowerCase().includes(wanted) || (!entries && textOf(value).toLowerCase().includes(wanted));
    if (isMatch) matches.add(pointer);
    let holdsMatch = false;
    for (const [name, child] of entries ?? [])
      holdsMatch = visit(child, Array.isArray(value) ? '' : name, childPointer(pointer, name)) || holdsMatch;
    if (holdsMatch) inside.add(pointer);
    return isMatch || holdsMatch;
  };
  visit(root, '', '');
  return { matches, inside };
}

const textOf = (value: Json): string =>
  typeof value === 'string' ? value : isMask(value) ? '' : JSON.stringify(value);

/** Longest text that is drawn whole; images in base64 are longer. The copy button has all of it. */
const SHOWN_TEXT = 2_000;

/** A text cut to what can be read, and how many characters are missing. */
export function previewText(text: string): { shown: string; hidden: number } {
  return { shown: text.slice(0, SHOWN_TEXT), hidden: Math.max(0, text.length - SHOWN_TEXT) };
}

/** What a value is when it is copied: texts as they are, all else as JSON. */
export const copyText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/** Extends a JSON pointer (RFC 6901). */
export const childPointer = (pointer: string, name: string | number): string =>
  `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const childPath = (path: string, name: string, isItem: boolean): string => {
  if (isItem) return `${path}[${name}]`;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}${path && '.'}${name}` : `${path}[${JSON.stringify(name)}]`;
};

function childrenOf(value: Json): [string, Json][] | null {
  if (value === null || typeof value !== 'object' || isMask(value)) return null;
  return Object.entries(value);
}
