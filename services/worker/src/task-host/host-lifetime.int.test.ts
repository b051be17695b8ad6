import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { eventually } from '@fbrain/testing/eventually';
import { hostRun, startTestHost } from './test-host.ts';
import { createTasksDir } from './test-tasks-dir.ts';

const TASKS = {
  'large.ts': `import { task } from 'f-brain';
    export default task({ name: 'large', run: async () => 'x'.repeat(8_000_000) });`,
  'slow.ts': `import { task } from 'f-brain';
    export default task({ name: 'slow', run: async () => { await Bun.sleep(50); return 'x'.repeat(90_000); } });`,
  'waits.ts': `import { task } from 'f-brain';
    export default task({ name: 'waits', run: (_, { signal }) => new Promise((_, reject) => {
      signal.onabort = () => { process.stderr.write('cleaned up\\n'); reject(signal.reason); };
    }) });`,
  'blocks.ts': `import { task } from 'f-brain';
    export default task({ name: 'blocks', run: () => { process.stderr.write('blocking ' + process.pid + '\\n'); for (;;); } });`,
};

test('a draining host finishes what it has, reports it, and exits', async () => {
  using host = await startTestHost(createTasksDir(TASKS));
  const run = hostRun('slow');
  host.send({ type: 'start', runs: [run] });
  host.send({ type: 'drain' });
  expect(await host.process.exited).toBe(0);
  expect(host.results.get(run.runId)).toMatchObject([{ kind: 'succeeded' }]);
});

test('a large last result reaches even a supervisor that is busy', async () => {
  using host = await startTestHost(createTasksDir(TASKS), { outputLimitBytes: 10_000_000 });
  const runs = [hostRun('large'), hostRun('large')];
  host.send({ type: 'start', runs });
  host.send({ type: 'drain' });
  for (const busyUntil = performance.now() + 200; performance.now() < busyUntil; );
  await host.process.exited;
  expect(host.results.size).toBe(2);
});

test('a host without a channel aborts its tasks and exits within a second', async () => {
  using host = await startTestHost(createTasksDir(TASKS));
  host.send({ type: 'start', runs: [hostRun('waits')] });
  host.process.disconnect();
  expect(await host.process.exited).toBe(0);
  expect(await new Response(host.process.stderr).text()).toContain('cleaned up');
});

test("a terminal's Ctrl-C and a SIGTERM to the whole service leave hosts to their supervisor", async () => {
  using host = await startTestHost(createTasksDir(TASKS));
  host.process.kill('SIGINT');
  host.process.kill('SIGTERM');
  expect(await host.do(hostRun('slow'))).toMatchObject({ kind: 'succeeded' });
});

test.skipIf(process.platform !== 'linux')('a host whose task blocks dies with a killed supervisor', async () => {
  const script = `
    const { hostRun, startTestHost } = await import(${JSON.stringify(join(import.meta.dir, 'test-host.ts'))});
    const host = await startTestHost(${JSON.stringify(createTasksDir(TASKS))});
    host.send({ type: 'start', runs: [hostRun('blocks')] });
    for await (const chunk of host.process.stderr) process.stdout.write(chunk);`;
  const supervisor = Bun.spawn([process.execPath, '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { value } = await supervisor.stdout.getReader().read();
  const hostPid = Number(new TextDecoder().decode(value).match(/blocking (\d+)/)?.[1]);
  expect(() => process.kill(hostPid, 0)).not.toThrow();
  supervisor.kill('SIGKILL');
  await eventually(() => expect(() => process.kill(hostPid, 0)).toThrow());
});
