import { quantile } from '../figures.ts';
import { renderTable } from './render-table.ts';

/** What was measured under one name, in milliseconds. */
export interface Times {
  name: string;
  values: readonly number[];
  /** Bound of a percentile. */
  budget: { part: number; ms: number };
}

/** "Interaction under 100 ms": 19 of 20, as the machine's other work hits one now and then. */
export const INTERACTION_BUDGET = { part: 0.95, ms: 100 };
/** Three frames: what is seen as a stutter. */
export const FRAME_BUDGET = { part: 0.99, ms: 50 };

const isWithin = ({ values, budget }: Times): boolean => quantile(values, budget.part) <= budget.ms;

export function renderTimes(all: readonly Times[]): string {
  const rows = all.map((times) => {
    const show = (part: number) => `${Math.round(quantile(times.values, part))} ms`;
    const { part, ms } = times.budget;
    const budget = `p${part * 100} ${ms} ms`;
    return [times.name, show(0.5), show(0.95), show(0.99), show(1), budget, isWithin(times) ? 'yes' : 'NO'];
  });
  return renderTable(['', 'p50', 'p95', 'p99', 'max', 'budget', 'met'], rows);
}

/** Whether all were measured and are within their budgets. */
export const areTimesGood = (all: readonly Times[]): boolean => all.every(isWithin);
