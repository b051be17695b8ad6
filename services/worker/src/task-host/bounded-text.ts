import { toStorableText } from '@fbrain/core/run/json';

/** At most `maxLength` characters that can be stored; a longer text ends with "…". */
export const boundedText = (text: string, maxLength: number): string =>
  toStorableText(text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text);
