import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Of WCAG 2.2, too, but off unless they are named. */
const EXPERIMENTS = ['label-content-name-mismatch', 'css-orientation-lock'];
const DESCRIBE =
  '({ id, nodes }) => ({ id, where: nodes.map((node) => node.html.slice(0, 200) + " " + (node.any[0]?.message ?? "")) })';

export interface Violation {
  /** Name of the rule, which axe-core explains. */
  id: string;
  /** The elements that break it. */
  where: string[];
}

/**
 * What axe-core finds wrong with the page as it is shown now: rules of WCAG 2.2 AA and what is good practice. Without the
 * rules named, and within the one part of the page if one is.
 */
export async function axeViolations(page: Page, without: readonly string[] = [], part?: string): Promise<Violation[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  const rules = Object.fromEntries([...EXPERIMENTS, ...without].map((id) => [id, { enabled: !without.includes(id) }]));
  const options = { runOnly: TAGS, rules, resultTypes: ['violations'] };
  return await page.evaluate<Violation[]>(
    `axe.run(${part ? JSON.stringify(part) : 'document'}, ${JSON.stringify(options)}).then(({ violations }) => violations.map(${DESCRIBE}))`,
  );
}
