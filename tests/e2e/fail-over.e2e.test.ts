import { expect, test } from 'bun:test';
import type { Worker } from '@fbrain/core/worker/worker';
import { eventually } from '@fbrain/testing/eventually';
import { describeSystem } from './system/describe-system.ts';

describeSystem('a worker', { worker: null }, ({ system }) => {
  test('that leads and freezes, its connections open, gives way to another', async () => {
    const leads = async (name: string) =>
      await eventually(async () => {
        const { items } = await system().get<{ items: Worker[] }>('/workers');
        const leaders = items.filter(({ leader, state }) => leader && state === 'active');
        expect(leaders.map((each) => each.name)).toContain(name);
      });
    const frozen = await system().startWorker({ WORKER_NAME: 'frozen' });
    await leads('frozen');
    const heir = await system().startWorker({ WORKER_NAME: 'heir' });
    process.kill(frozen.pid, 'SIGSTOP');
    await leads('heir');
    process.kill(frozen.pid, 'SIGCONT');
    await Promise.all([frozen.end(), heir.end()]);
  });
});
