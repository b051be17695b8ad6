import type { Database } from '@fbrain/adapters/postgres/connection';
import type { Ledger } from '../work/ledger.ts';
import { loadEvidence } from './evidence.ts';
import { CANCEL_RULES, EXECUTION_RULES } from './execution-rules.ts';
import { type Figures, readFigures } from './figures.ts';
import { findViolations } from './find-violations.ts';
import { fullLimits, LIMIT_RULES } from './limit-rules.ts';
import { RUN_RULES } from './run-rules.ts';

export interface Findings {
  violations: string[];
  figures: Figures;
  /** Limits that were full at some time, and those that were exceeded. */
  fullLimits: number;
  exceededLimits: number;
}

/** Compares what was promised, what the database says, and what the tasks wrote down. Leaves the tables for a look. */
export async function checkEvidence(sql: Database, ledger: Ledger, journal: string): Promise<Findings> {
  await loadEvidence(sql, ledger, journal);
  const exceeded = await findViolations(sql, LIMIT_RULES);
  return {
    violations: [...(await findViolations(sql, [...RUN_RULES, ...EXECUTION_RULES, ...CANCEL_RULES])), ...exceeded],
    figures: await readFigures(sql),
    fullLimits: await fullLimits(sql),
    exceededLimits: exceeded.length,
  };
}
