import { expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { describeSystem, type Tools } from './system/describe-system.ts';

describeSystem('the search for runs', { browser: true }, (tools) => {
  aboutTyping(tools);
  aboutPlaces(tools);
  aboutViews(tools);
});

function aboutTyping({ system, browser }: Tools): void {
  const search = () => browser().page.getByLabel('Search id, task, tag or error');

  test('completes conditions, keeps them in the address, and finds by what is inside the input', async () => {
    const { page, open } = browser();
    const later = { tags: ['searched'], delay: '1h' };
    for (const n of [1, 2]) await system().client.enqueue('demo.sleep', { seconds: n }, later);
    await open('/runs');
    await search().fill('tag:sea');
    await page.getByRole('option', { name: 'searched' }).waitFor();
    await search().fill('');
    await search().click();
    await page.keyboard.type('sta');
    await page.getByRole('option', { name: 'state:' }).click();
    await page.keyboard.type('sch');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('task:demo.* input.sec');
    await page.getByRole('option', { name: 'input.seconds:' }).click();
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await page.getByText('1 run shown').waitFor();
    const asked = ['state=scheduled', 'task=demo.*', 'data=input.seconds%3A2'];
    await page.waitForURL(({ href }) => asked.every((condition) => href.includes(condition)));
    await page.reload();
    await page.getByText('1 run shown').waitFor();
    expect(await search().inputValue()).toBe('state:scheduled task:demo.* input.seconds:2');
  });

  test('says what it does not understand', async () => {
    const { page, open } = browser();
    await open('/runs');
    await search().fill('state:exploded');
    await page.keyboard.press('Escape');
    await page.getByText('“state:exploded”: no such state').waitFor();
    await search().fill('status:failed');
    await page.getByText('“status:failed”: no such condition').waitFor();
  });
}

function aboutPlaces({ system, browser }: Tools): void {
  const rows = () => browser().page.locator('tr:has([data-row-link])');

  test('leaves a long list as it was for who opens a run and comes back, until they do something with it', async () => {
    const { page, open } = browser();
    const run = { task: 'demo.noop', input: {}, tags: ['long'], delay: '1h' };
    await system().client.enqueueMany(Array.from({ length: 60 }, () => run));
    await open('/runs?tag=long');
    await page.getByRole('button', { name: 'Load more' }).click();
    await rows().nth(59).scrollIntoViewIfNeeded();
    const place = await page.evaluate('scrollY');
    await rows().nth(59).getByRole('link').click();
    await page.getByRole('tab').first().waitFor();
    // The page is drawn before its address is in the history.
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
    await page.goBack();
    await rows().nth(59).waitFor();
    await eventually(async () => expect(await page.evaluate('scrollY')).toBe(place));
    await page.getByLabel('Select all that match: 60').check();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel 60' }).click();
    await rows().first().getByText('Cancelled', { exact: true }).waitFor();
  });
}

function aboutViews({ browser }: Tools): void {
  const rows = () => browser().page.locator('tr:has([data-row-link])');

  test('keeps a search as a view, and the columns one has chosen', async () => {
    const { page, open } = browser();
    await open('/runs?tag=searched');
    await page.getByRole('button', { name: 'Save this view' }).click();
    await page.getByLabel('Name of the view').fill('My runs');
    await page.getByRole('dialog').getByRole('button', { name: 'Save this view' }).click();
    await page.getByRole('button', { name: 'Failed today' }).click();
    await page.getByRole('button', { name: 'My runs', exact: true }).click();
    await page.getByText('2 runs shown').waitFor();
    await page.getByRole('button', { name: 'Remove the view My runs' }).click();
    await page.getByRole('button', { name: 'My runs', exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'My runs', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByLabel('Priority').check();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'Priority' }).waitFor();
    await page.reload();
    await page.getByRole('columnheader', { name: 'Priority' }).waitFor();
  });

  test('acts on the runs one has picked, by keyboard too', async () => {
    const { page, open } = browser();
    await open('/runs?tag=searched');
    await page.getByText('2 runs shown').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('Selected: 1').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('dialog', { name: 'Cancel the selected runs?' }).waitFor();
    await page.getByRole('button', { name: 'Cancel 1' }).click();
    await rows().filter({ hasText: 'Cancelled' }).waitFor();
    await page.getByRole('button', { name: 'Run them again' }).click();
    await rows().filter({ hasText: 'Succeeded' }).waitFor();
  });
}
