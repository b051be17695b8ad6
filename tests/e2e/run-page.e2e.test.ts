import { expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { addTask } from './system/add-task.ts';
import { describeSystem, type Tools } from './system/describe-system.ts';
import { untilState } from './system/until-state.ts';

/** Says something ten times a second, as often as it was told to or until it is cancelled. */
const TICKER = `import { setTimeout as sleep } from 'node:timers/promises';
import { task } from 'f-brain';
export default task({
  name: 'e2e.ticker',
  async run({ ticks = Infinity }, ctx) {
    for (let tick = 1; tick <= ticks; tick++) {
      ctx.log.info('tick ' + tick);
      ctx.progress(Math.min(tick / 1000, 1), 'at ' + tick);
      await sleep(100, undefined, { signal: ctx.signal });
    }
  },
});
`;

/** Takes a secret, logs what a terminal would obey, starts another run. */
const SHOP = `import { task, t } from 'f-brain';
export default task({
  name: 'e2e.shop',
  input: t.Object({ user: t.String(), password: t.Optional(t.String({ secret: true })) }, { additionalProperties: true }),
  async run({ password }, ctx) {
    const [esc, bell] = [String.fromCharCode(27), String.fromCharCode(7)];
    ctx.log.info(esc + '[32mconnected' + esc + '[0m to the shop');
    ctx.log.warn('<img src=x onerror=alert(1)>' + esc + ']8;;javascript:alert(1)' + bell + 'click' + esc + '[2J');
    for (let order = 1; order <= 300; order++) ctx.log.debug('order ' + order + ' was read');
    await ctx.enqueue('demo.noop', {});
    return { length: password?.length ?? null };
  },
});
`;

describeSystem('the page of a run', { browser: true }, (tools) => {
  aboutLiveRuns(tools);
  aboutTheStory(tools);
  aboutLogsAndData(tools);
  aboutReaders(tools);
});

const onRun = ({ system, browser }: Tools) => ({
  page: () => browser().page,
  async openRun(task: string, input: object, query = '') {
    const run = await system().client.enqueue(task, input);
    await browser().open(`/runs/${run.id}${query}`);
    const heading = browser().page.getByRole('heading', { level: 1 });
    return { id: run.id, untilHeading: (state: string) => heading.getByText(state).waitFor() };
  },
});

function aboutLiveRuns(tools: Tools): void {
  const { page, openRun } = onRun(tools);

  test('shows logs and progress as they come, and cancels the run', async () => {
    const { system } = tools;
    await addTask(system(), 'e2e.ticker', 'ticker.ts', TICKER);
    const { id, untilHeading } = await openRun('e2e.ticker', {});
    await untilHeading('Running');
    const log = page().getByRole('log');
    await log.getByText('tick 5', { exact: true }).waitFor();
    // It follows the end: without, the first forty would stay in sight.
    await log
      .getByText(/tick (\d{3}|[6-9]\d)$/)
      .first()
      .waitFor();
    expect(await page().getByLabel('Follow').isChecked()).toBe(true);
    expect(Number(await page().getByRole('progressbar').first().getAttribute('aria-valuenow'))).toBeGreaterThan(0);

    await page().getByRole('button', { name: 'Cancel run' }).click();
    await page().getByRole('dialog').getByRole('button', { name: 'Cancel run' }).click();
    await untilHeading('Cancelled');
    expect(await untilState(system(), id, 'cancelled')).toMatchObject({ attempt: 1 });
    await page().getByText('Complete', { exact: true }).waitFor();
  });

  test('of which the log broke off goes on where it was, and shows each line once', async () => {
    await addTask(tools.system(), 'e2e.ticker', 'ticker.ts', TICKER);
    const { id } = await tools.system().client.enqueue('e2e.ticker', { ticks: 40 });
    const asked: (string | null)[] = [];
    const seen = Promise.withResolvers<void>();
    await page().route(`**/runs/${id}/logs?*`, async (route) => {
      asked.push(new URL(route.request().url()).searchParams.get('after'));
      // The notice stays until the next connection, which waits until it was seen.
      if (asked.length > 1) return await seen.promise.then(() => route.continue());
      const items = await firstLines(tools, id);
      const body = `event: log\ndata: ${JSON.stringify(items)}\n\n`;
      await route.fulfill({ contentType: 'text/event-stream', body });
    });
    await tools.browser().open(`/runs/${id}`);
    await page().getByText('Connection lost, trying again', { exact: true }).waitFor();
    seen.resolve();
    await page().getByLabel('Search the log').fill('tick 3');
    // 3 and 30 to 39.
    await page().getByText('0 / 11', { exact: true }).waitFor();
    expect(asked).toHaveLength(2);
    expect(Number(asked[1])).toBeGreaterThan(0);
    await page().unrouteAll();
  });
}

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
      .getByRole('link', { name: `worker ${worker?.name}` })
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

function aboutLogsAndData(tools: Tools): void {
  const { page, openRun } = onRun(tools);

  test('shows colours of a log and obeys nothing else in it; finds, filters and saves its lines', async () => {
    await addTask(tools.system(), 'e2e.shop', 'shop.ts', SHOP);
    const { id } = await openRun('e2e.shop', { user: 'ada' });
    await page().getByText('302 lines').waitFor();
    await page().getByLabel('Search the log').fill('order 29');
    await page().getByText('0 / 11', { exact: true }).waitFor();
    await page().getByLabel('Search the log').press('Enter');
    await page().getByText('1 / 11', { exact: true }).waitFor();
    await page().getByRole('button', { name: 'Previous match' }).click();
    await page().getByText('11 / 11', { exact: true }).waitFor();
    await page().locator('mark', { hasText: 'order 29' }).last().waitFor();

    await page().getByLabel('Level').selectOption('info');
    await page().getByText('2 lines', { exact: true }).waitFor();
    const log = page().getByRole('log');
    expect(await log.locator('.text-good').textContent()).toBe('connected');
    expect(await log.textContent()).toContain('<img src=x onerror=alert(1)>click');
    expect(await log.locator('img, a').count()).toBe(0);

    const coming = page().waitForEvent('download');
    await page().getByRole('button', { name: 'Download all lines' }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toBe(`run-${id}.log`);
    const lines = (await Bun.file(await download.path()).text()).trimEnd().split('\n');
    expect(lines).toHaveLength(302);
    expect(lines[0]).toEndWith('1 info  connected to the shop');
  });

  test('shows data as a tree that is searched, with secrets as dots; running it again keeps them', async () => {
    await addTask(tools.system(), 'e2e.shop', 'shop.ts', SHOP);
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
  });

  test('on paper shows data and logs below each other, all open, and nothing to press', async () => {
    await addTask(tools.system(), 'e2e.shop', 'shop.ts', SHOP);
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
    await addTask(tools.system(), 'e2e.shop', 'shop.ts', SHOP);
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

/** What the log of a run begins with. */
async function firstLines({ system }: Tools, runId: string): Promise<object[]> {
  let lines: object[] = [];
  await eventually(async () => {
    lines = (await system().get<{ items: object[] }>(`/runs/${runId}/logs?limit=1`)).items;
    if (lines.length === 0) throw new Error('There is no line yet.');
  });
  return lines;
}

/** A page of its own, signed in with an API token as the sign-in page would. */
async function visit({ browser }: Tools, token: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser().page.context().browser()?.newContext(options);
  if (!context) throw new Error('The browser has gone');
  await context.addInitScript(`sessionStorage.setItem('fbrain.token', ${JSON.stringify(token)})`);
  return await context.newPage();
}

/** A token that may see runs, but nothing of what is in them. */
async function viewerToken({ system }: Tools): Promise<string> {
  const answer = await fetch(`${system().apiUrl}/api/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${system().token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'viewer', permissions: ['runs:read', 'workers:read'] }),
  });
  return ((await answer.json()) as { token: string }).token;
}
