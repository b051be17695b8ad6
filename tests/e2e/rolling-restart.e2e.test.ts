import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@fbrain/testing/eventually';
import { migrateNextRelease } from '@fbrain/testing/migrate-next-release';
import { addTask } from './system/add-task.ts';
import { describeSystem } from './system/describe-system.ts';
import { type SteadyClient, startSteadyClient } from './system/steady-client.ts';
import type { System } from './system/system.ts';
import { untilState } from './system/until-state.ts';

/** Each execution adds a line to the journal; every tenth takes longer than it takes to stop an idle worker. */
const journalTask = (name: string, journal: string) => `import { appendFileSync } from 'node:fs';
import { task } from 'f-brain';
export default task({ name: '${name}', async run({ index }, ctx) {
  appendFileSync(${JSON.stringify(journal)}, ctx.run.id + '\\n');
  await Bun.sleep(index % 10 === 0 ? 1_500 : 20);
} });`;

const GRACE = { STOP_GRACE: '20s' };

describeSystem('while runs flow', { worker: null }, ({ system, database }) => {
  const begin = async () => {
    const name = `journal-${crypto.randomUUID()}`;
    const journal = join(system().dir, name);
    const workers = [await system().startWorker(GRACE)];
    await addTask(system(), name, `${name}.ts`, journalTask(name, journal));
    const client = startSteadyClient({
      urls: [system().apiUrl],
      token: system().token,
      body: (index) => ({ task: name, input: { index } }),
    });
    await eventually(() => expect(client.accepted.length).toBeGreaterThan(50));
    return { journal, workers, client };
  };
  const end = async (journal: string, client: SteadyClient) => {
    await client.stop();
    await untilAllSucceeded(system(), client.accepted);
    const executed = readFileSync(journal, 'utf8').trim().split('\n');
    expect(executed.toSorted()).toEqual(client.accepted.toSorted());
    expect(client.refused).toEqual([]);
  };

  test('workers and replicas of the API are replaced one by one: no run is lost, none executes twice', async () => {
    const { journal, workers, client } = await begin();
    const apis = [await system().startApi(), await system().startApi()];
    client.urls = apis.map(({ url }) => url);
    workers.push(await system().startWorker(GRACE), await system().startWorker(GRACE));
    for (const old of workers.splice(0)) {
      workers.push(await system().startWorker(GRACE));
      await old.end('SIGTERM');
      expect(await old.exited).toBe(0);
    }
    for (const [index, old] of apis.entries()) {
      const next = await system().startApi();
      await old.end('SIGTERM');
      expect(await old.exited).toBe(0);
      client.urls = client.urls.with(index, next.url);
    }
    await end(journal, client);
    for (const worker of workers) await worker.end();
  });

  test('the migration of the next release fails nothing of this one', async () => {
    const { journal, workers, client } = await begin();
    const additive = `alter table fbrain.run add column rolling text;
      alter table fbrain.run_history add column rolling text;
      alter table fbrain.worker add column rolling text default 'x' not null;`;
    expect(await migrateNextRelease(database().url, additive)).toEqual(['9001_next_release']);
    const before = client.accepted.length;
    await eventually(() => expect(client.accepted.length).toBeGreaterThan(before + 100));
    await end(journal, client);
    for (const worker of workers) await worker.end();
  });
});

async function untilAllSucceeded(system: System, ids: readonly string[]): Promise<void> {
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) await untilState(system, id, 'succeeded');
}
