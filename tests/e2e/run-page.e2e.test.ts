import { expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { describeSystem, type Tools } from './system/describe-system.ts';
import { send } from './system/given-work.ts';
import { onRun } from './system/open-run.ts';
import { addShopTask } from './system/shop-task.ts';
import { untilState } from './system/until-state.ts';
import { viewerToken, visit } from './system/visit.ts';

describeSystem('the page of a run', { browser: true }, (tools) => {
  aboutTheStory(tools);
  aboutData(tools);
  aboutReaders(tools);
});

function aboutTheStory(tools: Tools): void {
  const { page, openRun } = onRun(tools);

  test('tells the story of a run that was tried three times, with the worker by its name', async () => {
    const { untilHeading } = await openRun('demo.flaky', { failures: 2 });
    await untilHeading('Succeeded');
    for (const step of ['Attempt 1 failed', 'Attempt 2 failed', 'Attempt 3 succeeded'])
      await page().getByText(step).waitFor();
    await page().getByText('Failure 2 of 2, as it was told to.').waitFor();
    expect(await page().getByText('Waiting to retry').count()).toBe(2);
    const [worker] = (await tools.system().get<{ items: { name: string }[] }>('/workers')).items;
    await page()
      .getByRole('link', { name: `on ${worker?.name}` })
      .first()
      .waitFor();
  });

  test('shows why a run failed, with the line of the task that threw, and leads to failures that look alike', async () => {
    const { id, untilHeading } = await openRun('demo.flaky', { failures: 0, permanent: true });
    await untilHeading('Failed');
    await page().getByRole('heading', { name: 'The task failed for good' }).waitFor();
    // Frames of others are there, and step back.
    const own = page().locator('pre span.font-semibold');
    expect(await own.allInnerTexts()).toEqual([expect.stringMatching(/demo-flaky\.ts:\d+/)]);
    const { error } = await tools.system().client.get(id);
    // Groups of errors are counted by the minute.
    await eventually(
      async () => expect(await tools.system().get(`/errors/${error?.fingerprint}`)).toMatchObject({ state: 'open' }),
      { timeoutMs: 20_000 },
    );
    await page().getByRole('link', { name: 'Failures that look alike' }).click();
    await page().getByRole('heading', { level: 1, name: 'It was told to fail for good.' }).waitFor();
  });

  test('says what a run waits for, and leads to where that can be changed', async () => {
    const { client } = tools.system();
    await client.wait(await client.enqueue('demo.noop', {}, { queue: 'held' }));
    await send(tools.system(), 'POST', '/queues/held/pause', {});
    const { id } = await client.enqueue('demo.noop', {}, { queue: 'held' });
    await tools.browser().open(`/runs/${id}`);
    await page().getByText('The queue held is paused.').waitFor();
    await page().getByRole('link', { name: 'Show the queues' }).click();
    await page().getByRole('button', { name: 'Resume' }).waitFor();
  });

  test('of a run that does not exist says so', async () => {
    const { open, faults } = tools.browser();
    await open('/runs/01990000-0000-7000-8000-000000000000');
    await page()
      .getByText(/no run/i)
      .first()
      .waitFor();
    // The browser itself reports the 404 that this page is about.
    expect(faults.splice(0)).toEqual([expect.stringContaining('404')]);
  });
}

function aboutData(tools: Tools): void {
  const { page, openRun } = onRun(tools);

  test('shows data as a tree that is searched, with secrets as dots; running it again keeps them', async () => {
    await addShopTask(tools.system());
    const rows = Array.from({ length: 30 }, (_, n) => ({ sku: `A-${n}`, 'net price': n }));
    const { id } = await openRun('e2e.shop', { user: 'ada', password: 'hunter2!', rows }, '?tab=data');
    await page().getByText('••••', { exact: true }).waitFor();
    await page().getByLabel('Search in here').fill('a-27');
    await page().getByText('"A-27"', { exact: true }).waitFor();
    expect(await page().getByText('"A-26"', { exact: true }).count()).toBe(0);
    await page().context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page().getByRole('button', { name: 'Copy the path input.rows[27].sku' }).click();
    expect(await page().evaluate('navigator.clipboard.readText()')).toBe('input.rows[27].sku');
    await page().getByRole('heading', { name: 'Runs that it started' }).waitFor();
    expect(await page().content()).not.toContain('hunter2');

    await page().getByRole('link', { name: 'Run again' }).click();
    await page().getByRole('button', { name: 'Start run' }).click();
    await page().getByText('Replay of').waitFor();
    const again = page().url().split('/').at(-1) ?? '';
    expect(await untilState(tools.system(), again, 'succeeded')).toMatchObject({ replayOf: id, output: { length: 8 } });
    await page().locator(`dd a[href="/runs/${id}"]`, { hasText: 'e2e.shop' }).click();
    await page().getByText('Replayed as').waitFor();
    await page().locator(`dd a[href="/runs/${again}"]`, { hasText: 'Succeeded' }).waitFor();
  });

  test('on paper shows data and logs below each other, all open, and nothing to press', async () => {
    await addShopTask(tools.system());
    const { untilHeading } = await openRun('e2e.shop', { user: 'ada', a: { b: { c: { d: 'deep' } } } });
    await untilHeading('Succeeded');
    await page().getByText('302 lines').waitFor();
    await page().emulateMedia({ media: 'print' });
    await page().getByText('"deep"', { exact: true }).waitFor();
    await page().getByText('order 300 was read').waitFor();
    expect(await page().getByRole('button').count()).toBe(0);
    expect(await page().getByRole('navigation').count()).toBe(0);
    await page().emulateMedia({ media: null });
  });
}

function aboutReaders(tools: Tools): void {
  test('speaks French and fits a phone', async () => {
    const { id } = await tools.system().client.wait(await tools.system().client.enqueue('demo.flaky', { failures: 1 }));
    const page = await visit(tools, tools.system().token, { locale: 'fr', viewport: { width: 390, height: 844 } });
    await page.goto(`${tools.system().url}/runs/${id}`);
    await page.getByText('Tentative 2').waitFor();
    await page.getByLabel('Chercher dans le journal').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await page.context().close();
  });

  test('tells who may not see payloads so, and offers no action', async () => {
    await addShopTask(tools.system());
    const { id } = await tools.system().client.enqueue('e2e.shop', { user: 'ada' });
    const page = await visit(tools, await viewerToken(tools));
    await page.goto(`${tools.system().url}/runs/${id}`);
    await page.getByText('You may not see this').waitFor();
    expect(await page.getByRole('link', { name: 'Run again' }).count()).toBe(0);
    await page.getByRole('tab', { name: 'Input and output' }).click();
    await page.getByText('permission payloads:read').waitFor();
    expect(await page.content()).not.toContain('ada');
    await page.context().close();
  });
}
