import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { eventually } from '@fbrain/testing/eventually';
import type { WorkerConfig } from '../config.ts';
import { sourceHostProgram } from '../host-program.ts';
import { hostRun } from '../task-host/test-host.ts';
import { createTasksDir } from '../task-host/test-tasks-dir.ts';
import { createHostSpawner } from './host-spawner.ts';

const TASKS = {
  '.env': 'FROM_A_FILE=x',
  'look.ts': `import { task } from 'f-brain';
    export default task({ name: 'look', run: async () => {
      await Bun.write('left.txt', 'x');
      return { env: process.env, folder: process.cwd() };
    } });`,
};

// biome-ignore lint/style/noProcessEnv: what the worker has and task code must not see
const environment = process.env;
beforeAll(() => Object.assign(environment, { HOST_TEST_LISTED: 'yes', HOST_TEST_SECRET: 'no' }));
afterAll(() => {
  delete environment.HOST_TEST_LISTED;
  delete environment.HOST_TEST_SECRET;
});

/** Starts a host as a worker does, and lets it do one run. */
async function look(): Promise<{ env: Record<string, string>; folder: string }> {
  const tasksDir = createTasksDir(TASKS);
  const config = { tasksDir, taskEnv: ['HOST_TEST_LISTED'], outputLimitBytes: 100_000, logLimitBytes: 100_000 };
  const result = Promise.withResolvers<AttemptResult>();
  const exit = Promise.withResolvers<void>();
  const host = createHostSpawner(
    config as unknown as WorkerConfig,
    sourceHostProgram(),
    silentLogger,
  )({
    onMessage(one, message) {
      if (message.type === 'ready') one.start([hostRun('look')]);
      if (message.type === 'report' && message.results[0]) result.resolve(message.results[0].result);
    },
    onExit: () => exit.resolve(),
  });
  const ended = await result.promise;
  if (ended.kind !== 'succeeded') throw new Error(JSON.stringify(ended));
  const seen = JSON.parse(ended.outputJson) as { env: Record<string, string>; folder: string };
  expect(existsSync(join(seen.folder, 'left.txt'))).toBe(true);
  host.kill('SIGKILL');
  await exit.promise;
  await eventually(() => expect(existsSync(seen.folder)).toBe(false));
  return seen;
}

test('a task host sees what the operator has listed and nothing else of its worker', async () => {
  const { env } = await look();
  expect(env.HOST_TEST_LISTED).toBe('yes');
  const always = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'];
  expect(Object.keys(env).filter((name) => !always.includes(name))).toEqual(['HOST_TEST_LISTED']);
});

test('each task host works in a folder of its own, which goes with it', async () => {
  const folders = (await Promise.all([look(), look()])).map(({ folder }) => folder);
  expect(folders[0]).not.toBe(folders[1]);
  for (const folder of folders) expect(folder).toStartWith(join(tmpdir(), `fbrain-task-${process.pid}-`));
});
