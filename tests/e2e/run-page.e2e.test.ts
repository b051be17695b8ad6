import { expect, test } from 'bun:test';
import { addTask } from './system/add-task.ts';
import { describeSystem } from './system/describe-system.ts';
import { untilState } from './system/until-state.ts';

/** Says something ten times a second until it is cancelled. */
const TICKER = `import { setTimeout as sleep } from 'node:timers/promises';
import { task } from 'f-brain';
export default task({
  name: 'e2e.ticker',
  async run(_input, ctx) {
    for (let tick = 1; ; tick++) {
      ctx.log.info('tick ' + tick);
      ctx.progress(Math.min(tick / 1000, 1), 'at ' + tick);
      await sleep(100, undefined, { signal: ctx.signal });
    }
  },
});
`;

describeSystem('the page of a run', { browser: true }, ({ system, browser }) => {
  const openRun = async (task: string, input: object) => {
    const run = await system().client.enqueue(task, input);
    await browser().open(`/runs/${run.id}`);
    const { page } = browser();
    const heading = page.getByRole('heading', { level: 1 });
    return { id: run.id, page, untilHeading: (state: string) => heading.getByText(state).waitFor() };
  };

  test('shows logs and progress as they come, and cancels the run', async () => {
    await addTask(system(), 'e2e.ticker', 'ticker.ts', TICKER);
    const { id, page, untilHeading } = await openRun('e2e.ticker', {});
    await untilHeading('Running');
    const log = page.getByRole('log');
    for (const tick of ['tick 5', 'tick 15', 'tick 25']) await log.getByText(tick, { exact: true }).waitFor();
    expect(Number(await page.getByRole('progressbar').first().getAttribute('aria-valuenow'))).toBeGreaterThan(0);

    await page.getByRole('button', { name: 'Cancel run' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel run' }).click();
    await untilHeading('Cancelled');
    expect(await untilState(system(), id, 'cancelled')).toMatchObject({ attempt: 1 });
    await page.getByText('Complete', { exact: true }).waitFor();
  });

  test('tells the story of a run that was tried three times', async () => {
    const { page, untilHeading } = await openRun('demo.flaky', { failures: 2 });
    await untilHeading('Succeeded');
    for (const step of ['Attempt 1 failed', 'Attempt 2 failed', 'Attempt 3 succeeded'])
      await page.getByText(step).waitFor();
    await page.getByText('Failure 2 of 2, as it was told to.').waitFor();
    expect(await page.getByText('Waiting to retry').count()).toBe(2);
  });

  test('shows why a run failed, with the line of the task that threw', async () => {
    const { page, untilHeading } = await openRun('demo.flaky', { failures: 0, permanent: true });
    await untilHeading('Failed');
    await page.getByRole('heading', { name: 'The task failed for good' }).waitFor();
    await page.getByText('It was told to fail for good.').first().waitFor();
    await page.getByText('Stack trace').click();
    await page
      .getByText(/demo-flaky\.ts:\d+/)
      .first()
      .waitFor();
  });

  test('of a run that does not exist says so', async () => {
    const { page, open, faults } = browser();
    await open('/runs/01990000-0000-7000-8000-000000000000');
    await page
      .getByText(/no run/i)
      .first()
      .waitFor();
    // The browser itself reports the 404 that this page is about.
    expect(faults.splice(0)).toEqual([expect.stringContaining('404')]);
  });
});
