import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { Expectation } from './work-kinds.ts';

/** One run that the API has accepted: from then on it must not be lost (G1). */
export interface LedgerEntry {
  id: string;
  expected: Expectation;
  /** Only one run may ever exist for a key. */
  key?: string;
}

/** The producer's own record of what it was promised, in a file that no fault touches. */
export interface Ledger {
  add(entries: readonly LedgerEntry[]): void;
  readonly size: number;
  /** Ids accepted lately. */
  readonly recent: readonly string[];
  read(): LedgerEntry[];
}

const RECENT = 5_000;

export function openLedger(file: string): Ledger {
  writeFileSync(file, '');
  let size = 0;
  let recent: string[] = [];
  return {
    add(entries) {
      if (entries.length === 0) return;
      appendFileSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      size += entries.length;
      recent = [...recent, ...entries.map(({ id }) => id)].slice(-RECENT);
    },
    get size() {
      return size;
    },
    get recent() {
      return recent;
    },
    read: () =>
      readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LedgerEntry),
  };
}
