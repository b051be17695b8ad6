import type { WordLocale } from './schedule-words.ts';

/** "1, 2 and 3" as the language writes it. */
export const joinWords = (
  values: readonly (string | number)[],
  locale: WordLocale,
  type: 'conjunction' | 'disjunction' = 'conjunction',
): string => new Intl.ListFormat(locale, { type }).format(values.map(String));

/** Each value is one more than the one before it. */
export const isUnbroken = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value === (values[index - 1] ?? 0) + 1);
