import type { Json, JsonObject } from '@fbrain/core/run/json';
import { type TSchema, Type as t } from '@sinclair/typebox';
import { exactObject, nullable } from '../http/schema.ts';

/** Parts of which the schemas of answers are made. */

export const instant = (description?: string) =>
  t.String({ format: 'date-time', ...(description ? { description } : {}) });
export const id = () => t.String({ format: 'uuid' });
export const anyJson = (description: string) => t.Unsafe<Json>(t.Any({ description }));
/** Marks what the caller put in or the task gave out: hidden from who lacks the permission `payloads:read`. */
export const payload = <Schema extends TSchema>(schema: Schema): Schema => ({ ...schema, 'x-payload': true });
export const jsonObject = (description: string) =>
  t.Unsafe<JsonObject>(t.Object({}, { additionalProperties: true, description }));

const nextCursor = nullable(t.String({ description: 'Parameter of the next page; null on the last one.' }));
/** @param title of the page's schema in the document */
export const page = (item: TSchema, title: string) =>
  exactObject({ items: t.Array(item), nextCursor }, { title, description: 'One page of a list.' });

export const listOf = (item: TSchema, title: string) =>
  exactObject({ items: t.Array(item) }, { title, description: 'A whole list.' });
