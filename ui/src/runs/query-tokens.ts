/** A word of a query: where it stands, and what it says once its quotes are read. */
export interface QueryToken {
  start: number;
  end: number;
  /** Name before `:`, `>` or `<`; null = plain text. */
  key: string | null;
  operator: ':' | '>' | '<' | null;
  value: string;
}

const WORD = /(?:"(?:[^"\\]|\\.)*"?|[^\s"])+/g;
const CONDITION = /^([a-zA-Z][\w.-]*)([:<>])([\s\S]*)$/;

/** Splits a query at its spaces, but for those in quotes. Never fails: a quote that is open ends with the text. */
export const queryTokens = (text: string): QueryToken[] =>
  [...text.matchAll(WORD)].map((match) => {
    const [word] = match;
    const [, key, operator, value] = CONDITION.exec(word) ?? [];
    const place = { start: match.index, end: match.index + word.length };
    return key === undefined || value === undefined
      ? { ...place, key: null, operator: null, value: unquote(word) }
      : { ...place, key, operator: operator as ':' | '>' | '<', value: unquote(value) };
  });

const unquote = (text: string): string =>
  text.replace(/"((?:[^"\\]|\\.)*)"?/g, (_, inner: string) => inner.replace(/\\(.)/g, '$1'));

/** A value as it can stand in a query. */
export const quote = (value: string): string =>
  value !== '' && /^[^\s":<>\\]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
