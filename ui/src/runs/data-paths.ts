import type { Json } from '@fbrain/core/run/json';

/** Deeper values are rarely searched for, and a schema may refer to itself. */
const DEEPEST = 4;
/** What would end the path in a query. */
const UNFIT = /[.:<>\s"\\]/;

/** Paths of the single values that data of a JSON Schema may have, such as "order.id". Items of arrays are left out. */
export function dataPaths(schema: Json | undefined, depth = 1): string[] {
  return Object.entries(asObject(asObject(schema)?.properties) ?? {}).flatMap(([name, property]) => {
    if (UNFIT.test(name)) return [];
    const inner = depth < DEEPEST ? dataPaths(property, depth + 1) : [];
    if (inner.length > 0) return inner.map((path) => `${name}.${path}`);
    const type = asObject(property)?.type;
    return type === 'object' || type === 'array' ? [] : [name];
  });
}

const asObject = (value: Json | undefined): { [key: string]: Json } | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
