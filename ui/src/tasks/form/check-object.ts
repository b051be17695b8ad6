import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { Json, JsonObject } from '@fbrain/core/run/json';
import type { JsonSchema } from '@fbrain/core/task/task';
import { childPointer } from '../../components/json-tree-model.ts';
import { t } from '../../i18n/translate.ts';
import { toPattern } from './check-scalar.ts';
import { checkValue } from './check-value.ts';
import { asObject, propertyOf } from './resolve-schema.ts';

/** Faults of an object: what it lacks, what it must not have, and those of its properties. */
export function checkObject(object: JsonObject, schema: JsonSchema, root: JsonSchema, path: string): FieldError[] {
  const names = Object.keys(object);
  const faults = missingNames(object, schema).map((name) => ({
    path: childPointer(path, name),
    message: t('check.required'),
  }));
  if (Number(schema.minProperties) > names.length)
    faults.push({ path, message: t('check.minItems', { count: Number(schema.minProperties) }) });
  if (Number(schema.maxProperties) < names.length)
    faults.push({ path, message: t('check.maxItems', { count: Number(schema.maxProperties) }) });
  for (const [name, child] of Object.entries(object)) {
    const childPath = childPointer(path, name);
    if (schema.propertyNames !== undefined) faults.push(...checkValue(name, schema.propertyNames, root, childPath));
    for (const part of schemasOf(name, schema)) faults.push(...checkValue(child, part, root, childPath));
  }
  return faults;
}

/** Names that must be there, always or beside another that is. */
function missingNames(object: JsonObject, schema: JsonSchema): string[] {
  const beside = Object.entries(asObject(schema.dependentRequired)).filter(([name]) => Object.hasOwn(object, name));
  const wanted = [schema.required, ...beside.map(([, names]) => names)].flatMap((names) =>
    Array.isArray(names) ? names.map(String) : [],
  );
  return [...new Set(wanted)].filter((name) => !Object.hasOwn(object, name));
}

/** Every schema that the property of this name must satisfy. */
function schemasOf(name: string, schema: JsonSchema): Json[] {
  const own = propertyOf(asObject(schema.properties), name);
  const patterns = Object.entries(asObject(schema.patternProperties)).flatMap(([text, part]) => {
    const pattern = toPattern(text);
    // What this browser cannot read may match anything: the server decides.
    if (pattern === null) return [true];
    return pattern.test(name) ? [part] : [];
  });
  const named = own === undefined ? patterns : [own, ...patterns];
  return named.length > 0 ? named : [schema.additionalProperties ?? true];
}
