import type { Json } from '@fbrain/core/run/json';

/** One visible line of a JSON document. */
export interface JsonLine {
  /** JSON pointer of the value, unique in the document. */
  pointer: string;
  depth: number;
  /** Name of a property or number of an item; null for the root. */
  label: string | null;
  value: Json;
  /** Number of children; null for a plain value. */
  children: number | null;
  isOpen: boolean;
}

/** Which containers differ from their default, by pointer. */
export type JsonToggles = Readonly<Record<string, boolean>>;

const OPEN_DEPTH = 2;
/** Containers with more children than this start closed, whatever their depth. */
const OPEN_CHILDREN = 50;
/** Lines after which a document is cut: above this, people search in an editor. */
export const MAX_LINES = 2_000;

/** The lines a viewer sees, closed containers left out. Stops at MAX_LINES. */
export function toJsonLines(root: Json, toggles: JsonToggles): JsonLine[] {
  const lines: JsonLine[] = [];
  const visit = (value: Json, label: string | null, pointer: string, depth: number) => {
    if (lines.length >= MAX_LINES) return;
    const entries = childrenOf(value);
    const isOpen = toggles[pointer] ?? (depth < OPEN_DEPTH && (entries?.length ?? 0) <= OPEN_CHILDREN);
    lines.push({ pointer, depth, label, value, children: entries?.length ?? null, isOpen });
    if (!entries || !isOpen) return;
    for (const [name, child] of entries) visit(child, name, childPointer(pointer, name), depth + 1);
  };
  visit(root, null, '', 0);
  return lines;
}

/** Longest text that is drawn whole; images in base64 are longer. The copy button has all of it. */
const SHOWN_TEXT = 2_000;

/** A text cut to what can be read, and how many characters are missing. */
export function previewText(text: string): { shown: string; hidden: number } {
  return { shown: text.slice(0, SHOWN_TEXT), hidden: Math.max(0, text.length - SHOWN_TEXT) };
}

/** Extends a JSON pointer (RFC 6901). */
export const childPointer = (pointer: string, name: string | number): string =>
  `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

function childrenOf(value: Json): [string, Json][] | null {
  if (value === null || typeof value !== 'object') return null;
  return Object.entries(value);
}
