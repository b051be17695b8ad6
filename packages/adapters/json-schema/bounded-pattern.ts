import type { RE2JS as Re2 } from 're2js';

/** What Ajv asks of a regular expression. */
interface Pattern {
  test(text: string): boolean;
  toString(): string;
}

/**
 * A `pattern` of a task's schema that takes time in proportion to the text, whatever the text: callers choose the text,
 * and one that backtracks without end would stall the whole API. What cannot backtrack much is left to the engine of
 * JavaScript, the rest to RE2. Throws an Error for what neither can bound: lookaround and back-references.
 */
export function boundedPattern(pattern: string, flags: string): Pattern {
  const native = new RegExp(pattern, flags);
  return isHarmless(pattern) ? native : linearPattern(pattern);
}

/** Ajv only writes it into code that stands alone, which we never make. */
boundedPattern.code = 'boundedPattern';

function linearPattern(pattern: string): Pattern {
  // Loaded for the first pattern that needs it: it takes 30 ms, and most schemas never do.
  const { RE2JS } = require('re2js') as { RE2JS: typeof Re2 };
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    // Ajv tells patterns apart by this text.
    return { test: (text) => compiled.matcher(text).find(), toString: () => `/${pattern}/` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the pattern ${JSON.stringify(pattern)} could take forever on a hostile text: write it without lookaround and back-references (${reason})`,
      { cause: error },
    );
  }
}

/** Ways to match that the engine may have to try at each place. */
const MAX_WAYS = 1_000;
const ESCAPED_CHARACTER = /\\([dDwWsS]|[^A-Za-z0-9]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[nrtfv])/g;
const CLASS = /\[[^\]]*\]/g;

/**
 * Whether the engine of JavaScript is quick with it on every text. Careful rather than right: anchored, at most one
 * repetition without a bound, no repeated groups, few choices.
 */
export function isHarmless(pattern: string): boolean {
  const plain = pattern.replace(ESCAPED_CHARACTER, 'x').replace(CLASS, 'x').replaceAll('(?:', '(');
  if (!plain.startsWith('^') || plain.includes('\\') || plain.includes('(?') || hasOuterChoice(plain)) return false;
  if (/\)([*+]|\{)/.test(plain)) return false;
  const endless = plain.match(/[*+]|\{\d+,\}/g) ?? [];
  const bounded = [...plain.matchAll(/\{(\d+),(\d+)\}/g)].map(([, low, high]) => Number(high) - Number(low) + 1);
  const optional = (plain.match(/[^*+?{}(]\?/g) ?? []).map(() => 2);
  const ways = [...bounded, ...optional].reduce((product, factor) => product * factor, 1);
  return endless.length <= 1 && ways <= MAX_WAYS;
}

/** `^a|b` is anchored on one side only. */
function hasOuterChoice(plain: string): boolean {
  let depth = 0;
  for (const character of plain) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === '|' && depth === 0) return true;
  }
  return false;
}
