import { beforeAll, expect, test } from 'bun:test';
import type { JsonObject } from '@fbrain/core/run/json';
import type { RunExplanation } from '@fbrain/core/run/run-explanation';
import type { TaskInfo } from '@fbrain/core/task/task';
import { eventually } from '@fbrain/testing/eventually';
import { exceedsRate } from '@fbrain/testing/exceeds-rate';
import { type Execution, maxConcurrent } from '@fbrain/testing/max-concurrent';
import { addTask } from './system/add-task.ts';
import { describeSystem, type Tools } from './system/describe-system.ts';

const RATE = { limit: 50, per: '1s', burst: 1 };
const RUNS = 150;

const task = (name: string, options: string) =>
  `import { task } from 'f-brain';
export default task({ name: '${name}', ${options}, run: async () => { await Bun.sleep(20); } });`;

/** What became of the runs of a task, by the database's clock. */
const executionsOf = ({ database }: Tools, name: string) => database().sql<Execution[]>`
  select coalesce(concurrency_key, task) as key, extract(epoch from started_at)::float8 * 1000 as start_ms,
         extract(epoch from finished_at)::float8 * 1000 as end_ms
  from fbrain.run_history where task = ${name} and state = 'succeeded'`;

async function untilAllEnded(tools: Tools, name: string, count: number): Promise<Execution[]> {
  return await eventually(async () => {
    const executions = await executionsOf(tools, name);
    if (executions.length < count) throw new Error(`${executions.length} of ${count} have ended`);
    return [...executions];
  });
}

for (const transport of ['rabbitmq', 'postgres'] as const) {
  describeSystem('limits over two workers', { transport }, (tools) => {
    const patchQueue = async (name: string, body: object) => {
      const { apiUrl, token } = tools.system();
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const init = { method: 'PATCH', headers, body: JSON.stringify(body) };
      expect((await fetch(`${apiUrl}/api/v1/queues/${name}`, init)).status).toBe(200);
    };
    const enqueue = (name: string, inputs: JsonObject[]) =>
      tools.system().client.enqueueMany(inputs.map((input) => ({ task: name, input })));
    beforeAll(async () => {
      await tools.system().startWorker();
      await addTask(tools.system(), 'rated', 'rated.ts', task('rated', `rate: ${JSON.stringify(RATE)}`));
      await addTask(tools.system(), 'keyed', 'keyed.ts', task('keyed', `concurrency: { limit: 2, key: 'k' }`));
      await addTask(tools.system(), 'plain', 'plain.ts', task('plain', `queue: 'narrow'`));
    });

    test('the task of docs/limits.md has the limits that it declares', async () => {
      const doc = await Bun.file(new URL('../../docs/limits.md', import.meta.url)).text();
      const [, example = ''] = /```ts\n([^`]*)```/.exec(doc) ?? [];
      await addTask(tools.system(), 'geo.lookup', 'geo.ts', example);
      expect(await tools.system().get<TaskInfo>('/tasks/geo.lookup')).toMatchObject({
        concurrency: { limit: 5, key: 'customer.id' },
        rate: { limit: 10, per: '1s', burst: 20, key: null },
      });
    });

    test('a rate of fifty a second is given and never exceeded', async () => {
      await enqueue(
        'rated',
        Array.from({ length: RUNS }, () => ({})),
      );
      const starts = (await untilAllEnded(tools, 'rated', RUNS)).map(({ startMs }) => startMs);
      expect(exceedsRate(starts, RATE)).toBeNull();
      // A machine that stands still for a while loses tokens, as nothing may be made up for: half of its best second is
      // enough. At rest all have 49 to 50.
      const inSecondOf = (fromMs: number) => starts.filter((ms) => ms >= fromMs && ms < fromMs + 1_000).length;
      expect(Math.max(...starts.map(inSecondOf))).toBeGreaterThanOrEqual(RATE.limit * 0.5);
    });

    test('each key has its runs at once, and no more', async () => {
      await enqueue(
        'keyed',
        Array.from({ length: 60 }, (_, n) => ({ k: `k${n % 3}` })),
      );
      const most = maxConcurrent(await untilAllEnded(tools, 'keyed', 60));
      expect([...most.values()]).toEqual([2, 2, 2]);
    });

    test('a queue is limited and freed while its runs wait, and says why they do', async () => {
      await patchQueue('narrow', { rate: { limit: 1, per: '1h' }, concurrency: 1 });
      const ids = await enqueue('plain', [{}, {}, {}]);
      await eventually(async () => {
        const why = await Promise.all(ids.map((id) => tools.system().get<RunExplanation>(`/runs/${id}/why`)));
        const codes = why.flatMap(({ reasons }) => reasons.map(({ code }) => code as string)).sort();
        expect(codes).toEqual(['ended', 'rate-limited', 'rate-limited']);
      });
      await patchQueue('narrow', { rate: null, concurrency: null });
      await untilAllEnded(tools, 'plain', 3);
    });
  });
}
