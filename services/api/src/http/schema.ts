import { type TSchema, Type as t } from '@sinclair/typebox';
import { t as elysia } from 'elysia';

/** A schema whose values are exactly of a type of core: wire types are declared there, schemas follow them. */
export type SchemaOf<T> = TSchema & { static: T };

/** One of some texts; documented as an enumeration. */
export function oneOf<const T extends readonly string[]>(values: T, options: { description?: string } = {}) {
  return t.Unsafe<T[number]>(
    t.Union(
      values.map((value) => t.Literal(value)),
      options,
    ),
  );
}

export const nullable = <S extends TSchema>(schema: S) => t.Union([schema, t.Null()]);

/** Text that PostgreSQL can hold. */
export const text = (
  options: { description?: string; maxLength?: number; minLength?: number; examples?: string[] } = {},
) => t.String({ pattern: '^[^\\u0000]*$', maxLength: 1_000, ...options });

/** An object with these properties and no others. */
export const exactObject: typeof t.Object = (properties, options) =>
  t.Object(properties, { additionalProperties: false, ...options });

/** A whole number among the parameters of a URL, where everything is text: Elysia turns it into a number. */
export const integerParameter = (options: { minimum: number; maximum: number; description: string }) =>
  elysia.Integer(options);

/** What a parameter is once it is read: Elysia writes "a text of digits or an integer". */
export function readForm(schema: Record<string, unknown>): Record<string, unknown> {
  const forms = Array.isArray(schema.anyOf) ? schema.anyOf : [];
  return forms.find((form) => form.type === 'integer') ?? schema;
}
