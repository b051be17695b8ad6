import type { Json } from '@fbrain/core/run/json';
import { isDay } from './check-format.ts';
import type { FieldOf } from './field-props.ts';
import { fromLocalInput, toLocalInput } from './local-date-time.ts';

/** What a text is typed into: a line, a box of lines, or the browser's own control of a day or an instant. */
export type TextControl = 'line' | 'box' | 'secret' | 'date' | 'instant';

/**
 * The control that can hold a text: the browser's own ones show nothing for what they cannot read, and a line loses
 * line breaks, so such values are edited as the texts that they are.
 */
export function textControl(field: FieldOf<'text'>, text: string): TextControl {
  if (field.isSecret) return 'secret';
  if (field.format === 'date' && (text === '' || isDay(text))) return 'date';
  if (field.format === 'date-time' && (text === '' || isSameInstant(text))) return 'instant';
  return field.isLong || /[\r\n]/.test(text) ? 'box' : 'line';
}

/** The text of a value, also of one that should be a text and is not. */
export function textOf(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a control shows for a text. */
export const shownText = (control: TextControl, text: string): string =>
  control === 'instant' ? toLocalInput(text) : text;

/** The value for what stands in a control. An empty one that may be left out is. */
export function typedText(control: TextControl, raw: string, isRequired: boolean): string | undefined {
  const text = control === 'instant' ? fromLocalInput(raw) : raw;
  return text === '' && !isRequired ? undefined : text;
}

/** Not so for parts of a millisecond, years of five digits, and the hour that a clock shows twice. */
const isSameInstant = (text: string): boolean =>
  Date.parse(fromLocalInput(toLocalInput(text)) ?? '') === Date.parse(text) && !/\.\d{4}/.test(text);
