import { compileSchema } from '@fbrain/adapters/json-schema/compile-schema';
import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { JsonSchema } from '@fbrain/core/task/task';
import { readForm } from './schema.ts';

/**
 * What is wrong with a request that Elysia refused. Elysia only says that something is; the words come from the same
 * place as those for task inputs, so that all errors of the product read alike.
 */

export const bodyFaults = (schema: JsonSchema, body: unknown): FieldError[] => compileSchema(schema)(body);

/** Faults of query parameters, each under the name of its parameter. */
export function queryFaults(schema: JsonSchema, query: URLSearchParams): FieldError[] {
  const properties = schema.properties as Record<string, JsonSchema>;
  return [...new Set(query.keys())].flatMap((name) => {
    const property = Object.hasOwn(properties, name) ? (readForm(properties[name] ?? {}) as JsonSchema) : null;
    if (!property)
      return [{ path: name, message: `is not a known parameter; known: ${Object.keys(properties).join(', ')}` }];
    return compileSchema(property)(typedValue(property, query.getAll(name))).map(({ message }) => ({
      path: name,
      message,
    }));
  });
}

/** The value the text of a parameter stands for, or the text itself where it stands for none. */
function typedValue(schema: JsonSchema, texts: string[]): unknown {
  const text = texts.at(-1) ?? '';
  switch (schema.type) {
    case 'array':
      return texts;
    case 'integer':
    case 'number':
      return text.trim() === '' ? text : Number.isNaN(Number(text)) ? text : Number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}
