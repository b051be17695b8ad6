import type { LogBuffer } from './log-buffer.ts';
import type { LogRows } from './log-rows.ts';

/** Looks through the shown lines for a text, case ignored, in steps that leave the page time to breathe. */
export interface LogSearch {
  readonly pattern: RegExp;
  /** Shown lines that match, in order, as far as it has looked. */
  readonly matches: readonly number[];
  /** Goes on for some milliseconds. Returns whether lines are left. */
  step(budgetMs: number): boolean;
}

/** Lines between two looks at the clock. */
const BATCH = 500;

export function createLogSearch(buffer: LogBuffer, rows: LogRows, text: string): LogSearch {
  const pattern = new RegExp(escapePattern(text), 'i');
  const matches: number[] = [];
  let next = 0;
  return {
    pattern,
    matches,
    step(budgetMs) {
      const endsAtMs = performance.now() + budgetMs;
      while (next < rows.count && performance.now() < endsAtMs) {
        for (const end = Math.min(next + BATCH, rows.count); next < end; next++) {
          if (pattern.test(buffer.plainAt(rows.bufferIndex(next)))) matches.push(next);
        }
      }
      return next < rows.count;
    },
  };
}

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Where the matches of a text begin and end. */
export function findRanges(text: string, pattern: RegExp): [start: number, end: number][] {
  return [...text.matchAll(new RegExp(pattern, 'gi'))].map(({ index, 0: found }) => [index, index + found.length]);
}

/** A stretch of a line in one look. */
export interface LogPart {
  text: string;
  class: string;
  isMatch: boolean;
}

/** Cuts parts where matches begin and end; a match may reach over several parts. */
export function markMatches(parts: readonly { text: string; class: string }[], pattern: RegExp | null): LogPart[] {
  if (!pattern) return parts.map((part) => ({ ...part, isMatch: false }));
  const ranges = findRanges(parts.map(({ text }) => text).join(''), pattern);
  const marked: LogPart[] = [];
  let offset = 0;
  for (const { text, class: look } of parts) {
    let done = 0;
    for (const [start, end] of ranges) {
      const [from, to] = [Math.max(start - offset, done), Math.min(end - offset, text.length)];
      if (to <= from) continue;
      if (from > done) marked.push({ text: text.slice(done, from), class: look, isMatch: false });
      marked.push({ text: text.slice(from, to), class: look, isMatch: true });
      done = to;
    }
    if (done < text.length) marked.push({ text: text.slice(done), class: look, isMatch: false });
    offset += text.length;
  }
  return marked;
}

/** The match after or before the present one, round the ends; from none, the first at or after a line. */
export function nextMatch(matches: readonly number[], current: number | null, by: 1 | -1, from = 0): number | null {
  if (matches.length === 0) return null;
  const at = current === null ? -1 : matches.indexOf(current);
  if (at >= 0) return matches[(at + by + matches.length) % matches.length] ?? null;
  return matches.find((match) => match >= from) ?? matches[0] ?? null;
}
