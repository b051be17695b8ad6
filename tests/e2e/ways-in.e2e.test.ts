import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asApplication, createTestDatabase } from '@fbrain/testing/test-database';
import { required } from '@fbrain/testing/test-environment';
import type { Page } from 'playwright-core';
import { axeViolations } from './system/axe.ts';
import { describeSystem, type Tools } from './system/describe-system.ts';
import { openFrontDoor } from './system/front-door.ts';
import { oneTimeCode } from './system/one-time-code.ts';
import type { System } from './system/system.ts';
import { newVisitor, PASSWORD, visitorWho } from './system/visitor.ts';

/** Colours change at once, not while axe looks at them. */
const STILL = { reducedMotion: 'reduce' } as const;
const PHONE = { width: 360, height: 740 };
/** Those that have nothing to show at first. */
const EMPTY_PAGES = [
  ...['/', '/runs', '/errors', '/tasks', '/schedules', '/schedules?view=week', '/queues', '/workers'],
  ...['tokens', 'secrets', 'notifications', 'audit'].map((part) => `/settings/${part}`),
];

describeSystem('the ways in', { transport: 'postgres', browser: true, worker: null }, (tools) => {
  testNothing(tools);
  testSetup(tools);
  testReset(tools);
  testSecondFactor(tools);
});

function testNothing({ browser }: Tools): void {
  test('a new installation has a page for everything, with nothing on it that breaks a rule of accessibility', async () => {
    const { page, open } = browser();
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: 'dark', ...STILL });
    for (const path of EMPTY_PAGES) {
      await open(path);
      await page.locator('main h1').first().waitFor();
      await page.locator('.animate-pulse').first().waitFor({ state: 'detached' });
      expect({ path, violations: await axeViolations(page) }).toEqual({ path, violations: [] });
    }
  });
}

function testSetup({ system, browser }: Tools): void {
  test('a new installation is set up by its link, once', async () => {
    const database = await createTestDatabase();
    const env = { DATABASE_URL: asApplication(database.url), ADMIN_EMAIL: '', ADMIN_PASSWORD: '' };
    const api = await system().startApi(env);
    const door = openFrontDoor(join(required('distDir'), 'ui'), api.url);
    const page = await newVisitor(browser());
    const setUp = async (email: string) => {
      await page.goto(`${door.url}/setup#code=${setupCode(system())}`);
      await page.getByRole('heading', { name: 'Set up F_BRAIN' }).waitFor();
      expect(page.url()).not.toContain('code');
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('New password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Create admin' }).click();
    };
    await page.goto(door.url);
    await page.getByText('Nobody can sign in yet').waitFor();
    await expectAccessible(page);
    await setUp('ada@example.org');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.context().clearCookies();
    await setUp('eve@example.org');
    await page.getByText('This link was used').waitFor();
    await expectAccessible(page);
    // An incomplete link does not even ask.
    await page.goto(`${door.url}/setup`);
    await page.getByText('This link is not complete').waitFor();
    expect(await page.getByLabel('Email').count()).toBe(0);
    await page.context().close();
    await door.close();
    await api.end();
    await database.drop();
  });
}

function testReset({ system, browser }: Tools): void {
  test('who forgot the password gets in by a link of an admin, once, and the old password is worth nothing', async () => {
    const email = 'grace@example.org';
    const visitor = await visitorWho({ system: system(), browser: browser() }, { email, role: 'operator' });
    const { page, open } = browser();
    await open('/settings/users');
    await page.getByRole('button', { name: `Change ${email}` }).click();
    await page.getByRole('button', { name: 'Reset password' }).click();
    const link = (await page.getByRole('dialog').locator('pre').textContent())?.trim() ?? '';
    const reset = async () => {
      await visitor.goto('about:blank');
      await visitor.goto(link);
      await visitor.getByLabel('New password').fill('quite another phrase');
      await visitor.getByRole('button', { name: 'Set password' }).click();
    };
    await visitor.context().clearCookies();
    await reset();
    await visitor.getByText('Your password is set').waitFor();
    await expectAccessible(visitor);
    await signIn(visitor, email, PASSWORD);
    await visitor.getByText('The email address or the password is wrong.').waitFor();
    await expectAccessible(visitor);
    await visitor.evaluate(`localStorage.setItem('fbrain.locale', 'fr')`);
    await visitor.reload();
    await visitor.getByLabel('Adresse e-mail').fill(email);
    await visitor.getByLabel('Mot de passe', { exact: true }).fill(PASSWORD);
    await visitor.getByRole('button', { name: 'Se connecter' }).click();
    await visitor.getByText('L’adresse ou le mot de passe n’est pas correct.').waitFor();
    await visitor.locator('[lang=en]').getByText('The email address or the password is wrong.').waitFor();
    await visitor.evaluate(`localStorage.removeItem('fbrain.locale')`);
    await visitor.reload();
    await signIn(visitor, email, 'quite another phrase');
    await visitor.getByRole('heading', { name: 'Overview' }).waitFor();
    await visitor.context().clearCookies();
    await reset();
    await visitor.getByText('This link was used').waitFor();
    await expectAccessible(visitor);
    await visitor.context().close();
  });
}

function testSecondFactor({ system, browser }: Tools): void {
  test('a second factor is turned on, then asked for, and a recovery code stands in for it', async () => {
    const email = 'hedy@example.org';
    const page = await visitorWho({ system: system(), browser: browser() }, { email, role: 'viewer' });
    await page.goto(`${system().url}/settings`);
    await page.getByLabel('Current password').last().fill(PASSWORD);
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
    await expectAccessible(page);
    const secret = (await page.locator('pre').textContent())?.trim() ?? '';
    await page.getByRole('textbox', { name: 'Code' }).fill(oneTimeCode(secret));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).waitFor();
    const [recovery = ''] = ((await page.locator('pre').textContent()) ?? '').trim().split('\n');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('On: signing in asks for a code.').waitFor();

    await page.context().clearCookies();
    await page.goto(`${system().url}/queues`);
    await signIn(page, email, PASSWORD);
    // The field takes the focus: the code is typed on at once.
    await page.getByRole('textbox', { name: 'Code' }).and(page.locator(':focus')).waitFor();
    await expectAccessible(page);
    await page.getByRole('textbox', { name: 'Code' }).fill('not a code');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.getByRole('textbox', { name: 'Code' }).fill(recovery);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Queues' }).waitFor();
    await page.context().close();
  });
}

/** The API tells it in its log, and nowhere else. */
function setupCode({ dir }: System): string {
  const logs = [...new Bun.Glob('*.log').scanSync({ cwd: dir, absolute: true })].map((path) =>
    readFileSync(path, 'utf8'),
  );
  const code = /\/setup#code=([\w-]{43})/.exec(logs.join('\n'))?.[1];
  if (!code) throw new Error('No log has a set-up link');
  return code;
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** In either theme, the dark one on a phone; with a name for the tab of the browser. */
async function expectAccessible(page: Page): Promise<void> {
  expect(await page.title()).toEndWith(' · F_BRAIN');
  const desk = page.viewportSize() ?? PHONE;
  for (const [colorScheme, size] of [
    ['dark', PHONE],
    ['light', desk],
  ] as const) {
    await page.emulateMedia({ colorScheme, ...STILL });
    await page.setViewportSize(size);
    expect({ colorScheme, violations: await axeViolations(page) }).toEqual({ colorScheme, violations: [] });
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  }
}
