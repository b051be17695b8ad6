import type { Json } from '../run/json.ts';
import type { JsonSchema } from '../task/task.ts';

/** Way from a value to a part of it: names of properties, or null for every property or element. */
export type SecretPath = readonly (string | null)[];

/** A schema whose secret fields cannot be told, so that none of it may be stored. */
export class UnclearSecret extends Error {
  override readonly name = 'UnclearSecret';
}

/** Keywords whose schemas say something about the value itself. */
const BRANCHES = ['if', 'then', 'else'] as const;
const BRANCH_LISTS = ['allOf', 'anyOf', 'oneOf'] as const;
/** Keywords from which nobody can tell which value they speak of. */
const UNCLEAR = ['not', 'contains', 'propertyNames', 'unevaluatedProperties', 'unevaluatedItems'] as const;
const MAX_DEPTH = 50;

const known = new WeakMap<JsonSchema, readonly SecretPath[]>();

/**
 * The places of a schema that are marked `secret: true`. What is below a secret place is a part of it. Throws
 * UnclearSecret where a mark cannot be followed.
 */
export function findSecretPaths(schema: JsonSchema): readonly SecretPath[] {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const paths = hasMark(schema) ? distinct(collect(schema, { root: schema, path: [], refs: [] })) : [];
  known.set(schema, paths);
  return paths;
}

/** Whether a secret place lies at a dotted path of plain names, above it or below it. */
export function touchesSecret(paths: readonly SecretPath[], dotted: string): boolean {
  const steps = dotted.split('.');
  return paths.some((path) =>
    path.slice(0, steps.length).every((step, index) => step === null || step === steps[index]),
  );
}

interface Place {
  root: JsonSchema;
  path: SecretPath;
  /** References that led here. */
  refs: readonly string[];
}

function collect(schema: Json | undefined, place: Place): SecretPath[] {
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) return [];
  if (schema.secret === true) return [place.path];
  if (place.path.length > MAX_DEPTH) throw new UnclearSecret(`nests deeper than ${MAX_DEPTH} levels`);
  for (const keyword of UNCLEAR) {
    if (hasMark(schema[keyword])) throw new UnclearSecret(`marks a field as secret inside of "${keyword}"`);
  }
  const below = (child: Json | undefined, step: string | null) =>
    collect(child, { ...place, path: [...place.path, step] });
  const { items } = schema;
  return [
    ...valuesOf(schema.properties).flatMap(([name, child]) => below(child, name)),
    ...valuesOf(schema.patternProperties).flatMap(([, child]) => below(child, null)),
    ...below(schema.additionalProperties, null),
    ...below(schema.additionalItems, null),
    ...below(Array.isArray(items) ? undefined : items, null),
    ...[...listOf(items), ...listOf(schema.prefixItems)].flatMap((child) => below(child, null)),
    ...BRANCHES.flatMap((keyword) => collect(schema[keyword], place)),
    ...BRANCH_LISTS.flatMap((keyword) => listOf(schema[keyword])).flatMap((child) => collect(child, place)),
    ...valuesOf(schema.dependentSchemas).flatMap(([, child]) => collect(child, place)),
    ...followReference(schema.$ref, place),
  ];
}

function followReference(reference: Json | undefined, place: Place): SecretPath[] {
  if (typeof reference !== 'string') return [];
  const target = resolve(place.root, reference);
  // What refers to itself has no bottom; that is fine as long as no secret is in it.
  if (place.refs.includes(reference)) {
    if (hasMark(target)) throw new UnclearSecret('marks a field of a recursive schema as secret');
    return [];
  }
  return collect(target, { ...place, refs: [...place.refs, reference] });
}

/** Only places inside the schema itself; Ajv refuses all others. */
function resolve(root: JsonSchema, reference: string): Json | undefined {
  const steps = reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter((step) => step !== '');
  let target: Json | undefined = root;
  for (const step of steps) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    target = target !== null && typeof target === 'object' && !Array.isArray(target) ? target[name] : undefined;
  }
  if (!reference.startsWith('#') || target === undefined)
    throw new UnclearSecret(`refers to "${reference}", which is not inside of it`);
  return target;
}

const valuesOf = (value: Json | undefined): [string, Json][] =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [];
const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

const hasMark = (schema: Json | undefined): boolean => JSON.stringify(schema ?? null).includes('"secret":true');

const distinct = (paths: readonly SecretPath[]): SecretPath[] => {
  const byText = new Map(paths.map((path) => [JSON.stringify(path), path]));
  // The shortest first: what is inside of a secret is sealed with it.
  return [...byText.values()].sort((a, b) => a.length - b.length);
};
