import { expect, test } from 'bun:test';
import { openStatementCounter, type StatementCounter } from '@fbrain/testing/statement-counter';
import { describeSystem } from './system/describe-system.ts';
import { processorSeconds } from './system/processor-time.ts';
import { untilState } from './system/until-state.ts';

const WINDOW_MS = 20_000;
/** What a start leaves behind: pools that fill, code that is compiled, the first news. */
const SETTLE_MS = 3_000;
/**
 * The promise is 1 % per process (G11), and 0.1 to 0.5 % are measured (docs/performance.md). Cores that are shared with
 * others take longer for the same, and a worker is counted here with its task hosts.
 */
const MAX_CPU_PERCENT = 4;

for (const transport of ['rabbitmq', 'postgres'] as const) {
  let counter: StatementCounter;
  const databaseUrl = async (url: string) => {
    counter = await openStatementCounter(url);
    return counter.url;
  };
  /** Statements so far of all connections of a process. */
  const statements = (name: string): number =>
    [...counter.counts()].reduce((sum, [application, count]) => sum + (application.includes(name) ? count : 0), 0);

  describeSystem('a system at rest', { transport, worker: null, databaseUrl }, ({ system }) => {
    test('sends at most one statement a second and process, and leaves the processor alone', async () => {
      const parts = [
        { name: 'leader', pid: (await system().startWorker({ WORKER_NAME: 'leader' })).pid },
        { name: 'second', pid: (await system().startWorker({ WORKER_NAME: 'second' })).pid },
        { name: 'fbrain-api', pid: (await system().startApi()).pid },
      ];
      const run = await system().client.enqueue('demo.noop', {});
      await untilState(system(), run.id, 'succeeded');
      await Bun.sleep(SETTLE_MS);

      const look = () => parts.map(({ name, pid }) => ({ sent: statements(name), used: processorSeconds(pid) }));
      const startedAtMs = performance.now();
      const before = look();
      await Bun.sleep(WINDOW_MS);
      const after = look();
      const seconds = (performance.now() - startedAtMs) / 1_000;
      for (const [index, { name }] of parts.entries()) {
        const sent = (after[index]?.sent ?? 0) - (before[index]?.sent ?? 0);
        const used = (after[index]?.used ?? 0) - (before[index]?.used ?? 0);
        // One beat more than seconds fits into any span. Two APIs run here, and share their name.
        expect(sent).toBeWithin(1, (name === 'fbrain-api' ? 2 : 1) * (Math.ceil(seconds) + 1));
        expect((used / seconds) * 100).toBeLessThan(MAX_CPU_PERCENT);
      }
      counter.close();
    });
  });
}
