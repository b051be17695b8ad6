export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/**
 * Levels of nesting a payload may have. PostgreSQL and the UI recurse over a payload, so the bound protects both;
 * no honest payload comes near it.
 */
export const MAX_JSON_DEPTH = 100;

/** Why a value cannot be kept, with a JSON pointer to the place. */
export interface JsonFault {
  pointer: string;
  message: string;
}

/**
 * Finds what PostgreSQL's jsonb cannot hold: NUL characters, lone surrogates, numbers out of range, and
 * nesting beyond MAX_JSON_DEPTH.
 * Returns the first fault or null. Keys count as strings.
 */
export function findJsonFault(value: unknown, pointer = '', depth = 0): JsonFault | null {
  if (typeof value === 'string') return textFault(value, pointer);
  // JSON.parse reads 1e999 as Infinity, and JSON.stringify would write null in its place.
  if (typeof value === 'number' && !Number.isFinite(value)) return { pointer, message: 'is a number out of range' };
  if (value === null || typeof value !== 'object') return null;
  if (depth >= MAX_JSON_DEPTH) return { pointer, message: `is nested deeper than ${MAX_JSON_DEPTH} levels` };
  for (const [key, child] of Object.entries(value)) {
    const childPointer = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const fault = textFault(key, childPointer) ?? findJsonFault(child, childPointer, depth + 1);
    if (fault) return fault;
  }
  return null;
}

function textFault(text: string, pointer: string): JsonFault | null {
  if (text.includes('\0')) return { pointer, message: 'contains a NUL character, which cannot be stored' };
  if (!text.isWellFormed()) return { pointer, message: 'contains half of a surrogate pair, which cannot be stored' };
  return null;
}

/** The nearest text that can be stored: NUL and lone surrogates become U+FFFD. */
export const toStorableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
