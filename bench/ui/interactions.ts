import type { Browser } from '../../tests/e2e/system/browser.ts';
import type { System } from '../../tests/e2e/system/system.ts';
import { probePage } from './page-probe.ts';

type Page = Browser['page'];

/** Times in milliseconds by the name of what was done. */
export type Interactions = Record<string, number[]>;

export const LOADED_ROWS = 10_000;
const BATCH = 1_000;
const SCROLL_STEPS = 120;
const SCROLL_PX = 400;
/** Rows that come into sight are drawn over several frames. */
const FRAMES_TO_SETTLE = 10;
const SEARCH = 'state:failed customer';

/** Enough finished runs for a long list. */
export async function givenHistory({ client, get }: System): Promise<void> {
  for (let sent = 0; sent < LOADED_ROWS + BATCH; sent += BATCH)
    await client.enqueueMany(Array.from({ length: BATCH }, () => ({ task: 'demo.noop', input: {} })));
  while ((await get<{ count: number }>('/runs/count?state=succeeded')).count < LOADED_ROWS) await Bun.sleep(200);
}

/** Loads so many rows into the list of runs as a person does, page by page. */
export async function loadRows(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Load more' }).waitFor();
  await page.evaluate(`new Promise((done) => {
    const step = () => {
      const more = [...document.querySelectorAll('footer button')].find((button) => !button.disabled);
      const shown = Number(document.querySelector('footer .tabular-nums')?.textContent.replace(/\\D/g, ''));
      if (shown >= ${LOADED_ROWS}) return done();
      more?.click();
      setTimeout(step);
    };
    step();
  })`);
}

/** All that one does in that list, so many times each. The search comes last: it ends the list. */
export async function measureInteractions(page: Page, times: number): Promise<Interactions> {
  const probe = await probePage(page);
  const found: Interactions = {};
  for (const [name, act] of Object.entries(actions(page))) {
    const taken: number[] = [];
    for (let time = 0; time < times; time++) taken.push(await probe.time(() => act(time)));
    found[name] = taken;
  }
  return found;
}

const actions = (page: Page): Record<string, (time: number) => Promise<unknown>> => ({
  'next row (j)': () => page.keyboard.press('j'),
  'row before (k)': () => page.keyboard.press('k'),
  'select a row (x)': () => page.keyboard.press('x'),
  'select a row (mouse)': (time) =>
    page
      .locator('tbody input[type=checkbox]')
      .nth(time % 10)
      .click(),
  'select a range (Shift-x)': (time) => page.keyboard.press(time % 2 ? 'j' : 'Shift+X'),
  'choose columns': (time) =>
    time % 2 ? page.keyboard.press('Escape') : page.getByRole('button', { name: 'Columns' }).click(),
  'command palette': (time) => page.keyboard.press(time % 2 ? 'Escape' : 'Control+k'),
  'load 50 more': () => loadMore(page),
  'type in the search': async (time) => {
    if (time === 0) await page.getByRole('combobox').first().focus();
    await page.keyboard.press(SEARCH[time % SEARCH.length] ?? ' ');
  },
});

/** Who presses the button has scrolled to it before: the frames of that are measured for themselves. */
async function loadMore(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Load more' });
  await button.scrollIntoViewIfNeeded();
  for (let frame = 0; frame < FRAMES_TO_SETTLE; frame++) await page.evaluate('new Promise(requestAnimationFrame)');
  await button.click();
}

/** Opens runs of a live list, one after the other. */
export async function measureOpening({ page, open }: Browser, times: number): Promise<number[]> {
  await open('/runs');
  const probe = await probePage(page);
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    await page.locator('[data-row-link]').nth(10).waitFor();
    taken.push(
      await probe.time(() =>
        page
          .locator('[data-row-link]')
          .nth(time % 10)
          .click(),
      ),
    );
    await page.getByRole('tab').first().waitFor();
    await page.goBack();
  }
  return taken;
}

/** Times between frames while the list is scrolled by the wheel, as fast as a hand can. */
export async function scrollList(page: Page): Promise<number[]> {
  const probe = await probePage(page);
  await page.mouse.move(700, 500);
  return await probe.frames(async () => {
    for (let step = 0; step < SCROLL_STEPS; step++) {
      await page.mouse.wheel(0, SCROLL_PX);
      await page.evaluate('new Promise(requestAnimationFrame)');
    }
  });
}
