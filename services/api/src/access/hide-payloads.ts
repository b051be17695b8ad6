/** As far as it matters here. */
interface Schema {
  'x-payload'?: boolean;
  type?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
}

/**
 * A copy of an answer without what its schema marks as payload (`payload()` in docs/schema-parts.ts): objects become
 * empty, what may be absent is left out, all else is null.
 */
export function hidePayloads(schema: object, value: unknown): unknown {
  const { 'x-payload': isPayload, type, properties, required = [], items, anyOf } = schema as Schema;
  if (value === null || value === undefined) return value;
  if (isPayload) return type === 'object' ? {} : null;
  if (anyOf) return anyOf.reduce<unknown>((hidden, branch) => hidePayloads(branch, hidden), value);
  if (items && Array.isArray(value)) return value.map((item) => hidePayloads(items, item));
  if (!properties || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (known?.['x-payload'] && !required.includes(name)) return [];
      return [[name, known ? hidePayloads(known, part) : part]];
    }),
  );
}
