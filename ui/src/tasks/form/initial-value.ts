import type { Json, JsonObject } from '@fbrain/core/run/json';
import type { FormField } from './form-field.ts';

/** Recursion through required properties can only be an impossible schema. */
const MAX_DEPTH = 12;
/** Such a schema may fork at each level; and nobody fills in more fields than this. */
const MAX_FIELDS = 1_000;

/**
 * What a field holds before anyone touched it: its default, else as little as its schema demands. `undefined` means
 * that a person must fill it in, or that it stays out of the input.
 */
export const initialValue = (field: FormField, isRequired: boolean): Json | undefined =>
  blankOf(field, isRequired, { fields: MAX_FIELDS, depth: 0 });

interface Budget {
  fields: number;
  depth: number;
}

function blankOf(field: FormField, isRequired: boolean, budget: Budget): Json | undefined {
  if (field.default !== undefined) return field.default;
  if (!isRequired || budget.depth > MAX_DEPTH || budget.fields <= 0) return undefined;
  budget.fields -= 1;
  switch (field.kind) {
    case 'choice':
      return field.options.length === 1 ? field.options[0] : undefined;
    case 'choices':
      return [];
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'list':
      return within(budget, () => initialList(field, budget));
    case 'object':
      return within(budget, () => initialObject(field, budget));
    case 'union':
      return within(budget, () => field.options[0] && blankOf(field.options[0].field(), true, budget));
    default:
      return undefined;
  }
}

/** One level deeper. */
function within<T>(budget: Budget, make: () => T): T {
  budget.depth += 1;
  const made = make();
  budget.depth -= 1;
  return made;
}

function initialList(field: Extract<FormField, { kind: 'list' }>, budget: Budget): Json[] {
  const items: Json[] = [];
  while (items.length < field.minItems && budget.fields > 0) {
    budget.fields -= 1;
    items.push(blankOf(field.itemAt(items.length), true, budget) ?? null);
  }
  return items;
}

function initialObject(field: Extract<FormField, { kind: 'object' }>, budget: Budget): JsonObject {
  const entries = field.properties.flatMap(({ name, isRequired, field: property }) => {
    const value = blankOf(property(), isRequired, budget);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}
