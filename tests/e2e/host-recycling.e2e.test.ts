import { beforeAll, expect, test } from 'bun:test';
import type { Run } from '@fbrain/core/run/run';
import { eventually } from '@fbrain/testing/eventually';
import { addTask } from './system/add-task.ts';
import { describeSystem } from './system/describe-system.ts';
import type { Running } from './system/system.ts';
import { untilState } from './system/until-state.ts';

/** Keeps 40 MB of each run for ever, slowly enough for a look at its host every second. */
const LEAKING = `import { task } from 'f-brain';
const kept = [];
export default task({ name: 'leaking', async run() {
  kept.push(Buffer.alloc(40_000_000, 1));
  await Bun.sleep(300);
  return process.pid;
} });`;
/** A task host takes some 70 MB before it has done anything. */
const LIMITS = { WORKER_HOSTS: '2', WORKER_HOST_RUNS: '300', WORKER_HOST_MEMORY: String(200 * 1_048_576) };

describeSystem('a worker that replaces its task hosts', { worker: null }, ({ system }) => {
  let worker: Running;
  beforeAll(async () => {
    worker = await system().startWorker(LIMITS);
    await addTask(system(), 'leaking', 'leaking.ts', LEAKING);
  });

  const recycled = async (reason: string) => {
    const metrics = await (await fetch(`${worker.url}/metrics`)).text();
    return Number(metrics.match(`fbrain_task_hosts_recycled_total{reason="${reason}"} (\\d+)`)?.[1] ?? 0);
  };

  test('after a number of runs loses none of those that flow', async () => {
    const { client } = system();
    for (let round = 0; (await recycled('runs')) < 4; round++) {
      expect(round).toBeLessThan(60);
      const ids = await client.enqueueMany(Array.from({ length: 200 }, () => ({ task: 'demo.noop' })));
      for (const id of ids) expect((await untilState(system(), id, 'succeeded')).attempt).toBe(1);
    }
  });

  test('when they grow ends no run of a task that leaks', async () => {
    const pids = new Set<unknown>();
    await eventually(async () => {
      const { id } = await system().client.enqueue('leaking', {});
      const run: Run = await untilState(system(), id, 'succeeded');
      expect(run.attempt).toBe(1);
      pids.add(run.output);
      expect(await recycled('memory')).toBeGreaterThan(1);
      expect(pids.size).toBeGreaterThan(2);
    });
  });
});
