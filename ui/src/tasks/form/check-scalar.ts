import { canonicalJson } from '@fbrain/core/run/canonical-json';
import type { Json } from '@fbrain/core/run/json';
import type { JsonSchema } from '@fbrain/core/task/task';
import { DURATION_PATTERN } from '@fbrain/core/time/duration';
import { t } from '../../i18n/translate.ts';
import { formatFault } from './check-format.ts';

/** What is wrong with a text, in words. */
export function checkText(text: string, schema: JsonSchema): string[] {
  const faults: string[] = [];
  // JSON Schema counts characters, JavaScript half of some.
  const { length } = [...text];
  if (Number(schema.minLength) > length) faults.push(t('check.minLength', { count: Number(schema.minLength) }));
  if (Number(schema.maxLength) < length) faults.push(t('check.maxLength', { count: Number(schema.maxLength) }));
  if (typeof schema.pattern === 'string' && toPattern(schema.pattern)?.test(text) === false) {
    faults.push(patternFault(schema.pattern));
  }
  const fault = typeof schema.format === 'string' ? formatFault(text, schema.format) : null;
  return fault === null ? faults : [...faults, fault];
}

/** Patterns that people need not read. */
const patternFault = (pattern: string): string =>
  pattern === DURATION_PATTERN ? t('check.durationText') : t('check.pattern', { pattern });

/** What is wrong with a number, in words. */
export function checkNumber(value: number, schema: JsonSchema): string[] {
  const faults: string[] = [];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (typeof minimum === 'number' && value < minimum) faults.push(t('check.minimum', { value: minimum }));
  if (typeof maximum === 'number' && value > maximum) faults.push(t('check.maximum', { value: maximum }));
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum)
    faults.push(t('check.above', { value: exclusiveMinimum }));
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum)
    faults.push(t('check.below', { value: exclusiveMaximum }));
  if (typeof multipleOf === 'number' && !isMultiple(value, multipleOf))
    faults.push(t('check.multipleOf', { value: multipleOf }));
  return faults;
}

/** Floating point: 0.3 is a multiple of 0.1 although the division leaves a trace. */
const isMultiple = (value: number, step: number): boolean => {
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
};

/** Equal whatever the order of their keys. */
export const isSameJson = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b);

/** Null for a pattern that this browser cannot read: the server decides then. */
export function toPattern(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return null;
  }
}
