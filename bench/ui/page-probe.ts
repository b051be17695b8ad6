import type { Browser } from '../../tests/e2e/system/browser.ts';

type Page = Browser['page'];

/** What a page felt like: times in milliseconds. */
export interface PageProbe {
  /** Does something with keys or the mouse and answers how long until the page had drawn its effect. */
  time(act: () => Promise<unknown>): Promise<number>;
  /** Does something and answers the times between the frames meanwhile. */
  frames(act: () => Promise<unknown>): Promise<number[]>;
}

/** The browser tells of no event that took less. */
const LEAST_MS = 16;

/** Counts as web vitals do: from the key or click to the frame after it (Event Timing). */
const INSTALL = `(() => {
  const probe = { slowest: 0, frames: null };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) probe.slowest = Math.max(probe.slowest, entry.duration);
  }).observe({ type: 'event', durationThreshold: ${LEAST_MS} });
  let last = performance.now();
  requestAnimationFrame(function frame(now) {
    probe.frames?.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  });
  globalThis.probe = probe;
})()`;

/** Two frames after an interaction all of its entries are there, the second delivered by a task of its own. */
const SETTLED = `new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))))`;

/** Goes with the page as long as it is not left by an address. */
export async function probePage(page: Page): Promise<PageProbe> {
  await page.evaluate(INSTALL);
  return {
    async time(act) {
      await page.evaluate('probe.slowest = 0');
      await act();
      await page.evaluate(SETTLED);
      return Math.max(await page.evaluate<number>('probe.slowest'), LEAST_MS);
    },
    async frames(act) {
      await page.evaluate('probe.frames = []');
      await act();
      await page.evaluate(SETTLED);
      return await page.evaluate<number[]>('probe.frames.splice(0)');
    },
  };
}
