import type { Json, JsonObject } from '@fbrain/core/run/json';
import type { FormField } from './form-field.ts';

/** Recursion through required properties can only be an impossible schema. */
const MAX_DEPTH = 12;

/**
 * What a field holds before anyone touched it: its default, else as little as its schema demands. `undefined` means
 * that a person must fill it in, or that it stays out of the input.
 */
export function initialValue(field: FormField, isRequired: boolean, depth = 0): Json | undefined {
  if (field.default !== undefined) return field.default;
  if (!isRequired || depth > MAX_DEPTH) return undefined;
  switch (field.kind) {
    case 'choice':
      return field.options.length === 1 ? field.options[0] : undefined;
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'list':
      return Array.from({ length: field.minItems }, (_, i) => initialValue(field.itemAt(i), true, depth + 1) ?? null);
    case 'object':
      return initialObject(field, depth);
    case 'union': {
      const [first] = field.options;
      return first && initialValue(first.field(), true, depth + 1);
    }
    default:
      return undefined;
  }
}

function initialObject(field: Extract<FormField, { kind: 'object' }>, depth: number): JsonObject {
  const object: JsonObject = {};
  for (const { name, isRequired, field: property } of field.properties) {
    const value = initialValue(property(), isRequired, depth + 1);
    if (value !== undefined) object[name] = value;
  }
  return object;
}
