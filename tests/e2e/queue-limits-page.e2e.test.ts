import { expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { describeSystem } from './system/describe-system.ts';
import { untilState } from './system/until-state.ts';

describeSystem('limits in the browser:', { browser: true }, ({ system, browser }) => {
  test('a queue is limited in its dialog, which says what is wrong', async () => {
    const { id } = await system().client.enqueue('demo.noop', {});
    await untilState(system(), id, 'succeeded');
    await browser().open('/queues');
    const { page } = browser();
    const row = page.getByRole('row').filter({ hasText: 'default' });
    await row.getByRole('button', { name: 'Limits of default' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Runs at once').fill('3');
    await dialog.getByLabel('Starts').fill('1');
    await dialog.getByLabel('in', { exact: true }).fill('hourly');
    await dialog.getByRole('button', { name: 'Save' }).click();
    // At its field, and in whole below.
    await dialog
      .getByRole('alert')
      .filter({ hasText: /^must be a duration/ })
      .waitFor();
    expect(await dialog.getByLabel('in', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await dialog.getByRole('alert').getByText('/rate/per').first().waitFor();
    // The browser itself reports every refusal.
    await eventually(() => expect(browser().faults.splice(0)).toHaveLength(1));
    await dialog.getByLabel('in', { exact: true }).fill('1h');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row.getByText('3 at once · 1 starts in 1h').waitFor();
    await dialog.waitFor({ state: 'detached' });
  });

  test('the page of a run that waits says until when', async () => {
    const ids = await system().client.enqueueMany([1, 2].map(() => ({ task: 'demo.noop' })));
    const blocked = await untilState(system(), ids[1] ?? '', 'blocked');
    await browser().open(`/runs/${blocked.id}`);
    const { page } = browser();
    await page.getByText(/Rate limited until .*: 1 starts in 1h \(default\)\./).waitFor();
  });
});
