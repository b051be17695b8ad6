import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { testEnvironment } from '@fbrain/testing/test-environment';
import type { Page } from 'playwright-core';
import { openBrowser } from './system/browser.ts';
import { givenWork, type Pages } from './system/given-work.ts';
import { type System, startSystem } from './system/system.ts';

/**
 * `bun tests/e2e/screenshots.ts`: photographs every page of the built system with real runs, in light, dark and on a
 * phone, into screenshots/, and the picture of the README into docs/. Build first: bun run build.
 */
const PROJECT = resolve(import.meta.dir, '../..');
const OUT = join(PROJECT, 'screenshots');
const LOOKS = {
  light: { width: 1280, height: 800, scheme: 'light' },
  dark: { width: 1280, height: 800, scheme: 'dark' },
  phone: { width: 390, height: 844, scheme: 'light' },
} as const;

await takePictures();

async function takePictures(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'fbrain-screenshots-'));
  const postgres = await startPostgres(join(dir, 'postgres'));
  await postgres.ready;
  const distDir = testEnvironment.distDir ?? join(PROJECT, 'dist');
  const system = await startSystem({ databaseUrl: postgres.url, rabbitmqUrl: undefined, distDir });
  try {
    await system.startWorker({ WORKER_NAME: 'worker-1' });
    await system.startWorker({ WORKER_NAME: 'worker-2' });
    await photograph(system, await givenWork(system));
  } finally {
    await system.stop();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function photograph(system: System, pages: Pages): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const browser = await openBrowser(system, testEnvironment.chromiumPath ?? '/usr/bin/chromium');
  for (const [look, { width, height, scheme }] of Object.entries(LOOKS)) {
    await browser.page.setViewportSize({ width, height });
    await browser.page.emulateMedia({ colorScheme: scheme });
    for (const [name, path] of Object.entries({ ...pages, docs: '/docs' })) {
      await browser.open(path);
      await settle(browser.page);
      await browser.page.screenshot({ path: join(OUT, `${name}-${look}.png`) });
      if (name === 'runs' && look === 'light')
        await browser.page.screenshot({ path: join(PROJECT, 'docs/screenshot-runs.png') });
    }
  }
  await browser.close();
  if (browser.faults.length > 0) process.stderr.write(`Faults of the pages:\n${browser.faults.join('\n')}\n`);
}

/** Event streams never end, so "no more requests" never comes: the placeholders must be gone and fonts be drawn. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.locator('#root *, #swagger-ui .opblock').first().waitFor();
  await page.locator('.animate-pulse').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 400)))');
}
