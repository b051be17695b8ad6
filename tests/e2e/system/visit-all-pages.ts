import type { Browser } from './browser.ts';

/** More than the UI has; a link that is new each time must not lead on for ever. */
const MAX_PAGES = 60;
/** What is no page of the UI. */
const NO_PAGE = /^\/(api|docs)(\/|$)/;

/** Opens every page that a link leads to, each until its heading is there. Answers their addresses. */
export async function visitAllPages({ page, open }: Browser, url: string): Promise<string[]> {
  await open('/');
  const visited = new Set<string>();
  const found = ['/'];
  for (const path of found) {
    if (visited.has(path) || visited.size > MAX_PAGES) continue;
    visited.add(path);
    await page.goto(`${url}${path}`);
    await page.locator('main h1').first().waitFor();
    const links = await page.locator('a[href^="/"]').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    found.push(...links.flatMap((link) => (link && !NO_PAGE.test(link) ? link.replace(/[?#].*/, '') : [])));
  }
  return [...visited];
}
