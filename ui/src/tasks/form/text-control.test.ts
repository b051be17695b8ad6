import { expect, test } from 'bun:test';
import type { JsonSchema } from '@fbrain/core/task/task';
import type { FieldOf } from './field-props.ts';
import { toField } from './form-field.ts';
import { shownText, textControl, typedText } from './text-control.ts';

const text = (schema: JsonSchema) => toField({ type: 'string', ...schema }, {}) as FieldOf<'text'>;

test.each([
  [{ format: 'date' }, '2026-03-14', 'date'],
  [{ format: 'date' }, '', 'date'],
  [{ format: 'date' }, 'tomorrow', 'line'],
  [{ format: 'date-time' }, '2026-03-14T09:30:00.123Z', 'instant'],
  [{ format: 'date-time' }, '2026-03-14T09:30:00.123456Z', 'line'],
  [{ format: 'date-time' }, 'soon', 'line'],
  [{ maxLength: 20 }, 'one', 'line'],
  [{ maxLength: 20 }, 'one\ntwo', 'box'],
  [{}, 'one', 'box'],
  [{ secret: true }, 'one\ntwo', 'secret'],
] as [JsonSchema, string, string][])('%j holding %p is typed into a %s', (schema, value, control) => {
  expect(textControl(text(schema), value)).toBe(control as never);
});

test('an empty text is left out where it may be, and a text of its own where it must be there', () => {
  expect([typedText('line', '', false), typedText('line', '', true)]).toEqual([undefined, '']);
  expect([shownText('instant', ''), typedText('instant', '', true)]).toEqual(['', undefined]);
});
