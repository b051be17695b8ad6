import type { Database } from '@fbrain/adapters/postgres/connection';
import type { Ledger } from '../work/ledger.ts';
import { loadEvidence } from './evidence.ts';
import { CANCEL_RULES, EXECUTION_RULES } from './execution-rules.ts';
import { type Figures, readFigures } from './figures.ts';
import { findViolations } from './find-violations.ts';
import { fullLimits, LIMIT_RULES } from './limit-rules.ts';
import { checkRates } from './rates.ts';
import { RUN_RULES } from './run-rules.ts';
import { SCHEDULE_RULES } from './schedule-rules.ts';

export interface Findings {
  violations: string[];
  figures: Figures;
  /** Limits that were full at some time, rates that starts were counted against, and those of both exceeded. */
  fullLimits: number;
  rates: number;
  exceededLimits: number;
}

/** Compares what was promised, what the database says, and what the tasks wrote down. Leaves the tables for a look. */
export async function checkEvidence(sql: Database, ledger: Ledger, journal: string): Promise<Findings> {
  await loadEvidence(sql, ledger, journal);
  const { rates, violations } = await checkRates(sql);
  const exceeded = [...(await findViolations(sql, LIMIT_RULES)), ...violations];
  return {
    violations: [
      ...(await findViolations(sql, [...RUN_RULES, ...EXECUTION_RULES, ...CANCEL_RULES, ...SCHEDULE_RULES])),
      ...exceeded,
    ],
    figures: await readFigures(sql),
    fullLimits: await fullLimits(sql),
    rates,
    exceededLimits: exceeded.length,
  };
}
