import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { JsonSchema } from '@fbrain/core/task/task';
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { boundedPattern } from './bounded-pattern.ts';
import { constantsOf, toFieldError } from './to-field-error.ts';

/** Says what is wrong with a value; an empty list means it is valid. Paths are JSON pointers from the value. */
export type Validate = (value: unknown) => FieldError[];

/** A schema that cannot be used to check anything. The message says why. */
export class InvalidSchema extends Error {
  override readonly name = 'InvalidSchema';
}

/** More than a person reads; it also bounds what one bad request costs. */
const MAX_ERRORS = 50;

// Not strict: unknown keywords are annotations of forms and documents. Schemas are not kept by their $id: two releases
// of a task carry the same one.
const OPTIONS: Options = {
  allErrors: true,
  strict: false,
  addUsedSchema: false,
  logger: false,
  verbose: true,
  code: { regExp: boundedPattern },
};

const compiled = new WeakMap<JsonSchema, Validate>();

/**
 * Compiles a JSON Schema of draft 2020-12 or draft-07 (told apart by `$schema`, else by what it is valid as).
 * The same schema object is compiled once. Throws InvalidSchema.
 */
export function compileSchema(schema: JsonSchema): Validate {
  const known = compiled.get(schema);
  if (known) return known;
  const check = compileWith(ajvFor(schema), schema);
  const validate: Validate = (value) =>
    check(value)
      ? []
      : causes(check.errors ?? [])
          .slice(0, MAX_ERRORS)
          .map(toFieldError);
  compiled.set(schema, validate);
  return validate;
}

/** Why a schema cannot be used, or null. */
export function findSchemaFault(schema: JsonSchema): string | null {
  try {
    compileSchema(schema);
    return null;
  } catch (error) {
    if (error instanceof InvalidSchema) return error.message;
    throw error;
  }
}

/** Leaves out what only repeats another error in other words. */
function causes(errors: readonly ErrorObject[]): ErrorObject[] {
  // A value that is none of the choices fails each of them as well.
  const choices = errors.filter((error) => constantsOf(error) !== null).map((error) => `${error.schemaPath}/`);
  return errors.filter(
    ({ keyword, schemaPath }) => !POINTERS.has(keyword) && !choices.some((path) => schemaPath.startsWith(path)),
  );
}

/** Keywords whose error only points at the error of the branch that failed, which is in the list as well. */
const POINTERS: ReadonlySet<string> = new Set(['if', 'propertyNames']);

function compileWith(ajv: Ajv, schema: JsonSchema): ValidateFunction {
  if (schema.$async !== undefined) throw new InvalidSchema('The schema uses $async, which is not supported');
  try {
    return ajv.compile(schema);
  } catch (error) {
    throw new InvalidSchema(`The schema is invalid: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    // Ajv keeps every schema it has seen; tasks are reloaded as often as their files change.
    ajv.removeSchema(schema);
  }
}

// Made on first use: loading the meta schemas takes some 20 ms that a process without schemas should not spend.
let draft2020: Ajv | undefined;
let draft07: Ajv | undefined;

function ajvFor(schema: JsonSchema): Ajv {
  draft2020 ??= withFormats(new Ajv2020(OPTIONS));
  draft07 ??= withFormats(new Ajv(OPTIONS));
  const { $schema } = schema;
  if (typeof $schema === 'string') return $schema.includes('draft-07') ? draft07 : draft2020;
  // TypeBox writes tuples the draft-07 way and names no draft.
  return !draft2020.validateSchema(schema) && draft07.validateSchema(schema) ? draft07 : draft2020;
}

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv);
  return ajv;
}
