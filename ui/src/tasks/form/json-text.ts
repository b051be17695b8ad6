import type { Json } from '@fbrain/core/run/json';

export type ParsedJson = { ok: true; value: Json | undefined } | { ok: false; message: string };

/** Reads JSON as a person types it. Nothing typed is no value. */
export function parseJson(text: string): ParsedJson {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

export const formatJson = (value: Json | undefined): string =>
  value === undefined ? '' : JSON.stringify(value, null, 2);
