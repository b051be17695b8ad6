import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { Json, JsonObject } from '@fbrain/core/run/json';
import { isMask } from '@fbrain/core/secret/sealed-json';
import type { JsonSchema } from '@fbrain/core/task/task';
import { childPointer } from '../../components/json-tree-model.ts';
import { t } from '../../i18n/translate.ts';
import { checkNumber, checkText, isSameJson } from './check-scalar.ts';
import { asObject, resolveSchema } from './resolve-schema.ts';

/**
 * Faults of a value against its schema, to show while typing. It knows the common keywords and lets pass what it does
 * not know: the server has the last word.
 */
export function checkValue(
  value: Json | undefined,
  schema: Json | undefined,
  root: JsonSchema,
  path = '',
): FieldError[] {
  const resolved = resolveSchema(schema, root);
  const fault = (message: string): FieldError[] => [{ path, message }];
  if (value === undefined) return fault(t('check.required'));
  // Stands for the secret of the run that is done again: the server puts it in.
  if (isMask(value)) return [];
  if (resolved.const !== undefined && !isSameJson(resolved.const, value)) {
    return fault(t('check.const', { value: JSON.stringify(resolved.const) }));
  }
  if (Array.isArray(resolved.enum) && !resolved.enum.some((option) => isSameJson(option, value))) {
    return fault(t('check.enum', { values: resolved.enum.map((option) => JSON.stringify(option)).join(', ') }));
  }
  const types = resolved.type === undefined ? [] : [resolved.type].flat();
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) {
    return fault(t('check.type', { type: types.join(' | ') }));
  }
  return [...checkByKind(value, resolved, root, path), ...checkUnion(value, resolved, root, path)];
}

function checkByKind(value: Json, schema: JsonSchema, root: JsonSchema, path: string): FieldError[] {
  if (typeof value === 'string') return checkText(value, schema).map((message) => ({ path, message }));
  if (typeof value === 'number') return checkNumber(value, schema).map((message) => ({ path, message }));
  if (Array.isArray(value)) return checkList(value, schema, root, path);
  return value !== null && typeof value === 'object' ? checkObject(value, schema, root, path) : [];
}

/** A union is wrong when no option fits; the faults of the option that comes nearest are shown. */
function checkUnion(value: Json, schema: JsonSchema, root: JsonSchema, path: string): FieldError[] {
  const options = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(options) || options.length === 0) return [];
  const faults = options.map((option) => checkValue(value, option, root, path));
  return faults.reduce((best, other) => (rankFaults(other, path) < rankFaults(best, path) ? other : best));
}

/** A fault of the value itself (wrong type, wrong discriminator) weighs more than many inside it. */
const rankFaults = (faults: readonly FieldError[], path: string): number =>
  faults.reduce((sum, fault) => sum + (fault.path === path ? 100 : 1), 0);

/** Index of the option of a union that a value fits best. */
export function nearestOption(value: Json, options: readonly JsonSchema[], root: JsonSchema): number {
  const ranks = options.map((option) => rankFaults(checkValue(value, option, root), ''));
  return ranks.indexOf(Math.min(...ranks));
}

function checkList(list: readonly Json[], schema: JsonSchema, root: JsonSchema, path: string): FieldError[] {
  const tuple = schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : []);
  const rest = Array.isArray(schema.items) ? true : (schema.items ?? true);
  const faults = list.flatMap((item, index) =>
    checkValue(item, (Array.isArray(tuple) ? tuple[index] : undefined) ?? rest, root, childPointer(path, index)),
  );
  if (Number(schema.minItems) > list.length)
    faults.push({ path, message: t('check.minItems', { count: Number(schema.minItems) }) });
  if (Number(schema.maxItems) < list.length)
    faults.push({ path, message: t('check.maxItems', { count: Number(schema.maxItems) }) });
  const isRepeated =
    schema.uniqueItems === true && new Set(list.map((item) => JSON.stringify(item))).size < list.length;
  return isRepeated ? [...faults, { path, message: t('check.uniqueItems') }] : faults;
}

function checkObject(object: JsonObject, schema: JsonSchema, root: JsonSchema, path: string): FieldError[] {
  const properties = asObject(schema.properties);
  const extra = Object.values(asObject(schema.patternProperties))[0] ?? schema.additionalProperties;
  const faults: FieldError[] = [];
  for (const name of Array.isArray(schema.required) ? schema.required : []) {
    const isMissing = object[String(name)] === undefined;
    if (isMissing) faults.push({ path: childPointer(path, String(name)), message: t('check.required') });
  }
  for (const [name, child] of Object.entries(object)) {
    const childPath = childPointer(path, name);
    if (properties[name] !== undefined) faults.push(...checkValue(child, properties[name], root, childPath));
    else if (extra === false) faults.push({ path: childPath, message: t('check.unknown') });
    else faults.push(...checkValue(child, extra, root, childPath));
  }
  return faults;
}

function isOfType(value: Json, type: Json): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return value !== null && typeof value === 'object' && !Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
