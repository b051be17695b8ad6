import type { Json } from '@fbrain/core/run/json';
import { changeAt, isMask, MASK_TEXT } from '@fbrain/core/secret/sealed-json';
import { findSecretPaths, type SecretPath } from '@fbrain/core/secret/secret-paths';
import type { JsonSchema } from '@fbrain/core/task/task';

/** The places of an input that hold secrets; those of a schema that nobody can follow are the server's to refuse. */
export function secretPlaces(schema: JsonSchema): readonly SecretPath[] {
  try {
    return findSecretPaths(schema);
  } catch {
    return [];
  }
}

/** An input to show to whoever looks over a shoulder. */
export const hideSecrets = (input: Json, schema: JsonSchema): Json =>
  changeAt(input, secretPlaces(schema), () => MASK_TEXT);

/** The input of an earlier run to start from: what its answer masks must be typed again. */
export function withoutMasks(value: Json): Json {
  if (Array.isArray(value)) return value.filter((item) => !isMask(item)).map(withoutMasks);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]) => (isMask(child) ? [] : [[name, withoutMasks(child)]])),
  );
}
