import type { Json } from '@fbrain/core/run/json';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What a typed text stands for: a number, nothing, or the text itself, which the check then explains. */
export function parseNumber(text: string): Json | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return NUMBER.test(trimmed) && !isInexact(trimmed) ? Number(trimmed) : trimmed;
}

/**
 * Whether a number would not be the same once read: it is out of range, or has more digits than are kept. An id of
 * twenty digits would silently become the id of something else.
 */
export function isInexact(text: string): boolean {
  if (!NUMBER.test(text)) return false;
  const value = Number(text);
  return !Number.isFinite(value) || digitsOf(text) !== digitsOf(String(value));
}

/** The digits that count, without zeros around them: where the point stands is no matter of digits. */
const digitsOf = (text: string): string =>
  text
    .replace(/e.*$/i, '')
    .replaceAll(/[+.-]/g, '')
    .replaceAll(/^0+|0+$/g, '');

/** The text for a value in a field of a number: what parseNumber reads as the same value. */
export function numberText(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
