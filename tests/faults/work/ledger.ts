import { appendFileSync, writeFileSync } from 'node:fs';
import type { Expectation } from './work-kinds.ts';

/** One run that the API has accepted: from then on it must not be lost (G1). */
export interface LedgerEntry {
  id: string;
  expected: Expectation;
}

/** What came of asking to cancel a run. */
export interface CancelEntry {
  id: string;
  /** When the answer came, since the epoch. */
  atMs: number;
  /** Of the answer; 0 = none came. */
  status: number;
  /** The run in the answer. */
  state?: string;
  attempt?: number;
}

/**
 * The producer's own record of what it was promised, in files that no fault touches. They have the text format of
 * PostgreSQL's COPY, so that a million lines are checked without being read here.
 */
export interface Ledger {
  readonly runsFile: string;
  readonly cancelsFile: string;
  add(entries: readonly LedgerEntry[]): void;
  addCancel(entry: CancelEntry): void;
  readonly size: number;
  readonly cancels: number;
  /** Ids accepted lately. */
  recent(): string[];
}

const RECENT = 5_000;

export function openLedger(dir: string): Ledger {
  const runsFile = `${dir}/ledger`;
  const cancelsFile = `${dir}/cancels`;
  writeFileSync(runsFile, '');
  writeFileSync(cancelsFile, '');
  let size = 0;
  let cancels = 0;
  /** The latest ids, the oldest overwritten first. */
  const ring: string[] = [];
  return {
    runsFile,
    cancelsFile,
    add(entries) {
      if (entries.length > 0) appendFileSync(runsFile, entries.map(toLine).join(''));
      for (const { id } of entries) ring[size++ % RECENT] = id;
    },
    addCancel({ id, atMs, status, state, attempt }) {
      appendFileSync(cancelsFile, copyLine([id, atMs, status, state, attempt]));
      cancels++;
    },
    get size() {
      return size;
    },
    get cancels() {
      return cancels;
    },
    recent: () => [...ring],
  };
}

/** Columns as in ../checks/evidence.ts. */
const toLine = ({ id, expected: { states, output, notBeforeMs, limit, rate } }: LedgerEntry): string =>
  copyLine([
    id,
    `{${states.join()}}`,
    output === undefined ? undefined : JSON.stringify(output),
    notBeforeMs,
    limit?.name,
    limit?.size,
    rate,
  ]);

/** None of the values holds a tab, a line break or a backslash. */
const copyLine = (values: readonly (string | number | undefined)[]): string =>
  `${values.map((value) => value ?? '\\N').join('\t')}\n`;
