import { expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { readWorkerConfig } from './config.ts';
import { sourceHostProgram } from './host-program.ts';
import { createWorker } from './worker.ts';

test('a worker that still waits for its database stops when it is told to', async () => {
  const config = readWorkerConfig({
    DATABASE_URL: 'postgres://user:password@127.0.0.1:1/away',
    SECRET_KEY: 'secret-key-of-this-test-0123456789',
    TASKS_DIR: import.meta.dir,
    WORKER_PORT: '0',
  });
  const worker = createWorker(config, sourceHostProgram(), silentLogger).at(-1);
  let isWaiting = true;
  const start = worker?.start().then(() => {
    isWaiting = false;
  });
  await worker?.stop();
  expect(isWaiting).toBe(false);
  await start;
});
