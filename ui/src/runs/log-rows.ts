import type { LogBuffer } from './log-buffer.ts';

export interface LogRowsOptions {
  /** Least level that is shown, 0 = all. */
  level: number;
  /** Characters after which a line wraps; null = never. */
  columns: number | null;
}

/**
 * Which lines of a log are shown, and where each begins when all stand below each other, counted in rows of text. Heights
 * are computed, not measured: nobody can measure a million lines, and the list pins what it draws to one of them.
 */
export interface LogRows {
  /** Lines shown. */
  readonly count: number;
  /** Rows that they take. */
  readonly height: number;
  /** Takes up the lines that came since. */
  update(): void;
  /** The index in the buffer of the n-th shown line. */
  bufferIndex(position: number): number;
  topOf(position: number): number;
  /** The shown line at a row. */
  positionAt(row: number): number;
}

/** Good as long as the buffer drops nothing; then make another. */
export function createLogRows(buffer: LogBuffer, { level, columns }: LogRowsOptions): LogRows {
  const indexes: number[] = [];
  const ends: number[] = [];
  let scanned = 0;
  const topOf = (position: number) => (position <= 0 ? 0 : (ends[Math.min(position, ends.length) - 1] ?? 0));
  return {
    get count() {
      return ends.length;
    },
    get height() {
      return ends.at(-1) ?? 0;
    },
    update() {
      let end = ends.at(-1) ?? 0;
      for (; scanned < buffer.length; scanned++) {
        if (buffer.levelAt(scanned) < level) continue;
        end += rowsOf(buffer, scanned, columns);
        indexes.push(scanned);
        ends.push(end);
      }
    },
    bufferIndex: (position) => indexes[position] ?? -1,
    topOf,
    positionAt(row) {
      let [low, high] = [0, ends.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] ?? 0) <= row) low = middle + 1;
        else high = middle;
      }
      return Math.max(low, 0);
    },
  };
}

function rowsOf(buffer: LogBuffer, index: number, columns: number | null): number {
  const rowsOfPart = (length: number) => (columns === null ? 1 : Math.max(1, Math.ceil(length / columns)));
  if (!buffer.isMultiline(index)) return rowsOfPart(buffer.lengthAt(index));
  const parts = buffer.plainAt(index).split('\n');
  return parts.reduce((rows, part) => rows + rowsOfPart(part.length), 0);
}
