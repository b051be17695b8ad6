import { expect, test } from 'bun:test';
import { describeSystem } from './system/describe-system.ts';

describeSystem('the list of runs', { browser: true }, ({ system, browser }) => {
  const row = (id: string) =>
    browser()
      .page.getByRole('row')
      .filter({ hasText: id.slice(-8) });

  test('shows a run that was started elsewhere, and follows it to its end', async () => {
    await browser().open('/runs');
    await browser().page.getByText('No runs yet').waitFor();
    const { id } = await system().client.enqueue('demo.sleep', { seconds: 600 }, { tags: ['from-elsewhere'] });
    await row(id).getByText('Running', { exact: true }).waitFor();
    await row(id).getByRole('progressbar').waitFor();
    await row(id).getByText('from-elsewhere').waitFor();
    await system().client.cancel(id);
    await row(id).getByText('Cancelled', { exact: true }).waitFor();
  });

  test('finds a failed run by the text of its error', async () => {
    const { page, open } = browser();
    const failed = await system().client.enqueue('demo.flaky', { failures: 0, permanent: true });
    await system().client.wait(failed, { timeout: '60s' });
    await open('/runs');
    await page.getByLabel('Search id, task, tag or error').fill('told to fail for good');
    await row(failed.id).waitFor();
    await page.getByText('1 run shown').waitFor();
    await page.waitForURL((url) => url.searchParams.get('q') === 'told to fail for good');
  });

  test('takes an API token instead of a password, and no wrong one', async () => {
    const { page, faults } = browser();
    await page.context().clearCookies();
    await page.goto(`${system().url}/runs`);
    await page.getByRole('button', { name: 'Use an API token instead' }).click();
    await page.getByLabel('API token').fill('not the token at all');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('API token').fill(system().token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    // The browser itself reports each 401.
    expect(faults.splice(0).filter((fault) => !fault.includes('401'))).toEqual([]);
  });
});
