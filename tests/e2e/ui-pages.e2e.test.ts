import { beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { eventually } from '@fbrain/testing/eventually';
import { required } from '@fbrain/testing/test-environment';
import type { Page } from 'playwright-core';
import { axeViolations } from './system/axe.ts';
import { describeSystem, type Tools } from './system/describe-system.ts';
import { dialogsOf, type OpenableDialog } from './system/dialogs.ts';
import { englishLeft } from './system/english-left.ts';
import { givenWork, type Pages } from './system/given-work.ts';
import { keyboardFaults } from './system/keyboard-faults.ts';
import { toldBySystem } from './system/told-by-system.ts';
import { visitorWho } from './system/visitor.ts';

const APP = readFileSync(join(import.meta.dir, '../../ui/src/app.tsx'), 'utf8');
/** What index.html makes a browser load before the first page is drawn, compressed. */
const MAX_INITIAL_BYTES = 90 * 1024;
const PHONE = { width: 360, height: 740 };
/** What is left of 1280 by 1024 when it is zoomed to 400 %: WCAG 1.4.10. */
const ZOOMED = { width: 320, height: 256 };
/** Colours change at once, not while axe looks at them. */
const STILL = { reducedMotion: 'reduce' } as const;
const COLOURS = ['color-contrast'];
/** Who looks around, and on which pages what they may differs from others. */
const VISITORS = [
  { email: 'viewer@example.org', role: 'viewer', isSeen: /./ },
  { email: 'reader@example.org', role: 'viewer', seesPayloads: true, isSeen: /^(errors?|run-failed|task-form)$/ },
  {
    email: 'operator@example.org',
    role: 'operator',
    isSeen: /^(error|run-running|task-form|schedule-edit|users|retention)$/,
  },
] as const;
/** Words on buttons that change something for others. */
const CHANGES =
  /^(Cancel( run)?|Delete|Replay|Run again|Start|Resolve|Ignore|Reopen|Pause|Resume|Fire|Drain|Invite|Create|Add|Revoke|Save|Edit|New)( (?!updates)|$)/;
const DESK = { width: 1280, height: 800 };
/** Pages that need no sign-in or are the frame of others; tested elsewhere. */
const ELSEWHERE = ['/reset-password'];

interface Shown {
  pages: Pages;
}

describeSystem('every page', { transport: 'postgres', browser: true, nginx: true }, (tools) => {
  const { system } = tools;
  const shown: Shown = { pages: {} };
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

  testLooks(tools, shown);
  testDialogs(tools, shown);
  testSystemsWish(tools, shown);
  testRoles(tools, shown);

  test('loads at most 90 kB of JavaScript before the first is drawn', () => {
    const ui = join(required('distDir'), 'ui');
    const index = readFileSync(join(ui, 'index.html'), 'utf8');
    const scripts = [...index.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path = '']) => path);
    expect(scripts.length).toBeGreaterThan(0);
    const bytes = scripts.map((path) => gzipSync(readFileSync(join(ui, path))).length);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(MAX_INITIAL_BYTES);
  });
});

function testLooks({ browser }: Tools, shown: Shown): void {
  for (const [colorScheme, locale, small] of [
    ['light', 'en', PHONE],
    ['dark', 'fr', ZOOMED],
  ] as const) {
    test(`in ${colorScheme} colours and ${locale} breaks no rule of accessibility, and fits ${small.width} px`, async () => {
      const { page, open } = browser();
      await page.emulateMedia({ colorScheme, ...STILL });
      await speak(page, locale);
      for (const [name, path] of Object.entries(shown.pages)) {
        await page.setViewportSize(DESK);
        await open(path);
        await untilDrawn(page);
        expect({ name, violations: await axeViolations(page) }).toEqual({ name, violations: [] });
        await page.setViewportSize(small);
        // Charts and lists take their new size a moment after the page has.
        await eventually(async () => {
          const shape = await page.evaluate<unknown>(SHAPE);
          expect({ name, shape }).toEqual({ name, shape: { widthPx: small.width, lost: [] } });
        });
        expect({ name, faults: await keyboardFaults(page) }).toEqual({ name, faults: [] });
        // Colours are those of the desk; what scrolls and how close things are is not.
        if (locale === 'en')
          expect({ name, violations: await axeViolations(page, COLOURS) }).toEqual({ name, violations: [] });
        if (locale === 'fr') expect({ name, english: await englishLeft(page) }).toEqual({ name, english: [] });
      }
      await speak(page, 'en');
    });
  }
}

