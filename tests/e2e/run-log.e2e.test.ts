import { expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { addTask } from './system/add-task.ts';
import { describeSystem, type Tools } from './system/describe-system.ts';
import { onRun } from './system/open-run.ts';
import { addShopTask } from './system/shop-task.ts';
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

describeSystem('the log of a run', { browser: true }, (tools) => {
  aboutLiveRuns(tools);
  aboutLines(tools);
});

function aboutLiveRuns(tools: Tools): void {
  const { page, openRun } = onRun(tools);

  test('shows logs and progress as they come, and cancels the run', async () => {
    const { system } = tools;
    await addTask(system(), 'e2e.ticker', 'ticker.ts', TICKER);
    const { id, untilHeading } = await openRun('e2e.ticker', {});
    await untilHeading('Running');
    const log = page().getByRole('log');
    // Only the end is in sight of who follows, wherever the run has got to meanwhile; else the first forty would stay.
    await log
      .getByText(/tick (\d{3,}|[6-9]\d)$/)
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

function aboutLines(tools: Tools): void {
  const { page, openRun } = onRun(tools);

  test('shows colours of a log and obeys nothing else in it; finds, filters and saves its lines', async () => {
    await addShopTask(tools.system());
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
