import { expect, test } from 'bun:test';
import type { ApiToken } from '@fbrain/core/access/api-token';
import type { Page as PageOf } from '@fbrain/core/page/page';
import { eventually } from '@fbrain/testing/eventually';
import type { Page } from 'playwright-core';
import { describeSystem, type Tools } from './system/describe-system.ts';

const OPERATOR = { email: 'grace@example.org', password: 'rear admiral 1906' };

describeSystem('the pages about people and settings', { transport: 'postgres', browser: true }, (tools) => {
  aboutPeople(tools);
  aboutCredentials(tools);
  aboutTrouble(tools);
  aboutSettings(tools);
});

/** The page under test and how to find things on it. */
const onPage = (tools: Tools) => {
  const page = () => tools.browser().page;
  return {
    page,
    button: (name: string) => page().getByRole('button', { name, exact: true }),
    dialog: () => page().getByRole('dialog'),
  };
};

function aboutPeople(tools: Tools): void {
  const { page, button, dialog } = onPage(tools);

  test('an admin invites an operator, who chooses a password and signs in', async () => {
    await tools.browser().open('/settings/users');
    await button('Invite user').click();
    await page().getByLabel('Email').fill(OPERATOR.email);
    await page().getByLabel('Role').selectOption('operator');
    await button('Create link').click();
    const link = (await dialog().locator('pre').textContent())?.trim() ?? '';
    expect(link).toStartWith(`${tools.system().url}/reset-password#code=`);

    const visitor = await newVisitor(tools.browser().page);
    await visitor.goto(link);
    await visitor.getByLabel('New password').fill(OPERATOR.password);
    expect(visitor.url()).not.toContain('code');
    await visitor.getByRole('button', { name: 'Set password' }).click();
    await visitor.getByText('Your password is set').waitFor();
    await signIn(visitor, OPERATOR);
    await visitor.getByRole('link', { name: 'Settings' }).first().click();
    await visitor.getByRole('heading', { name: OPERATOR.email }).waitFor();
    // Neither the pages nor the buttons of admins.
    expect(await visitor.getByRole('link', { name: 'Users' }).count()).toBe(0);
    await visitor.goto(`${tools.system().url}/settings/users`);
    await visitor.getByText('needs the permission users:read').waitFor();
    await visitor.context().close();
  });

  test('a wrong password is told in one sentence, and the form stays as it was', async () => {
    const visitor = await newVisitor(tools.browser().page);
    await visitor.goto(`${tools.system().url}/runs`);
    await signIn(visitor, { email: OPERATOR.email, password: 'wrong password!' });
    await visitor.getByText('The email address or the password is wrong.').waitFor();
    expect(await visitor.getByLabel('Email').inputValue()).toBe(OPERATOR.email);
    await signIn(visitor, OPERATOR);
    await visitor.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(new URL(visitor.url()).pathname).toBe('/runs');
    await visitor.context().close();
  });
}

