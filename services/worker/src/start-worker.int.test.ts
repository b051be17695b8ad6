import { expect, test } from 'bun:test';
import { join } from 'node:path';

test('a worker whose folder of tasks is not there says so before it starts anything', async () => {
  const worker = Bun.spawn([process.execPath, join(import.meta.dir, 'main.ts')], {
    env: {
      DATABASE_URL: 'postgres://user:password@127.0.0.1:1/away',
      SECRET_KEY: 'secret-key-of-this-test-0123456789',
      TASKS_DIR: '/nowhere',
      WORKER_PORT: '0',
    },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, err, code] = await Promise.all([worker.stdout.text(), worker.stderr.text(), worker.exited]);
  expect(err).toStartWith('fbrain-worker: The folder that TASKS_DIR names cannot be read: make or mount it');
  expect([out, code]).toEqual(['', 1]);
});
