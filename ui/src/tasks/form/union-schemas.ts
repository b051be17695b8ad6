import type { Json } from '@fbrain/core/run/json';
import type { JsonSchema } from '@fbrain/core/task/task';
import { asArray, asObject, asText, resolveSchema } from './resolve-schema.ts';
import { typeName } from './type-name.ts';

/** The values of `const`, `enum`, or a union of nothing but these; null where a person must do more than choose. */
export function fixedValues(schema: JsonSchema, root: JsonSchema, outer: readonly Json[] = []): Json[] | null {
  if (schema.const !== undefined) return [schema.const];
  if (Array.isArray(schema.enum)) return schema.enum;
  const options = schema.anyOf ?? schema.oneOf;
  // A union may contain itself.
  if (!Array.isArray(options) || options.length === 0 || outer.includes(options)) return null;
  if (schema.properties !== undefined) return null;
  const values = options.map((option) => fixedValues(resolveSchema(option, root), root, [...outer, options]));
  return values.every((value) => value !== null) ? values.flat() : null;
}

/** The options of a union. Those that only add conditions to an object of its own are left to the server. */
export function unionSchemas(schema: JsonSchema, root: JsonSchema): Json[] | null {
  if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }));
  const options = asArray(schema.anyOf ?? schema.oneOf);
  if (options.length === 0 || containsItself(options, root)) return null;
  if (schema.properties === undefined) return options;
  const { anyOf: _any, oneOf: _one, title: _title, description: _description, default: _default, ...base } = schema;
  const known = asObject(base.properties);
  const hasMore = (option: Json) =>
    Object.keys(asObject(resolveSchema(option, root).properties)).some((name) => !Object.hasOwn(known, name));
  return options.some(hasMore) ? options.map((option) => ({ allOf: [base, option] })) : null;
}

/** Whether a choice can lead back to the same choice without an end. */
function containsItself(options: Json[], root: JsonSchema, outer: readonly Json[] = []): boolean {
  if (outer.includes(options)) return true;
  return options.some((option) => {
    const { anyOf, oneOf } = resolveSchema(option, root);
    const inner = anyOf ?? oneOf;
    return Array.isArray(inner) && containsItself(inner, root, [...outer, options]);
  });
}

/** What people call an option of a union; null = it has nothing to be named by. */
export function unionLabel(schema: JsonSchema, root: JsonSchema): string | null {
  const values = fixedValues(schema, root)?.map((value) => JSON.stringify(value));
  return (
    asText(schema.title) ??
    values?.join(' | ') ??
    discriminator(schema) ??
    (typeof schema.type === 'string' ? asHeading(typeName(schema.type)) : null)
  );
}

const asHeading = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The fixed value that tells an object from the others of a union: `{kind: {const: 'url'}}` is "url". */
function discriminator(schema: JsonSchema): string | null {
  for (const property of Object.values(asObject(schema.properties))) {
    const value = asObject(property).const;
    if (typeof value === 'string') return value;
  }
  const names = Object.keys(asObject(schema.properties));
  return names.length > 0 && names.length <= 3 ? names.join(', ') : null;
}
