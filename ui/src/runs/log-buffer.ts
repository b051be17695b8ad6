import type { LogLevel, RunLogEntry } from '@fbrain/core/run/run';
import { LOG_LEVELS } from '@fbrain/core/run/run';
import { stripAnsi } from '../format/strip-ansi.ts';

/**
 * What a page keeps: beyond this the oldest lines go, so that a chatty run cannot fill the memory of a browser. A million
 * lines of a hundred characters take about 150 MB.
 */
const LIMITS = { lines: 1_000_000, characters: 200_000_000 };
/** Oldest lines go in blocks: one at a time would move a million others each time. */
const DROP_BLOCK = 20_000;

/** A line as a viewer sees it. */
export interface LogLine {
  attempt: number;
  /** ISO 8601. */
  at: string;
  level: LogLevel;
  /** Message and fields, terminal escapes included. */
  text: string;
}

/** The lines of a log in order, kept in a few long lists because a million objects would take three times the memory. */
export interface LogBuffer {
  readonly length: number;
  /** Lines that were dropped at the beginning. */
  readonly dropped: number;
  /** Where a lost connection goes on. */
  readonly lastSeq: number;
  /** Adds lines in order; those already there, sent again after a reconnect, are skipped. */
  append(entries: readonly RunLogEntry[]): void;
  lineAt(index: number): LogLine | undefined;
  /** 0 = debug. */
  levelAt(index: number): number;
  attemptAt(index: number): number;
  /** Text without terminal escapes: what is searched and copied. */
  plainAt(index: number): string;
  /** How long that is, known without making it. */
  lengthAt(index: number): number;
  /** Whether a line holds line breaks of its own, as stack traces do. */
  isMultiline(index: number): boolean;
}

export function createLogBuffer(limits = LIMITS, block = DROP_BLOCK): LogBuffer {
  const texts: string[] = [];
  const lengths: number[] = [];
  const times: number[] = [];
  /** Level in two bits, then whether there are line breaks, then the attempt: a small integer costs four bytes. */
  const marks: number[] = [];
  let characters = 0;
  let dropped = 0;
  let lastSeq = 0;
  const add = (entry: RunLogEntry) => {
    const text = toText(entry);
    texts.push(text);
    lengths.push(toPlain(text).length);
    times.push(Date.parse(entry.at));
    marks.push(LOG_LEVELS.indexOf(entry.level) | (text.includes('\n') ? 4 : 0) | (entry.attempt << 3));
    characters += text.length;
    lastSeq = entry.seq;
  };
  const dropOldest = () => {
    while (texts.length > limits.lines || characters > limits.characters) {
      const gone = texts.splice(0, block);
      lengths.splice(0, block);
      times.splice(0, block);
      marks.splice(0, block);
      dropped += gone.length;
      characters -= gone.reduce((sum, text) => sum + text.length, 0);
    }
  };
  return {
    get length() {
      return texts.length;
    },
    get dropped() {
      return dropped;
    },
    get lastSeq() {
      return lastSeq;
    },
    append(entries) {
      for (const entry of entries) if (entry.seq > lastSeq) add(entry);
      dropOldest();
    },
    lineAt(index) {
      const [text, time, mark] = [texts[index], times[index], marks[index]];
      if (text === undefined || time === undefined || mark === undefined) return undefined;
      return { text, at: new Date(time).toISOString(), level: LOG_LEVELS[mark & 3] ?? 'info', attempt: mark >> 3 };
    },
    levelAt: (index) => (marks[index] ?? 0) & 3,
    attemptAt: (index) => (marks[index] ?? 0) >> 3,
    plainAt: (index) => toPlain(texts[index] ?? ''),
    lengthAt: (index) => lengths[index] ?? 0,
    isMultiline: (index) => ((marks[index] ?? 0) & 4) !== 0,
  };
}

/** Nearly every line is plain already, and looking for a control character is much cheaper than replacing none. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const UNPLAIN = /[\u0000-\u0008\u000b-\u001f\u007f]/;
const toPlain = (text: string): string => (UNPLAIN.test(text) ? stripAnsi(text) : text);

/** `rows=12 file="a b.csv"` after the message: short to read, and still found by a search for the value. */
function toText({ message, fields }: RunLogEntry): string {
  const shown = Object.entries(fields ?? {}).map(([name, value]) => {
    const isWord = typeof value === 'string' && !/[\s"=]/.test(value);
    return `${name}=${isWord ? value : JSON.stringify(value)}`;
  });
  return shown.length > 0 ? `${message}  ${shown.join(' ')}` : message;
}
