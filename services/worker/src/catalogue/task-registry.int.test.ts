import { afterEach, beforeEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { createDatabaseClock } from '@fbrain/adapters/postgres/database-clock';
import { eventually } from '@fbrain/testing/eventually';
import { givenWorker } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { task } from 'f-brain';
import { createTasksDir } from '../task-host/test-tasks-dir.ts';
import { loadManifests } from './load-manifests.ts';
import { createTaskRegistry } from './task-registry.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const manifest = (name: string): string => JSON.stringify({ name, http: { url: 'https://example.org/' } });

/** What a task host tells when it has loaded a folder with these tasks. */
const modulesOf = (...names: string[]) => {
  const tasks = names.map((name) => {
    const { run: _, ...declared } = task({ name, run: () => null });
    return { ...declared, kind: 'module' as const, source: `${name}.ts` };
  });
  return { tasks, problems: [] };
};

async function setup(files: Record<string, string> = {}) {
  const { sql } = database;
  const tasksDir = createTasksDir(files);
  const { id: workerId } = await givenWorker(sql);
  const registry = createTaskRegistry({
    ...{ sql, clock: createDatabaseClock(sql), workerId, tasksDir, taskEnv: {}, logger: silentLogger },
    events: { publish() {}, subscribe: () => () => {} },
    onChange() {},
  });
  const registered = async () => (await sql`select name from fbrain.task order by name`).map(({ name }) => name);
  return { sql, tasksDir, registry, registered };
}

test('what a newer task host has loaded takes the place of what still waits to be registered', async () => {
  const { registry, registered } = await setup();
  registry.update(modulesOf('older'));
  registry.update(modulesOf('newer'));
  await registry.ready;
  expect(await registered()).toEqual(['newer']);
  await registry.stop();
});

test('what could not be registered is not tried again once there is something newer', async () => {
  const { sql, registry } = await setup();
  await sql.unsafe(`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
    create sequence tries;
    create trigger refuse before insert on fbrain.task for each row
      when (new.name = 'refused' and nextval('tries') > 0) execute function refuse()`);
  registry.update(modulesOf('refused'));
  await eventually(async () => expect((await sql`select last_value from tries where is_called`).length).toBe(1));
  registry.update(modulesOf('newer'));
  await registry.ready;
  const settledAtMs = performance.now();
  await eventually(() => expect(performance.now() - settledAtMs).toBeGreaterThan(1_200));
  expect(registry.current().definitions.map(({ name }) => name)).toEqual(['newer']);
  await registry.stop();
});

test('nothing is registered after the end of a worker', async () => {
  const { registry, registered } = await setup();
  registry.update(modulesOf('late'));
  await registry.stop();
  expect(await registered()).toEqual([]);
});

test('a manifest that changes while the first task host loads counts as it is then', async () => {
  const { registry, tasksDir, registered } = await setup({ 'a.task.json': manifest('before') });
  // It takes as long as the registry's own reading, which began before.
  await loadManifests(tasksDir, {});
  await Bun.write(join(tasksDir, 'a.task.json'), manifest('after'));
  registry.forgetManifests();
  registry.update(modulesOf());
  await registry.ready;
  expect(await registered()).toEqual(['after']);
  await registry.stop();
});
