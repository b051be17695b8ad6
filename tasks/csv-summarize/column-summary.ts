/** Distinct values beyond this are not told apart any more: they would fill the memory. */
const MAX_DISTINCT = 10_000;

const INTEGER = /^[+-]?(0|[1-9]\d*)$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const BOOLEAN = /^(true|false)$/i;
const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

type CellType = 'integer' | 'number' | 'boolean' | 'date' | 'text';

export interface ColumnSummary {
  add(cell: string): void;
  summary(): {
    name: string;
    type: CellType | 'empty';
    count: number;
    nulls: number;
    distinct: number;
    distinctIsExact: boolean;
    min: number | string | null;
    max: number | string | null;
    mean: number | null;
  };
}

/**
 * Summarises one column cell by cell, in bounded memory.
 * @param missing rows before the first one that has this column
 */
export function createColumnSummary(name: string, missing: number): ColumnSummary {
  const seen = new Set<string>();
  let type: CellType | 'empty' = 'empty';
  let count = 0;
  let nulls = missing;
  let distinctIsExact = true;
  const numbers = createRange<number>();
  const texts = createRange<string>();
  let sum = 0;

  return {
    add(cell) {
      const text = cell.trim();
      if (text === '') {
        nulls++;
        return;
      }
      count++;
      type = widen(type, typeOf(text));
      if (seen.size < MAX_DISTINCT) seen.add(text);
      else if (!seen.has(text)) distinctIsExact = false;
      texts.add(text);
      if (type !== 'integer' && type !== 'number') return;
      numbers.add(Number(text));
      sum += Number(text);
    },
    summary() {
      const isNumeric = type === 'integer' || type === 'number';
      const { min, max } = isNumeric ? numbers : texts;
      return {
        name,
        type,
        count,
        nulls,
        distinct: seen.size,
        distinctIsExact,
        min: min(),
        max: max(),
        mean: isNumeric ? round(sum / count) : null,
      };
    },
  };
}

/** Twelve digits: sums of decimals carry noise in the last ones. */
const round = (value: number): number => Number(value.toPrecision(12));

function typeOf(text: string): CellType {
  // "007" and 20 digits in a row are identifiers, not quantities.
  if (INTEGER.test(text)) return Number.isSafeInteger(Number(text)) ? 'integer' : 'text';
  if (NUMBER.test(text)) return /^[+-]?0\d/.test(text) ? 'text' : 'number';
  if (BOOLEAN.test(text)) return 'boolean';
  return DATE.test(text) && !Number.isNaN(Date.parse(text)) ? 'date' : 'text';
}

/** The narrowest type that holds both. */
function widen(type: CellType | 'empty', cell: CellType): CellType {
  if (type === 'empty' || type === cell) return cell;
  const areNumbers = [type, cell].every((each) => each === 'integer' || each === 'number');
  return areNumbers ? 'number' : 'text';
}

function createRange<Value extends number | string>() {
  let min: Value | null = null;
  let max: Value | null = null;
  return {
    add(value: Value) {
      if (min === null || value < min) min = value;
      if (max === null || value > max) max = value;
    },
    min: () => min,
    max: () => max,
  };
}
