import { expect, test } from 'bun:test';
import type { BulkAction } from '@fbrain/core/run/bulk-action';
import type { Worker } from '@fbrain/core/worker/worker';
import { eventually } from '@fbrain/testing/eventually';
import type { Binary } from './system/binary.ts';
import { describeSystem } from './system/describe-system.ts';
import type { System } from './system/system.ts';

const RUNS = 5_000;

/** Runs that have failed for good, under a tag. */
async function givenFailed({ client }: System, count: number, tag: string): Promise<void> {
  const request = { task: 'demo.flaky', input: { failures: 0, permanent: true }, tags: [tag] };
  await client.enqueueMany(Array.from({ length: count }, () => request));
  await eventually(async () => {
    expect(await client.count({ tag, states: ['failed'] })).toEqual({ count, isExact: true });
  });
}

describeSystem('a bulk replay', { worker: null }, ({ system, database }) => {
  const workers = new Map<string, Binary>();

  async function killLeader(): Promise<void> {
    const name = await eventually(async () => {
      const { items } = await system().get<{ items: Worker[] }>('/workers');
      const leader = items.find((worker) => worker.leader && worker.state === 'active' && workers.has(worker.name));
      if (!leader) throw new Error('Nobody leads.');
      return leader.name;
    });
    await workers.get(name)?.end('SIGKILL');
    workers.delete(name);
  }

  const untilDone = (id: string, least: number): Promise<BulkAction> =>
    eventually(async () => {
      const action = await system().client.bulkAction(id);
      if (action.done < least) throw new Error(`Only ${action.done} of ${least} are done.`);
      return action;
    });

  test('replays each run exactly once though its leader is killed twice', async () => {
    for (const name of ['one', 'two', 'three']) {
      workers.set(name, await system().startWorker({ WORKER_NAME: name }));
    }
    await givenFailed(system(), RUNS, 'deploy-7');
    const { id } = await system().client.act({ action: 'replay', filter: { tag: 'deploy-7' }, rate: 1_000 });
    for (const least of [500, 2_000]) {
      await untilDone(id, least);
      await killLeader();
    }
    const action = await system().client.waitForBulkAction(id, { timeout: '60s' });
    expect(action).toMatchObject({ state: 'succeeded', matched: RUNS, done: RUNS, skipped: 0, failed: 0 });
    const [counted] = await database().sql`
      select count(*) as replays, count(distinct replay_of) as originals
      from (select replay_of from fbrain.run union all select replay_of from fbrain.run_history) as all_runs
      where replay_of is not null`;
    expect(counted).toEqual({ replays: RUNS, originals: RUNS });
  });
});

describeSystem('the list of runs', { browser: true }, ({ system, browser }) => {
  test('replays and deletes all that match, after saying how many', async () => {
    const { page, open } = browser();
    await givenFailed(system(), 120, 'nightly');
    await open('/runs?tag=nightly');
    await page.getByLabel('Select all that match: 120').check();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('dialog').getByText('Runs: 120.').waitFor();
    await page.keyboard.press('Escape');
    // The focus comes back to where it was: Enter asks again.
    await page.locator('button:focus', { hasText: 'Replay' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Replay 120' }).click();
    await page.getByText('120 done · 0 skipped · 0 failed').waitFor();
    await page.getByText('Complete').waitFor();
    await eventually(async () => {
      expect(await system().client.count({ tag: 'nightly', states: ['failed'] })).toMatchObject({ count: 240 });
    });
    await open('/runs?tag=nightly&state=failed');
    await page.getByLabel('Select all that match: 240').check();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete 240' }).click();
    await page.getByText('No run matches').waitFor();
    expect(await system().client.count({ tag: 'nightly' })).toEqual({ count: 0, isExact: true });
  });
});
