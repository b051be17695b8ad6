import type { Json, JsonObject } from '@fbrain/core/run/json';
import type { JsonSchema } from '@fbrain/core/task/task';

/** A chain of references longer than this is a circle; a circle that forks doubles with each hop. */
const MAX_HOPS = 12;

/** The schema with local `$ref`s followed and `allOf` merged. A boolean or broken schema allows anything: `{}`. */
export function resolveSchema(schema: Json | undefined, root: JsonSchema, hops = 0): JsonSchema {
  const object = asObject(schema);
  if (hops > MAX_HOPS) return {};
  if (typeof object.$ref === 'string') {
    const { $ref, ...siblings } = object;
    return { ...resolveSchema(follow(String($ref), root), root, hops + 1), ...siblings };
  }
  if (!Array.isArray(object.allOf)) return object;
  const { allOf, ...own } = object;
  return (allOf as Json[]).map((part) => resolveSchema(part, root, hops + 1)).reduceRight<JsonSchema>(merge, own);
}

/** Both must hold: properties and required names add up, for other keywords the later part wins. */
function merge(later: JsonSchema, earlier: JsonSchema): JsonSchema {
  const merged: JsonSchema = { ...earlier, ...later };
  if (earlier.properties !== undefined && later.properties !== undefined) {
    merged.properties = { ...asObject(earlier.properties), ...asObject(later.properties) };
  }
  if (Array.isArray(earlier.required) && Array.isArray(later.required)) {
    merged.required = [...new Set([...earlier.required, ...later.required])];
  }
  return merged;
}

/** The value at a local reference such as `#/$defs/row`; references elsewhere are not followed. */
function follow(ref: string, root: JsonSchema): Json | undefined {
  if (!ref.startsWith('#')) return undefined;
  let value: Json | undefined = root;
  for (const token of ref.slice(1).split('/').slice(1)) {
    const name = decode(token).replaceAll('~1', '/').replaceAll('~0', '~');
    value = Array.isArray(value) ? value[Number(name)] : propertyOf(asObject(value), name);
  }
  return value;
}

function decode(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

/** Its own property: a name such as "constructor" is a name like others. */
export const propertyOf = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** The value if it is an object, else an empty one. */
export const asObject = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

export const asArray = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
export const asText = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