function aboutCredentials(tools: Tools): void {
  const { page, button, dialog } = onPage(tools);

  test('a token is shown once, works within its limits, and not after it was revoked', async () => {
    await tools.browser().open('/settings/tokens');
    await button('Create token').first().click();
    await dialog().getByLabel('Name').fill('shop');
    await dialog().getByLabel('Only these tasks').fill('csv.*');
    await dialog().getByRole('button', { name: 'Create token' }).click();
    const token = (await dialog().locator('pre').textContent())?.trim() ?? '';
    expect(token).toStartWith('fb_');
    await button('I have kept it').click();
    await page().getByText('csv.*').waitFor();

    const enqueue = (task: string) =>
      fetch(`${tools.system().apiUrl}/api/v1/runs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ task, input: { csv: 'a,b\n1,2\n' } }),
      });
    expect((await enqueue('csv.summarize')).status).toBe(202);
    expect((await enqueue('demo.noop')).status).toBe(403);
    await button('Revoke').click();
    await dialog().getByRole('button', { name: 'Revoke' }).click();
    await page().getByText('revoked').waitFor();
    expect((await enqueue('csv.summarize')).status).toBe(401);
    const { items } = await tools.system().get<PageOf<ApiToken>>('/tokens');
    expect(items).toMatchObject([{ name: 'shop', revokedAt: expect.any(String) }]);
  });

  test('a secret is set and changed, and its value is nowhere on the page', async () => {
    await tools.browser().open('/settings/secrets');
    await button('Add secret').first().click();
    await dialog().getByLabel('Name').fill('smtp');
    await dialog().getByLabel('Value').fill('hunter2-hunter2');
    await button('Save').click();
    await page().getByRole('cell', { name: 'smtp', exact: true }).waitFor();
    await page().reload();
    await page().getByRole('cell', { name: 'smtp', exact: true }).waitFor();
    expect(await page().content()).not.toContain('hunter2');
  });
}

function aboutSettings(tools: Tools): void {
  const { page, button, dialog } = onPage(tools);

  test('retention is changed for all and for one task', async () => {
    await tools.browser().open('/settings/retention');
    await page().getByLabel('Keep for').first().fill('45d');
    await button('Save').click();
    await page().getByLabel('Name').fill('csv.summarize');
    await page().getByLabel('Keep for').last().fill('7d');
    await button('Add exception').click();
    // Shorter than as a rule: nothing happens before somebody has read how many runs that removes.
    await dialog().getByText('Keep runs for 7d only?').waitFor();
    await dialog().getByText('0 finished runs are older than that.').waitFor();
    expect(await tools.system().get<object>('/settings/retention')).toMatchObject({ tasks: {} });
    await dialog().getByRole('button', { name: 'Shorten' }).click();
    await page().getByRole('button', { name: 'Remove the exception of csv.summarize' }).waitFor();
    expect(await tools.system().get<object>('/settings/retention')).toMatchObject({
      default: '45d',
      tasks: { 'csv.summarize': '7d' },
    });
  });

  test('the audit log tells who did it, with what there was before and after', async () => {
    await tools.browser().open('/settings/audit');
    await page().getByRole('cell', { name: 'createToken' }).waitFor();
    await page().getByRole('cell', { name: 'signIn' }).first().waitFor();
    await page().getByRole('button', { name: 'changeRetention' }).first().click();
    await page().getByText('"45d"').first().waitFor();
    await page().getByLabel('Outcome').selectOption('refused');
    await page().getByRole('cell', { name: 'createToken' }).waitFor({ state: 'detached' });
  });

  test('the profile lists the sessions and explains the second factor', async () => {
    await tools.browser().open('/settings');
    await page().getByText('this one').waitFor();
    await page().getByLabel('Current password').last().fill(tools.system().admin.password);
    await button('Turn on').click();
    await page().getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
  });

  test('who signs out is asked to sign in again, where they were', async () => {
    await tools.browser().open('/settings');
    await button('Sign out').click();
    await page().getByLabel('Email').waitFor();
    await signIn(page(), tools.system().admin);
    await button('Sign out').waitFor();
  });
}

/** What goes wrong, and where there is little room. */
function aboutTrouble(tools: Tools): void {
  const { page, button, dialog } = onPage(tools);

  test('what the server refuses is said at its field, and what was typed stays', async () => {
    await tools.browser().open('/settings/secrets');
    await button('Add secret').first().click();
    await dialog().getByLabel('Name').fill('not a name');
    await dialog().getByLabel('Value').fill('value');
    await button('Save').click();
    const name = dialog().getByLabel('Name');
    await eventually(async () => expect(await name.getAttribute('aria-invalid')).toBe('true'));
    expect(await name.inputValue()).toBe('not a name');
    await page().keyboard.press('Escape');

    await tools.browser().open('/settings/users');
    await button('Invite user').click();
    await page().getByLabel('Email').fill(OPERATOR.email);
    await button('Create link').click();
    await dialog().getByRole('alert').filter({ hasText: OPERATOR.email }).first().waitFor();
    // The browser itself reports every refusal.
    await eventually(() => expect(tools.browser().faults).toHaveLength(2));
    tools.browser().faults.splice(0);
  });

  test('on a phone the bar of the settings shows where one is', async () => {
    await page().setViewportSize({ width: 390, height: 844 });
    await tools.browser().open('/settings/audit');
    const part = page().getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Audit log' });
    await part.waitFor();
    await eventually(async () => {
      const box = await part.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 1_000)).toBeLessThanOrEqual(390);
    });
    await page().setViewportSize({ width: 1280, height: 900 });
  });
}

async function newVisitor(page: Page): Promise<Page> {
  const browser = page.context().browser();
  const context = await browser?.newContext({ locale: 'en' });
  if (!context) throw new Error('The browser has gone');
  return await context.newPage();
}

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
