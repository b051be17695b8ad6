import type { Json } from '@fbrain/core/run/json';
import { t } from '../../i18n/translate.ts';
import { isInexact } from './parse-number.ts';

export type ParsedJson = { ok: true; value: Json | undefined } | { ok: false; message: string };

/** Reads JSON as a person types it. Nothing typed is no value. */
export function parseJson(text: string): ParsedJson {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text, keepExact) as Json };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

export const formatJson = (value: Json | undefined): string =>
  value === undefined ? '' : JSON.stringify(value, null, 2);

/** Reading must not change a number. Browsers that do not tell the text of a value let it pass. */
function keepExact(_key: string, value: Json, context?: { source?: string }): Json {
  const { source } = context ?? {};
  if (typeof value === 'number' && source !== undefined && isInexact(source)) {
    throw new Error(t('check.inexact', { number: source }));
  }
  return value;
}
