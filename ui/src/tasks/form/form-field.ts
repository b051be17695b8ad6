import type { Json, JsonObject } from '@fbrain/core/run/json';
import type { JsonSchema } from '@fbrain/core/task/task';
import { asArray, asObject, asText, resolveSchema } from './resolve-schema.ts';
import { fixedValues, unionLabel, unionSchemas } from './union-schemas.ts';

/** How one value of a task's input is edited, read from its JSON Schema. Children are lazy: schemas may recurse. */
export type FormField = FieldInfo &
  (
    | { kind: 'text'; format: string | null; isLong: boolean; isSecret: boolean; file: FileContent | null }
    | { kind: 'number'; isInteger: boolean }
    | { kind: 'boolean' }
    | { kind: 'null' }
    /** One of a few fixed values. */
    | { kind: 'choice'; options: Json[] }
    /** Any number of a few fixed values, each at most once. */
    | { kind: 'choices'; options: Json[] }
    | { kind: 'list'; itemAt: (index: number) => FormField; minItems: number; maxItems: number }
    | { kind: 'object'; properties: PropertyField[]; extra: (() => FormField) | null }
    /** One of several shapes. */
    | { kind: 'union'; options: UnionOption[] }
    /** Anything the form has no better control for: edited as JSON. */
    | { kind: 'json' }
  );

export interface FieldInfo {
  title: string | null;
  description: string | null;
  default: Json | undefined;
  examples: Json[];
  /** Resolved: no `$ref` or `allOf` at the top. */
  schema: JsonSchema;
}

/** A text that is a file in base64. */
export interface FileContent {
  mediaType: string | undefined;
}

export interface PropertyField {
  name: string;
  isRequired: boolean;
  field: () => FormField;
}

export interface UnionOption {
  label: string;
  field: () => FormField;
}

/** More choices are added one by one, as to a list. */
const MAX_CHECKBOXES = 30;

/** Texts with a bound above this, or none, get a box that grows. */
const SHORT_TEXT = 120;

/** The field for a schema. `root` is the whole document, where `$ref` points into. */
export function toField(schema: Json | undefined, root: JsonSchema): FormField {
  const resolved = resolveSchema(schema, root);
  const info: FieldInfo = {
    title: asText(resolved.title),
    description: asText(resolved.description),
    default: resolved.default,
    examples: asArray(resolved.examples),
    schema: resolved,
  };
  const fixed = fixedValues(resolved, root);
  if (fixed) return { ...info, kind: 'choice', options: fixed };
  const options = unionSchemas(resolved, root);
  if (options) return { ...info, kind: 'union', options: options.map((option, i) => toUnionOption(option, i, root)) };
  return toTypedField(info, root);
}

function toTypedField(info: FieldInfo, root: JsonSchema): FormField {
  const { schema } = info;
  switch (schema.type ?? impliedType(schema)) {
    case 'string':
      return {
        ...info,
        kind: 'text',
        format: asText(schema.format),
        isLong: !isSecretText(schema) && isLongText(schema),
        isSecret: isSecretText(schema),
        file: fileContent(schema),
      };
    case 'number':
      return { ...info, kind: 'number', isInteger: false };
    case 'integer':
      return { ...info, kind: 'number', isInteger: true };
    case 'boolean':
      return { ...info, kind: 'boolean' };
    case 'null':
      return { ...info, kind: 'null' };
    case 'array':
      return toListField(info, root);
    case 'object':
      return toObjectField(info, root);
    default:
      return { ...info, kind: 'json' };
  }
}

function toListField(info: FieldInfo, root: JsonSchema): FormField {
  const { schema } = info;
  // Draft-07 writes tuples as an array in `items`, 2020-12 as `prefixItems`.
  const tuple = asArray(schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : []));
  const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  const isClosed = tuple.length > 0 && (rest === false || rest === undefined);
  const choices =
    schema.uniqueItems === true && tuple.length === 0 ? fixedValues(resolveSchema(rest, root), root) : null;
  if (choices && choices.length <= MAX_CHECKBOXES) return { ...info, kind: 'choices', options: choices };
  return {
    ...info,
    kind: 'list',
    itemAt: (index) => toField(tuple[index] ?? rest, root),
    minItems: asNumber(schema.minItems) ?? 0,
    maxItems: asNumber(schema.maxItems) ?? (isClosed ? tuple.length : Number.POSITIVE_INFINITY),
  };
}

function toObjectField(info: FieldInfo, root: JsonSchema): FormField {
  const { schema } = info;
  const required = asArray(schema.required);
  const properties = Object.entries(asObject(schema.properties)).map(([name, property]) => ({
    name,
    isRequired: required.includes(name),
    field: () => toField(property, root),
  }));
  // The server keeps no order of properties: what must be filled in comes first.
  properties.sort((a, b) => Number(b.isRequired) - Number(a.isRequired));
  const extraSchema = schemaOfExtra(schema);
  const hasExtra = typeof extraSchema === 'object' && extraSchema !== null;
  if (properties.length === 0 && !hasExtra && extraSchema !== false) return { ...info, kind: 'json' };
  return { ...info, kind: 'object', properties, extra: hasExtra ? () => toField(extraSchema, root) : null };
}

const toUnionOption = (option: Json, index: number, root: JsonSchema): UnionOption => ({
  label: unionLabel(resolveSchema(option, root), root) ?? `#${index + 1}`,
  field: () => toField(option, root),
});

/** Of properties with names of the visitor's choice. TypeBox writes records as `patternProperties` with one pattern. */
function schemaOfExtra(schema: JsonSchema): Json | undefined {
  const [pattern, ...others] = Object.values(asObject(schema.patternProperties));
  // Which of several applies depends on the name: its value is edited as JSON.
  return others.length > 0 ? {} : (pattern ?? schema.additionalProperties);
}

function impliedType(schema: JsonObject): string | null {
  if (schema.properties !== undefined || schema.patternProperties !== undefined) return 'object';
  if (schema.items !== undefined || schema.prefixItems !== undefined) return 'array';
  return schema.pattern !== undefined || schema.minLength !== undefined ? 'string' : null;
}

const fileContent = (schema: JsonSchema): FileContent | null =>
  schema.contentEncoding === 'base64' ? { mediaType: asText(schema.contentMediaType) ?? undefined } : null;

/** Not to be seen by who looks over a shoulder. */
const isSecretText = ({ secret, format }: JsonSchema): boolean => secret === true || format === 'password';

const isLongText = (schema: JsonSchema): boolean =>
  schema.format === undefined &&
  schema.pattern === undefined &&
  (asNumber(schema.maxLength) ?? Number.POSITIVE_INFINITY) > SHORT_TEXT;

const asNumber = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null);
