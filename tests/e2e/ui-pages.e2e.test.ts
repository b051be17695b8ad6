import { beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { eventually } from '@fbrain/testing/eventually';
import { required } from '@fbrain/testing/test-environment';
import type { Page } from 'playwright-core';
import { axeViolations } from './system/axe.ts';
import { describeSystem } from './system/describe-system.ts';
import { givenWork, type Pages } from './system/given-work.ts';

const APP = readFileSync(join(import.meta.dir, '../../ui/src/app.tsx'), 'utf8');
/** What index.html makes a browser load before the first page is drawn, compressed. */
const MAX_INITIAL_BYTES = 90 * 1024;
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
/** Pages that need no sign-in or are the frame of others; tested elsewhere. */
const ELSEWHERE = ['/reset-password'];

describeSystem('every page', { transport: 'postgres', browser: true, nginx: true }, ({ system, browser }) => {
  const shown: { pages: Pages } = { pages: {} };
  beforeAll(async () => {
    shown.pages = await givenWork(system());
  });

  test('is on the list of this test', () => {
    const addresses = Object.values(shown.pages).map((path) => path.replace(/\?.*/, ''));
    for (const route of routesOf(APP)) {
      const matcher = new RegExp(`^${route.replace(/:\w+/g, '[^/]+').replace('*', '.*')}/?$`);
      expect({ route, isListed: addresses.some((path) => matcher.test(path)) }).toEqual({ route, isListed: true });
    }
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`in ${colorScheme} colours breaks no rule of accessibility, and fits a phone`, async () => {
      const { page, open } = browser();
      await page.emulateMedia({ colorScheme });
      for (const [name, path] of Object.entries(shown.pages)) {
        await page.setViewportSize(DESK);
        await open(path);
        await untilDrawn(page);
        expect({ name, violations: await axeViolations(page) }).toEqual({ name, violations: [] });
        await page.setViewportSize(PHONE);
        // A chart takes its new size a moment after the page has.
        await eventually(async () =>
          expect({ name, widthPx: await widthOf(page) }).toEqual({ name, widthPx: PHONE.width }),
        );
      }
    });
  }

  test('loads at most 90 kB of JavaScript before the first is drawn', () => {
    const ui = join(required('distDir'), 'ui');
    const index = readFileSync(join(ui, 'index.html'), 'utf8');
    const scripts = [...index.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path = '']) => path);
    expect(scripts.length).toBeGreaterThan(0);
    const bytes = scripts.map((path) => gzipSync(readFileSync(join(ui, path))).length);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(MAX_INITIAL_BYTES);
  });
});

/** Addresses of the router's table, those below /settings in full. */
function routesOf(source: string): string[] {
  let parent = '';
  const routes: string[] = [];
  for (const [, path = '', rest = '', end] of source.matchAll(/<Route path="([^"]+)"([^\n]*)|(<\/Route>)/g)) {
    if (end) parent = '';
    else routes.push(`${parent}${path}`.replace(/(.)\/$/, '$1'));
    if (path && !rest.trimEnd().endsWith('/>')) parent = path;
  }
  return routes.filter((route) => !ELSEWHERE.includes(route));
}

async function untilDrawn(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await page.locator('.animate-pulse').first().waitFor({ state: 'detached' });
}

/** Of what the page would scroll over. */
const widthOf = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth');
