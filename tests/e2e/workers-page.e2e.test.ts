import { test } from 'bun:test';
import { describeSystem } from './system/describe-system.ts';
import { untilState } from './system/until-state.ts';

describeSystem(
  'the page of the workers',
  { browser: true, worker: { WORKER_NAME: 'reports-1' } },
  ({ system, browser }) => {
    test('drains a worker after a question, and says when nothing runs there any more', async () => {
      const { id } = await system().client.enqueue('demo.sleep', { seconds: 600 });
      await untilState(system(), id, 'running');
      await browser().open('/workers');
      const { page } = browser();
      const row = page.getByRole('row').filter({ hasText: 'reports-1' });
      await row.getByText(/^\d+ MB$/).waitFor();
      await row.getByRole('button', { name: 'Details of reports-1' }).click();
      // The host that has it on board, with its memory.
      const host = page
        .getByRole('listitem')
        .filter({ hasText: /process \d+/ })
        .filter({ hasText: '1 run' });
      await host.filter({ hasText: 'MB' }).first().waitFor();
      await row.getByRole('button', { name: 'Drain' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Drain reports-1?').waitFor();
      await dialog.getByText('It executes 1 run. It takes no more runs').waitFor();
      await dialog.getByRole('button', { name: 'Keep working' }).click();
      await row.getByText('Active').waitFor();
      await row.getByRole('button', { name: 'Drain' }).click();
      await dialog.getByRole('button', { name: 'Drain' }).click();
      await row.getByText('Draining').waitFor();
      await row.getByText('drained', { exact: true }).waitFor();
      await row.getByRole('button', { name: 'Drain' }).waitFor({ state: 'detached' });
      // What took longer than the stop grace went back to the queue.
      await untilState(system(), id, 'queued');
    });
  },
);
