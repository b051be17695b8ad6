import type { Json, JsonObject } from '@fbrain/core/run/json';
import type { FormField } from './form-field.ts';
import { initialValue } from './initial-value.ts';

/** The object with one property set, or taken away where the value is undefined. */
export function withProperty(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...object, [name]: value };
  const { [name]: _removed, ...rest } = object;
  return rest;
}

/** The list with one item replaced. An item that is not filled in any more keeps its place. */
export const withItem = (items: readonly Json[], index: number, value: Json | undefined): Json[] =>
  items.map((item, i) => (i === index ? (value ?? (typeof item === 'string' ? '' : null)) : item));

/** What a part holds that must be there from the moment it is added: null stands for it until it is filled in. */
export const blankValue = (field: FormField): Json => startValue(field) ?? null;

/** What a shape holds once it is chosen; undefined = a person must fill it in. Nothing (null) is a shape too. */
export function startValue(field: FormField): Json | undefined {
  const initial = initialValue(field, true);
  return initial === undefined && field.kind === 'text' ? '' : initial;
}

/** What a part shows: null that only stands for it is nothing, unless null is a value like others. */
export const shownValue = (field: FormField, value: Json | undefined): Json | undefined =>
  value === null && !['choice', 'json', 'null', 'union'].includes(field.kind) ? undefined : value;
