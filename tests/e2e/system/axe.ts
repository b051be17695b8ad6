import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const RUN = `axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] })
  .then(({ violations }) => violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html.slice(0, 200) + ' ' + (node.any[0]?.message ?? '')) })))`;

export interface Violation {
  /** Name of the rule, which axe-core explains. */
  id: string;
  /** The elements that break it. */
  where: string[];
}

/** What axe-core finds wrong with the page as it is shown now: rules of WCAG 2.2 AA and what is good practice. */
export async function axeViolations(page: Page): Promise<Violation[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  return await page.evaluate<Violation[]>(RUN);
}
