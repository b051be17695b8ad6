import { expect, test } from 'bun:test';
import type { Queue } from '@fbrain/core/queue/queue';
import { eventually } from '@fbrain/testing/eventually';
import { describeSystem, type Tools } from './system/describe-system.ts';

/** What a person without a mouse does. */
const handsOf = ({ browser }: Tools) => {
  const field = () => browser().page.getByRole('dialog').getByRole('combobox');
  return {
    field,
    /** Opens the palette and types. */
    find: async (text: string) => {
      await browser().page.keyboard.press('Control+k');
      await field().pressSequentially(text);
    },
    option: (name: string | RegExp) => browser().page.getByRole('option', { name }),
  };
};

describeSystem('the keyboard', { browser: true, transport: 'postgres' }, (tools) => {
  testWays(tools);
  testActions(tools);
  testRows(tools);
});

function testWays(tools: Tools): void {
  const { system, browser } = tools;
  const { field, find, option } = handsOf(tools);

  test('the palette leads to a task, to a run by its id, and back to what was recent', async () => {
    const { page, open } = browser();
    const { id } = await system().client.enqueue('demo.noop', {});
    await open('/');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await find('start csv');
    await option(/^Start task csv\.summarize/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'csv.summarize' }).waitFor();
    // Whoever starts a task goes on typing.
    await eventually(async () => expect(await page.evaluate('document.activeElement.form !== null')).toBe(true));

    await page.getByRole('heading', { name: 'csv.summarize' }).click();
    await find(id.slice(-12));
    await option(new RegExp(id)).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'demo.noop' }).waitFor();

    await page.keyboard.press('Control+k');
    await option(new RegExp(`${id}.*Recent`)).waitFor();
    expect(await field().getAttribute('aria-activedescendant')).toBe('palette-option-0');
    await page.keyboard.press('ArrowUp');
    expect(await field().getAttribute('aria-activedescendant')).not.toBe('palette-option-0');
    await page.keyboard.press('Escape');
    await field().waitFor({ state: 'detached' });
  });
}

function testActions(tools: Tools): void {
  const { system, browser } = tools;
  const { field, find, option } = handsOf(tools);

  test('the palette pauses a queue and says so, and offers the way back', async () => {
    const { page, open } = browser();
    const paused = async () => (await system().get<{ items: Queue[] }>('/queues')).items.map((queue) => queue.paused);
    await open('/');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await find('pause default');
    await option(/^Pause queue default/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Queue default is paused: its runs wait.').waitFor();
    expect(await paused()).toEqual([true]);
    await field().fill('resume');
    await option(/^Resume queue default/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Queue default starts runs again.').waitFor();
    expect(await paused()).toEqual([false]);
    await field().fill('francais');
    await option(/Français/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Tâches' }).waitFor();
    await find('english');
    await option(/English/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Tasks' }).waitFor();
  });
}

function testRows({ browser }: Tools): void {
  const focused = () => browser().page.evaluate('document.activeElement.textContent.trim()');

  test('rows are walked with j and k and opened with Enter, and nothing fires while one types', async () => {
    const { page, open } = browser();
    await open('/tasks');
    await page.getByRole('link', { name: 'csv.summarize' }).waitFor();
    for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key);
    expect(await focused()).toBe('demo.flaky');
    await page.keyboard.press('/');
    await page.keyboard.type('?jgq');
    expect(await page.getByRole('searchbox').inputValue()).toBe('?jgq');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('searchbox').fill('');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'csv.summarize' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'csv.summarize' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press(',');
    await page.getByRole('navigation', { name: 'Settings' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Find anything, do anything').waitFor();
  });
}
