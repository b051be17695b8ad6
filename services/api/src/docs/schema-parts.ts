import type { Json, JsonObject } from '@fbrain/core/run/json';
import { Type as t } from '@sinclair/typebox';

/** Parts of which the schemas of answers are made. */

export const instant = (description?: string) =>
  t.String({ format: 'date-time', ...(description ? { description } : {}) });
export const id = () => t.String({ format: 'uuid' });
export const anyJson = (description: string) => t.Unsafe<Json>(t.Any({ description }));
export const jsonObject = (description: string) =>
  t.Unsafe<JsonObject>(t.Object({}, { additionalProperties: true, description }));
