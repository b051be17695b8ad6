import type { Browser } from '../../tests/e2e/system/browser.ts';

/** Requests a minute to the API by the name of the page that sends them. */
export type RequestRates = Record<string, number>;

/**
 * What a page may ask of the API, however much happens: each list that it shows once in 2 s, and what it reads at a pace
 * of its own besides. No page shows more than six.
 */
export const MAX_REQUESTS_PER_MINUTE = 6 * 30;

/** Starts to count once the first changes after the opening are read: these are read sooner. */
const WARM_UP_MS = 4_000;

/** Leaves each page open for some seconds while the system is busy, and counts. */
export async function measureRequestRates(
  { page, open }: Browser,
  pages: Record<string, string>,
  seconds: number,
): Promise<RequestRates> {
  const rates: RequestRates = {};
  for (const [name, path] of Object.entries(pages)) {
    await open(path);
    await page.locator('main h1').first().waitFor();
    await Bun.sleep(WARM_UP_MS);
    let count = 0;
    const onRequest = (request: { url(): string }) => {
      if (new URL(request.url()).pathname.startsWith('/api/')) count++;
    };
    page.on('request', onRequest);
    await Bun.sleep(seconds * 1_000);
    page.off('request', onRequest);
    rates[name] = (count * 60) / seconds;
  }
  return rates;
}
