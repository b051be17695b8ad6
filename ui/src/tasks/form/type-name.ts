import type { Json } from '@fbrain/core/run/json';
import { t } from '../../i18n/translate.ts';

const NAMES = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'] as const;

/** A type of JSON Schema in the words of people who do not write programs. */
export function typeName(type: Json): string {
  const known = NAMES.find((name) => name === type);
  return known === undefined ? JSON.stringify(type) : t(`check.type.${known}`);
}
