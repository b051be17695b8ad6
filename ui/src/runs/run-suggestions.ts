import { RUN_STATES } from '@fbrain/core/run/run-state';
import { queryTokens, quote } from './query-tokens.ts';

/** Names that exist, by the key of the condition that takes them; `data` has paths such as "input.order.id". */
export type KnownNames = Partial<Record<string, readonly string[]>>;

/** Something that may be meant: what stands in the text instead, and where. */
export interface Suggestion {
  /** What it shows. */
  label: string;
  /** Key of the text that explains it, for names of conditions. */
  hint?: ConditionName;
  from: number;
  to: number;
  insert: string;
}

/** Conditions in the order they are offered, as they are typed. */
export const CONDITIONS = [
  'state:',
  'task:',
  'queue:',
  'tag:',
  'error:',
  'input.',
  'output.',
  'metadata.',
  'age>',
  'age<',
  'after:',
  'before:',
  'worker:',
  'schedule:',
  'parent:',
  'replay:',
] as const;
export type ConditionName = (typeof CONDITIONS)[number];

const AGES = ['5m', '1h', '1d', '7d'];
const MAX = 12;

/** What the word at the caret may become: the names of conditions, then the values of one. */
export function suggest(text: string, caret: number, known: KnownNames): Suggestion[] {
  const token = queryTokens(text).find(({ start, end }) => start < caret && caret <= end);
  const from = token?.start ?? caret;
  const to = token?.end ?? caret;
  if (!token || token.key === null) {
    const typed = text.slice(from, caret).toLowerCase();
    const conditions = CONDITIONS.filter((name) => name.startsWith(typed)).map((name) => ({
      ...{ label: name, hint: name, from, to, insert: name },
    }));
    // All paths at once would bury the conditions.
    const paths = typed.includes('.') ? (known.data ?? []).filter((path) => path.toLowerCase().startsWith(typed)) : [];
    return paths.length === 0
      ? conditions
      : paths.slice(0, MAX).map((path) => ({ label: `${path}:`, from, to, insert: `${path}:` }));
  }
  const { key, operator, value } = token;
  const names = valuesOf(key, operator, known);
  // Of several states or tasks the last one is being typed.
  const done = value.slice(0, value.lastIndexOf(',') + 1);
  const typed = value.slice(done.length).toLowerCase();
  return names
    .filter((name) => name.toLowerCase().includes(typed) && name.toLowerCase() !== typed)
    .sort((a, b) => Number(b.toLowerCase().startsWith(typed)) - Number(a.toLowerCase().startsWith(typed)))
    .slice(0, MAX)
    .map((name) => ({ label: name, from, to, insert: `${key}${operator}${done}${quote(name)} ` }));
}

function valuesOf(key: string, operator: string | null, known: KnownNames): readonly string[] {
  if (key === 'state') return RUN_STATES;
  if (key === 'age' && operator !== ':') return AGES;
  return known[key] ?? [];
}

/** The text and the caret once a suggestion is taken. */
export function accept(text: string, { from, to, insert }: Suggestion): { text: string; caret: number } {
  const rest = text.slice(to);
  return {
    text: text.slice(0, from) + insert + (insert.endsWith(' ') ? rest.trimStart() : rest),
    caret: from + insert.length,
  };
}
