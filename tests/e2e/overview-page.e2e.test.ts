import { test } from 'bun:test';
import type { ErrorGroup } from '@fbrain/core/errors/error-group';
import { eventually } from '@fbrain/testing/eventually';
import { describeSystem } from './system/describe-system.ts';
import type { System } from './system/system.ts';

async function failFor({ client }: System, count: number): Promise<void> {
  const request = { failures: 0, permanent: true };
  const runs = await Promise.all(Array.from({ length: count }, () => client.enqueue('demo.flaky', request)));
  await Promise.all(runs.map((run) => client.wait(run, { timeout: '60s' })));
}

/** The group that those failures make, once the leader has folded them. */
const groupOf = (system: System, state: string, attempts: number): Promise<ErrorGroup> =>
  eventually(async () => {
    const { items } = await system.get<{ items: ErrorGroup[] }>(`/errors?state=${state}&task=demo.flaky`);
    const group = items.find((each) => each.attempts >= attempts);
    if (!group) throw new Error(`No group of ${attempts} is ${state}.`);
    return group;
  });

describeSystem('the first page', { browser: true }, ({ system, browser }) => {
  test('says that all is well while it is, and what is wrong once it is', async () => {
    const { page, open } = browser();
    await open('/');
    await page.getByText('Nothing is wrong').waitFor();
    await failFor(system(), 6);
    await page.getByRole('link', { name: /Task demo\.flaky: 100% of its attempts fail \(6 in 15 minutes/ }).click();
    await page.getByRole('heading', { name: 'Errors' }).waitFor();
    await page.waitForURL((url) => url.searchParams.get('task') === 'demo.flaky');
  });

  test('shows what ended as a chart and as a table, and the range in the address', async () => {
    const { page, open } = browser();
    await open('/');
    const chart = page.getByRole('img', { name: /^Ended runs by state/ });
    await chart.locator('canvas').waitFor();
    // Read again every five seconds: what was just folded may come with the next look.
    await page.getByRole('img', { name: /Failed 6/ }).waitFor();
    await page.getByRole('button', { name: 'Show as a table' }).click();
    await page.getByRole('region', { name: 'Throughput' }).getByRole('row').nth(1).waitFor();
    await page.getByLabel('Range of time').selectOption('24h');
    await page.waitForURL((url) => url.searchParams.get('range') === '24h');
  });

  test('shows what runs with its probable end, and a queue that is paused with work', async () => {
    const { page, open } = browser();
    await system().client.enqueue('demo.sleep', { seconds: 200 });
    await open('/');
    await page
      .getByRole('region', { name: 'Running for the longest' })
      .getByText(/about .* left/)
      .waitFor();
    await page.getByRole('button', { name: 'Pause: default' }).click();
    // Before the server has answered, a run might still be done.
    const resume = page.getByRole('button', { name: 'Resume: default' });
    await resume.waitFor();
    await system().client.enqueue('demo.noop', {});
    await page.getByRole('link', { name: /Queue default is paused\. Waiting runs: 1/ }).waitFor();
    await resume.click();
    await page.getByRole('button', { name: 'Pause: default' }).waitFor();
  });

  test('groups failures; a resolved group opens again when it comes back, and is replayed as one', async () => {
    const { page, open } = browser();
    const group = await groupOf(system(), 'open', 6);
    await open('/errors');
    await page.getByRole('button', { name: `Ignore: ${group.message}` }).click();
    await page.getByRole('link', { name: group.message }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: group.message }).click();
    await page.getByText('at run').first().waitFor();
    await page.getByRole('button', { name: 'Resolve' }).click();
    await page.getByRole('button', { name: 'Reopen' }).waitFor();
    await failFor(system(), 1);
    await groupOf(system(), 'open', 7);
    await page.reload();
    await page.getByText('Came back').waitFor();
    await page.getByRole('button', { name: 'Replay its failed runs' }).click();
    await page.getByRole('button', { name: 'Replay 7' }).click();
    await page.getByText('7 done · 0 skipped · 0 failed').waitFor();
    await groupOf(system(), 'open', 14);
  });
});
