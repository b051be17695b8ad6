import { expect, test } from 'bun:test';
import type { Worker } from '@fbrain/core/worker/worker';
import { eventually } from '@fbrain/testing/eventually';
import { describeSystem } from './system/describe-system.ts';

describeSystem('a worker', { worker: null }, ({ system }) => {
  test('that leads and freezes, its connections open, gives way to another within 5 s', async () => {
    const leads = async (name: string) =>
      await eventually(
        async () => {
          const { items } = await system().get<{ items: Worker[] }>('/workers');
          expect(items.filter(({ leader, state }) => leader && state === 'active').map((each) => each.name)).toContain(
            name,
          );
        },
        { timeoutMs: 20_000 },
      );
    const frozen = await system().startWorker({ WORKER_NAME: 'frozen' });
    await leads('frozen');
    const heir = await system().startWorker({ WORKER_NAME: 'heir' });
    process.kill(frozen.pid, 'SIGSTOP');
    const frozenAt = Date.now();
    await leads('heir');
    // Half as much again for a busy machine.
    expect(Date.now() - frozenAt).toBeLessThan(7_500);
    process.kill(frozen.pid, 'SIGCONT');
    await Promise.all([frozen.end(), heir.end()]);
  });
});
