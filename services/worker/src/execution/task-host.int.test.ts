import { expect, test } from 'bun:test';
import type { Logger } from '@fbrain/adapters/logging/logger';
import { type HostExit, spawnTaskHost } from './task-host.ts';

/** Closes its end of the channel, as a dying process does before its exit is known. */
const PROGRAM = 'process.disconnect(); console.log("left"); await Bun.sleep(60_000);';

test('a host that dies takes no message, and the runs it was given are lost with its exit', async () => {
  const exit = Promise.withResolvers<HostExit>();
  const left = Promise.withResolvers<void>();
  const logger = { info: () => left.resolve(), warn: () => {} } as unknown as Logger;
  const host = spawnTaskHost(
    { argv: [process.execPath, '-e', PROGRAM], env: {}, cwd: '/' },
    { onMessage: () => {}, onExit: (_host, how) => exit.resolve(how) },
    logger,
  );
  await left.promise;
  const ref = { runId: 'run', attempt: 1 };
  // Throwing would leave the other runs of the same claim unstarted.
  for (let turn = 0; turn < 10; turn++) {
    host.abort(ref, 'cancelled');
    host.start([]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  host.kill('SIGKILL');
  expect(await exit.promise).toEqual({ exitCode: null, signal: 'SIGKILL' });
});

const GARBAGE = `for (const message of [null, 'text', { type: 'report', results: 7 }, { type: 'report' }, [[]]]) process.send(message);
  process.send({ type: 'ready', tasks: [], problems: [] });
  await Bun.sleep(60_000);`;

test('what a host should never send is logged and changes nothing', async () => {
  const warnings: string[] = [];
  const ready = Promise.withResolvers<void>();
  const exit = Promise.withResolvers<HostExit>();
  const logger = { info: () => {}, warn: (text: string) => warnings.push(text) } as unknown as Logger;
  const host = spawnTaskHost(
    { argv: [process.execPath, '-e', GARBAGE], env: {}, cwd: '/' },
    {
      onMessage: (_host, message) => {
        if (message.type === 'ready') ready.resolve();
      },
      onExit: (_host, how) => exit.resolve(how),
    },
    logger,
  );
  await ready.promise;
  expect(warnings).toEqual(Array.from({ length: 3 }, () => 'a task host sent what it never should'));
  expect(host.isReady).toBe(true);
  host.kill('SIGKILL');
  await exit.promise;
});
