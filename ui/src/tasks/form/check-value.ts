import type { FieldError } from '@fbrain/core/errors/domain-error';
import { canonicalJson } from '@fbrain/core/run/canonical-json';
import type { Json } from '@fbrain/core/run/json';
import { isMask } from '@fbrain/core/secret/sealed-json';
import type { JsonSchema } from '@fbrain/core/task/task';
import { childPointer } from '../../components/json-tree-model.ts';
import { t } from '../../i18n/translate.ts';
import { checkObject } from './check-object.ts';
import { checkNumber, checkText, isSameJson } from './check-scalar.ts';
import { isInexact } from './parse-number.ts';
import { resolveSchema } from './resolve-schema.ts';
import { typeName } from './type-name.ts';

/**
 * Faults of a value against its schema, to show while typing. It knows the common keywords and lets pass what it does
 * not know: the server has the last word. `outer` are the unions that lead to this schema without leading to a part
 * of the value.
 */
export function checkValue(
  value: Json | undefined,
  schema: Json | undefined,
  root: JsonSchema,
  path = '',
  outer: readonly Json[] = [],
): FieldError[] {
  const resolved = resolveSchema(schema, root);
  const fault = (message: string): FieldError[] => [{ path, message }];
  if (value === undefined) return fault(t('check.required'));
  // Stands for the secret of the run that is done again: the server puts it in.
  if (isMask(value)) return [];
  if (schema === false) return fault(t('check.unknown'));
  if (resolved.const !== undefined && !isSameJson(resolved.const, value)) {
    return fault(t('check.const', { value: JSON.stringify(resolved.const) }));
  }
  if (Array.isArray(resolved.enum) && !resolved.enum.some((option) => isSameJson(option, value))) {
    return fault(t('check.enum', { values: listChoices(resolved.enum) }));
  }
  const types = resolved.type === undefined ? [] : [resolved.type].flat();
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return fault(typeFault(value, types));
  return [...checkByKind(value, resolved, root, path), ...checkUnions(value, resolved, root, path, outer)];
}

/** Longer lists of choices say less than the field itself. */
const MAX_CHOICES = 20;

const listChoices = (options: readonly Json[]): string =>
  [
    ...options.slice(0, MAX_CHOICES).map((option) => JSON.stringify(option)),
    ...(options.length > MAX_CHOICES ? ['…'] : []),
  ].join(', ');

function checkByKind(value: Json, schema: JsonSchema, root: JsonSchema, path: string): FieldError[] {
  if (typeof value === 'string') return checkText(value, schema).map((message) => ({ path, message }));
  if (typeof value === 'number') return checkNumber(value, schema).map((message) => ({ path, message }));
  if (Array.isArray(value)) return checkList(value, schema, root, path);
  return value !== null && typeof value === 'object' ? checkObject(value, schema, root, path) : [];
}

/** A number that would not be kept was left as it was typed. */
const typeFault = (value: Json, types: readonly Json[]): string =>
  typeof value === 'string' && isInexact(value)
    ? t('check.inexact', { number: value })
    : t('check.type', { type: types.map(typeName).join(` ${t('check.or')} `) });

/** A union is wrong when no option fits; the faults of the option that comes nearest are shown. */
function checkUnions(
  value: Json,
  schema: JsonSchema,
  root: JsonSchema,
  path: string,
  outer: readonly Json[],
): FieldError[] {
  return [schema.anyOf, schema.oneOf].flatMap((options) => {
    // A union that contains itself says nothing about the value.
    if (!Array.isArray(options) || options.length === 0 || outer.includes(options)) return [];
    return options
      .map((option) => checkValue(value, option, root, path, [...outer, options]))
      .reduce((best, other) => (rankFaults(other, path) < rankFaults(best, path) ? other : best));
  });
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
  const rest = (Array.isArray(schema.items) ? schema.additionalItems : schema.items) ?? true;
  const faults = list.flatMap((item, index) =>
    checkValue(item, (Array.isArray(tuple) ? tuple[index] : undefined) ?? rest, root, childPointer(path, index)),
  );
  if (Number(schema.minItems) > list.length)
    faults.push({ path, message: t('check.minItems', { count: Number(schema.minItems) }) });
  if (Number(schema.maxItems) < list.length)
    faults.push({ path, message: t('check.maxItems', { count: Number(schema.maxItems) }) });
  const isRepeated = schema.uniqueItems === true && new Set(list.map((item) => canonicalJson(item))).size < list.length;
  return isRepeated ? [...faults, { path, message: t('check.uniqueItems') }] : faults;
}

function isOfType(value: Json, type: Json): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return value !== null && typeof value === 'object' && !Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
