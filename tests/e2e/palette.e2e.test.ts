import { expect, test } from 'bun:test';
import type { Queue } from '@fbrain/core/queue/queue';
import { eventually } from '@fbrain/testing/eventually';
import type { Locator } from 'playwright-core';
import { describeSystem, type Tools } from './system/describe-system.ts';

/** More stops of Tab than any page has. */
const MAX_STOPS = 150;

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
  testSingleKeys(tools);
  testDoingAgain(tools);
  testMaking(tools);
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

function testSingleKeys(tools: Tools): void {
  const { browser } = tools;
  const { field } = handsOf(tools);

  test('keys without Ctrl do nothing for whoever has turned them off, and Ctrl-K still does', async () => {
    const { page, open } = browser();
    await open('/settings');
    await page.getByLabel('Keys without Ctrl').selectOption('off');
    await open('/tasks');
    await page.getByRole('link', { name: 'csv.summarize' }).waitFor();
    // Help would stand in the way of the palette.
    for (const key of ['j', 'g', 'q', '?', 'Control+k']) await page.keyboard.press(key);
    await field().waitFor();
    expect(new URL(page.url()).pathname).toBe('/tasks');
    await open('/settings');
    await page.getByLabel('Keys without Ctrl').selectOption('on');
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('can be turned off').waitFor();
  });
}

/** Keys alone: what they press, and where that leads. */
const keysOf = ({ browser }: Tools) => {
  const focused = () => browser().page.locator(':focus');
  const press = async (...keys: string[]) => {
    for (const key of keys) await browser().page.keyboard.press(key);
  };
  const heading = (name: string) => browser().page.getByRole('heading', { name, exact: true }).waitFor();
  /** Presses Tab until the focus is on it. */
  const tabTo = async (target: Locator) => {
    await target.waitFor();
    for (let stops = 0; stops < MAX_STOPS; stops++) {
      if ((await target.and(focused()).count()) > 0) return;
      await press('Tab');
    }
    throw new Error(`Tab does not lead to ${target}`);
  };
  return { press, focused, heading, tabTo };
};

function testDoingAgain(tools: Tools): void {
  const { system, browser } = tools;
  const { press, focused, heading, tabTo } = keysOf(tools);

  test('a failed run is found and done again, and a task is started by its form', async () => {
    const { page, open } = browser();
    const failed = await system().client.enqueue('demo.flaky', { failures: 0, permanent: true });
    await system().client.wait(failed);
    await open('/');
    await heading('Overview');
    await press('/');
    // The search is on another page, which takes the focus to it.
    await page.locator('[data-main-search]').and(focused()).waitFor();
    await page.keyboard.type('state:failed task:demo.flaky');
    await press('Enter', 'Enter', 'Escape');
    await page.locator('main [data-row-link]').first().waitFor();
    await tabTo(page.locator(`main [href="/runs/${failed.id}"]`));
    await press('Enter');
    await page.getByRole('heading', { name: 'demo.flaky' }).and(focused()).waitFor();
    await tabTo(page.getByRole('link', { name: 'Run again' }));
    await press('Enter');
    await page.waitForURL(/from=/);
    await tabTo(page.getByRole('spinbutton').or(page.locator('main form input')).first());
    await press('Control+Enter');
    await page.waitForURL(/\/runs\//);
    const again = new URL(page.url()).pathname.split('/').at(-1);
    expect(await system().get<object>(`/runs/${again}`)).toMatchObject({ task: 'demo.flaky', replayOf: failed.id });

    await press('g', 't');
    await page.getByRole('heading', { name: 'Tasks' }).and(focused()).waitFor();
    await tabTo(page.getByRole('link', { name: 'text.word-count' }));
    await press('Enter');
    await tabTo(page.locator('textarea').first());
    await page.keyboard.type('to be or not to be');
    await press('Control+Enter');
    await page.waitForURL(/\/runs\//);
    await page.getByRole('heading', { name: 'text.word-count' }).and(focused()).waitFor();
  });
}

function testMaking(tools: Tools): void {
  const { browser } = tools;
  const { press, focused, heading, tabTo } = keysOf(tools);
  const button = (name: string) => browser().page.getByRole('button', { name, exact: true });

  test('a queue is paused, a schedule and a token are made', async () => {
    const { page, open } = browser();
    await open('/');
    await heading('Overview');
    await press('g', 'q');
    await tabTo(button('Pause'));
    await press('Space');
    await tabTo(button('Resume'));
    await press('Enter');
    await button('Pause').waitFor();

    await press('g', 's');
    await heading('Schedules');
    await tabTo(page.getByRole('main').getByRole('link', { name: 'New schedule' }).first());
    await press('Enter');
    await page.getByRole('heading', { name: 'New schedule' }).and(focused()).waitFor();
    await tabTo(page.getByLabel('Name', { exact: true }));
    await page.keyboard.type('by-hand');
    await tabTo(page.getByLabel('Task', { exact: true }));
    await page.keyboard.type('demo.noop');
    await tabTo(button('Create schedule'));
    await press('Enter');
    await page.getByRole('heading', { name: 'by-hand' }).waitFor();

    await press('g', ',');
    await tabTo(page.getByRole('link', { name: 'API tokens' }));
    await press('Enter');
    await page.getByRole('heading', { name: 'API tokens' }).and(focused()).waitFor();
    await tabTo(button('Create token').first());
    await press('Enter');
    await page.getByLabel('Name').and(focused()).waitFor();
    await page.keyboard.type('by hand');
    await press('Enter');
    await tabTo(button('I have kept it'));
    await press('Enter');
    await button('Create token').first().and(focused()).waitFor();
  });
}
