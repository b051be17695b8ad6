import { milliseconds, perSecond } from './figures.ts';

interface Budget {
  what: string;
  /** null = nothing is promised: others refer to it. */
  budget: number | null;
  show(value: number): string;
  /** Rates: the more, the better. Times and sizes: the less. */
  isBetter: 'more' | 'less';
}

const megabytes = (value: number): string => `${Math.round(value)} MB`;
const rate = (what: string, budget: number | null): Budget => ({ what, budget, show: perSecond, isBetter: 'more' });
const time = (what: string, budget: number): Budget => ({ what, budget, show: milliseconds, isBetter: 'less' });

/** What the design promises, in the order of the table. */
const BUDGETS = {
  bulk: rate('bulk enqueue, committed', 30_000),
  single: rate('single POST /runs, 64 connections', 10_000),
  drain: rate('drain of no-op runs, history kept', 25_000),
  p50: time('enqueue → finished at rest, p50', 5),
  p99: time('enqueue → finished at rest, p99', 20),
  fullLoad: rate('accepted and done at once: full load', null),
  halfLoad: time('enqueue → finished at half load, p99', 50),
  halfDrain: time('the same at half of the drain, p99', 50),
  memory: { what: 'worker after the drain', budget: 150, show: megabytes, isBetter: 'less' },
  start: time('worker start → first run done', 500),
  devStart: time('bun run dev, second start', 5_000),
} satisfies Record<string, Budget>;

export type FigureName = keyof typeof BUDGETS;
export type Figures = Partial<Record<FigureName, number>>;

/** A table of the figures that were measured, beside their budgets. */
export function renderFigures(title: string, figures: Figures): string {
  const line = (...cells: [string, string, string, string]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(36) : cell.padStart(column === 3 ? 10 : 12))).join(' ');
  const rows = Object.entries(BUDGETS).flatMap(([name, { what, budget, show, isBetter }]) => {
    const value = figures[name as FigureName];
    if (value === undefined) return [];
    if (budget === null) return [line(what, show(value), '', '')];
    const part = isBetter === 'more' ? value / budget : budget / value;
    return [line(what, show(value), show(budget), `${Math.round(part * 100)} %`)];
  });
  return [line(title, 'measured', 'budget', 'of budget'), ...rows, ''].join('\n');
}
