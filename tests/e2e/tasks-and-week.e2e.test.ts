import { expect, test } from 'bun:test';
import { describeSystem } from './system/describe-system.ts';

describeSystem(
  'the pages of tasks and of the week',
  { browser: true, transport: 'postgres' },
  ({ system, browser }) => {
    test('a task shows how it did and starts again from an earlier input', async () => {
      const { page, open } = browser();
      const { client } = system();
      await client.wait(await client.enqueue('text.word-count', { text: 'to be or not', top: 1 }));
      await open('/tasks');
      const card = page.getByRole('listitem').filter({ hasText: 'text.word-count' });
      await card.getByText('100% succeed').waitFor();
      await card.getByRole('link').click();
      await page.getByRole('region', { name: 'The last 24 hours' }).getByText('100%').waitFor();
      await page.getByRole('button', { name: /to be or not/ }).click();
      expect(JSON.parse(await page.getByLabel('Input as JSON').inputValue())).toEqual({ text: 'to be or not', top: 1 });
      await page.getByRole('button', { name: 'Start run' }).click();
      await page.getByRole('heading', { name: 'text.word-count' }).waitFor();
      await page.getByText('Succeeded').first().waitFor();
    });

    test('the form says what is wrong while one types, not before', async () => {
      const { page, open } = browser();
      await open('/tasks/demo.sleep');
      await page.getByRole('button', { name: 'Start run' }).waitFor();
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await page.getByRole('alert').count()).toBe(0);
      await page.getByRole('textbox', { name: /seconds/i }).fill('-1');
      await page.getByText('must be at least 0').waitFor();
    });

    test('the week counts what is frequent, tells the rest one by one, and moves with the arrows', async () => {
      const { page, open } = browser();
      const { schedules } = system().client;
      const daily = await schedules.create({ name: 'daily-report', task: 'demo.noop', cron: '30 6 * * *' });
      // Nothing fires meanwhile, which would draw the week again.
      const startAt = new Date(Date.now() + 600_000).toISOString();
      await schedules.create({ name: 'each-minute', task: 'demo.noop', cron: '* * * * *', startAt });
      await open('/schedules?view=week');
      const days = page.getByRole('region', { name: 'Schedules of the week' }).locator('ol > li');
      const tomorrow = days.nth(1);
      await tomorrow.getByText(/^1,440 times/).waitFor();
      expect(await days.count()).toBe(7);
      await tomorrow.getByRole('link', { name: /each-minute/ }).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      expect(await page.evaluate('document.activeElement.textContent')).toMatch(/06:30\s*daily-report/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'daily-report' }).waitFor();
      await page.waitForURL((url) => url.pathname.endsWith(daily.id));
      await page.goBack();
      await page.getByRole('button', { name: 'Next week' }).click();
      await page.waitForURL((url) => url.searchParams.get('weeks') === '1');
      await page.getByRole('button', { name: 'List' }).click();
      await page.getByRole('row').filter({ hasText: 'each-minute' }).waitFor();
    });
  },
);