function testSystemsWish({ browser }: Tools, shown: Shown): void {
  test('shows by colours of the system what is chosen and how much, and does not move if that is the wish', async () => {
    const { page, open } = browser();
    await page.setViewportSize(DESK);
    await page.emulateMedia({ forcedColors: 'active', ...STILL });
    for (const name of ['runs-failed', 'queues', 'run-output', 'schedules-week', 'users']) {
      await open(shown.pages[name] ?? '');
      await untilDrawn(page);
      const told = await toldBySystem(page);
      expect({ name, told }).toEqual({ name, told: { isChosenSeen: true, lost: [], moving: [] } });
    }
    await page.emulateMedia({ forcedColors: 'none' });
  });
}

function testDialogs({ browser }: Tools, shown: Shown): void {
  test('gives its dialogs to the keyboard, and to every eye and ear', async () => {
    const { page, open } = browser();
    for (const dialog of dialogsOf(shown.pages)) {
      const { name } = dialog;
      await page.setViewportSize(DESK);
      if (!page.url().endsWith(dialog.path)) await open(dialog.path);
      await untilDrawn(page);
      await openByKeyboard(page, dialog);
      await dialog.inside?.(page);
      for (const [colorScheme, size] of [
        ['dark', PHONE],
        ['light', DESK],
      ] as const) {
        await page.emulateMedia({ colorScheme, ...STILL });
        await page.setViewportSize(size);
        const violations = await axeViolations(page, [], '[role="dialog"]');
        expect({ name, violations }).toEqual({ name, violations: [] });
      }
      for (const key of ['Tab', 'Shift+Tab', 'Shift+Tab']) {
        await page.keyboard.press(key);
        expect({ name, key, hasFocus: await page.locator('[role="dialog"] :focus').count() }).toMatchObject({
          hasFocus: 1,
        });
      }
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      // What opened it is there for the next Enter; a key has nothing to go back to but the page.
      const opener = typeof dialog.opener === 'string' ? page.locator('main') : dialog.opener(page);
      await opener.and(page.locator(':focus')).waitFor();
    }
  });
}

function testRoles({ system, browser }: Tools, shown: Shown): void {
  for (const { isSeen, ...user } of VISITORS) {
    test(`asks nothing of the server that ${user.email} may not know, and offers a viewer no change`, async () => {
      const page = await visitorWho({ system: system(), browser: browser() }, user);
      const refused: string[] = [];
      page.on('response', (answer) => answer.status() === 403 && refused.push(answer.url()));
      await page.goto(`${system().url}/queues`);
      for (const [name, path] of Object.entries(shown.pages).filter(([name]) => isSeen.test(name))) {
        await follow(page, path);
        await untilDrawn(page);
        const buttons = await page.locator('main :is(button, a)').filter({ visible: true }).allTextContents();
        const offered = user.role === 'viewer' ? buttons.filter((text) => CHANGES.test(text)) : [];
        const alerts = await page.getByRole('alert').allTextContents();
        expect({ name, refused, offered, alerts }).toEqual({ name, refused: [], offered: [], alerts: [] });
      }
      await follow(page, '/settings/users');
      await page.getByText('needs the permission users:read').waitFor();
      const settings = page.getByRole('navigation', { name: 'Settings' });
      expect(await settings.getByRole('link', { name: 'Users' }).count()).toBe(0);
      await page.context().close();
    });
  }
}

/** A dialog, opened from what has the focus, which is then inside. */
async function openByKeyboard(page: Page, { opener, before }: OpenableDialog): Promise<void> {
  await before?.(page);
  if (typeof opener !== 'string') await opener(page).focus();
  await page.keyboard.press(typeof opener === 'string' ? opener : 'Enter');
  await page.locator('[role="dialog"] :focus').waitFor();
  await page.locator('.animate-pulse').first().waitFor({ state: 'detached' });
}

/** Goes to another page without leaving the application. */
async function follow(page: Page, path: string): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await page.evaluate(`{
    const link = Object.assign(document.createElement('a'), { href: ${JSON.stringify(path)} });
    document.body.append(link);
    link.click();
    link.remove();
  }`);
  await page.waitForURL((url) => url.href.endsWith(path));
}

const speak = (page: Page, locale: string): Promise<void> =>
  page.evaluate(`localStorage.setItem('fbrain.locale', '${locale}')`);

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

/** Evaluated in the page: how much it would scroll over, and which links to where one is are out of sight. */
const SHAPE = `({
  widthPx: document.documentElement.scrollWidth,
  lost: [...document.querySelectorAll('nav [aria-current="page"]')]
    .filter((link) => link.getBoundingClientRect().left < -1 || link.getBoundingClientRect().right > innerWidth + 1)
    .map((link) => link.textContent),
})`;
