import type { Json } from '@fbrain/core/run/json';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INTEGER = /^[+-]?\d+$/;

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
  if (!Number.isFinite(value)) return true;
  if (!INTEGER.test(text) || Number.isSafeInteger(value)) return false;
  return String(value) !== text && BigInt(value) !== BigInt(text.replace('+', ''));
}

/** The text for a value in a field of a number: what parseNumber reads as the same value. */
export function numberText(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
