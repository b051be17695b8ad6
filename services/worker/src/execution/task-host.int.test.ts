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
