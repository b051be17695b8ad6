import { MAX_JSON_DEPTH } from '@fbrain/core/run/json';

/**
 * JSON that PostgreSQL's jsonb takes: NUL characters and halves of surrogate pairs become U+FFFD.
 * @param text an output of JSON.stringify, which writes exactly those two as escapes in lower case
 */
export function toStorableJson(text: string): string {
  // Nearly no text contains such an escape, and then the look costs next to nothing.
  if (!text.includes('\\u0000') && !text.includes('\\ud')) return text;
  // Escapes are consumed one by one, so that the `u0000` after an escaped backslash stays what it is.
  return text.replace(/\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g, (match) => (match.length === 6 ? '\ufffd' : match));
}

/** Whether JSON text is nested deeper than what can be stored. */
export function isTooDeep(text: string): boolean {
  // Each level takes two characters: short texts need no look.
  if (text.length <= 2 * MAX_JSON_DEPTH) return false;
  let depth = 0;
  // Strings are matched whole: brackets inside them are text.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > MAX_JSON_DEPTH) return true;
  }
  return false;
}
