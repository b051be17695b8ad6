import type { ErrorGroup } from '@fbrain/core/errors/error-group';
import { eventually } from '@fbrain/testing/eventually';
import type { Pages } from '../../tests/e2e/system/given-work.ts';
import type { System } from '../../tests/e2e/system/system.ts';

const RUNS = 300;

/** Some work that has ended, so that pages show something and rest. Answers the pages that Lighthouse looks at. */
export async function givenPages(system: System): Promise<Pages> {
  const { client } = system;
  const failed = await client.enqueue('demo.flaky', { failures: 0, permanent: true }, { tags: ['nightly'] });
  const flaky = await client.enqueue('demo.flaky', { failures: 1 });
  await client.enqueueMany(
    Array.from({ length: RUNS }, (_, index) => ({
      task: 'text.word-count',
      input: { text: `to be or not to be ${index}` },
      tags: [`customer-${index % 40}`],
    })),
  );
  await client.schedules.create({ name: 'nightly', task: 'demo.sleep', input: { seconds: 1 }, cron: '30 2 * * 1-5' });
  await Promise.all([failed, flaky].map((run) => client.wait(run)));
  await eventually(
    async () => {
      const { items } = await system.get<{ items: ErrorGroup[] }>('/errors');
      if (items.length === 0) throw new Error('No failure has been grouped yet.');
    },
    { timeoutMs: 30_000 },
  );
  return {
    overview: '/',
    runs: '/runs',
    run: `/runs/${flaky.id}`,
    tasks: '/tasks',
    task: '/tasks/csv.summarize',
    schedules: '/schedules',
    queues: '/queues',
    workers: '/workers',
    errors: '/errors',
    settings: '/settings',
  };
}
