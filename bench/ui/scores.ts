import { median } from '../figures.ts';
import { renderTable } from './render-table.ts';

/** Of Lighthouse. */
export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
type Category = (typeof CATEGORIES)[number];
export type Device = 'desktop' | 'mobile';

/** What one look at a page found: scores from 0 to 1, and the names of the audits that cost points. */
export type Scores = Record<Category, number> & { failed: readonly string[] };

export interface PageScores {
  name: string;
  device: Device;
  rounds: readonly Scores[];
}

/** What the product promises in each category. */
const MIN_SCORE = 95;

/** The median of the rounds, as Lighthouse shows it. */
const scoreOf = ({ rounds }: PageScores, category: Category): number =>
  Math.round(median(rounds.map((scores) => scores[category])) * 100);

/** Whether a page keeps the promise in every category. */
const isGood = (page: PageScores): boolean => CATEGORIES.every((category) => scoreOf(page, category) >= MIN_SCORE);

/** A table of medians, with the audits that cost points where a page is below the promise. */
export function renderScores(pages: readonly PageScores[]): string {
  const rows = pages.map((page) => [
    page.name,
    page.device,
    ...CATEGORIES.map((category) => String(scoreOf(page, category))),
    isGood(page) ? '' : [...new Set(page.rounds.flatMap(({ failed }) => failed))].join(' '),
  ]);
  return renderTable([`Lighthouse, at least ${MIN_SCORE}`, '', ...CATEGORIES, ''], rows);
}

/** Whether all pages keep it. */
export const areScoresGood = (pages: readonly PageScores[]): boolean => pages.every(isGood);
