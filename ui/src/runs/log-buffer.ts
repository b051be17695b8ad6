import type { LogLevel, RunLogEntry } from '@fbrain/core/run/run';
import { LOG_LEVELS } from '@fbrain/core/run/run';
import { stripAnsi } from '../format/strip-ansi.ts';

/** Lines kept in the page: beyond this the oldest go, so that a chatty run cannot fill the memory of a browser. */
export const MAX_LOG_LINES = 20_000;

/** A line ready to be shown and searched. */
export interface LogLine extends RunLogEntry {
  /** Message and fields without terminal escapes. */
  text: string;
}

export interface LogBuffer {
  lines: readonly LogLine[];
  /** Lines that were dropped at the beginning. */
  dropped: number;
  /** Where a lost connection goes on. */
  lastSeq: number;
}

export const EMPTY_LOG: LogBuffer = { lines: [], dropped: 0, lastSeq: 0 };

/** Adds lines in order; those already there, sent again after a reconnect, are skipped. */
export function appendLines(buffer: LogBuffer, entries: readonly RunLogEntry[], max = MAX_LOG_LINES): LogBuffer {
  const fresh = entries.filter((entry) => entry.seq > buffer.lastSeq).map(toLogLine);
  const last = fresh.at(-1);
  if (!last) return buffer;
  const all = [...buffer.lines, ...fresh];
  const excess = Math.max(0, all.length - max);
  return { lines: excess > 0 ? all.slice(excess) : all, dropped: buffer.dropped + excess, lastSeq: last.seq };
}

/** Lines of a level or worse that contain a text, case ignored. */
export function filterLines(lines: readonly LogLine[], level: LogLevel, search: string): readonly LogLine[] {
  const wanted = search.toLowerCase();
  const least = LOG_LEVELS.indexOf(level);
  if (least === 0 && wanted === '') return lines;
  return lines.filter(
    (line) => LOG_LEVELS.indexOf(line.level) >= least && (wanted === '' || line.text.toLowerCase().includes(wanted)),
  );
}

function toLogLine(entry: RunLogEntry): LogLine {
  const fields = entry.fields && Object.keys(entry.fields).length > 0 ? `  ${formatFields(entry)}` : '';
  return { ...entry, text: stripAnsi(entry.message) + stripAnsi(fields) };
}

/** `rows=12 file="a b.csv"`: short to read, and still found by a search for the value. */
const formatFields = ({ fields }: RunLogEntry): string =>
  Object.entries(fields ?? {})
    .map(
      ([name, value]) =>
        `${name}=${typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value)}`,
    )
    .join(' ');
