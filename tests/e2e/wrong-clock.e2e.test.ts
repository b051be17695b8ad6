import { beforeAll, expect, test } from 'bun:test';
import type { Run } from '@fbrain/core/run/run';
import { eventually } from '@fbrain/testing/eventually';
import { required } from '@fbrain/testing/test-environment';
import { describeSystem } from './system/describe-system.ts';
import { untilState } from './system/until-state.ts';
import { startWaiting, writeWaitingTask } from './system/waiting-task.ts';

/** Less than the clock is off by, and longer than anything takes on a busy machine. */
const PATIENCE_MS = 200_000;
/** Until a deadline: long enough for a run to start before it. */
const DEADLINE_MS = 6_000;

const clockOff = (by: string) => ({
  LD_PRELOAD: required('faketimeLibrary'),
  FAKETIME: by,
  // Task code lives by the same wrong clock.
  TASK_ENV: 'LD_PRELOAD,FAKETIME',
  LEASE: '5s',
  CANCEL_GRACE: '300ms',
});

describeSystem('a worker whose clock is wrong', { worker: null, faketime: true }, ({ system }) => {
  beforeAll(() => writeWaitingTask(system()));

  for (const by of ['+7m', '-7m']) {
    test(`by ${by} keeps its lease, starts, times out and expires runs by the clock of the database`, async () => {
      const worker = await system().startWorker(clockOff(by));
      const { client } = system();
      const sent = Date.now();
      const [long, delayed, late, short, living] = await Promise.all([
        client.enqueue('demo.sleep', { seconds: 5 }),
        client.enqueue('demo.noop', {}, { delay: '2s' }),
        client.enqueue('demo.sleep', { seconds: 60 }, { timeout: '2s', maxAttempts: 1 }),
        client.enqueue('demo.sleep', { seconds: 60 }, { deadline: new Date(sent + DEADLINE_MS).toISOString() }),
        client.enqueue('demo.noop', {}, { ttl: '1m' }),
      ]);
      await untilState(system(), living.id, 'succeeded');
      const started = instant((await untilState(system(), delayed.id, 'succeeded')).startedAt);
      expect(started - sent).toBeWithin(1_900, PATIENCE_MS);
      const timedOut = await untilState(system(), late.id, 'failed');
      expect(timedOut.error?.kind).toBe('timeout');
      expect(instant(timedOut.finishedAt) - instant(timedOut.startedAt)).toBeWithin(1_900, PATIENCE_MS);
      const overdue = await untilState(system(), short.id, 'failed');
      expect(overdue.error?.kind).toBe('deadline');
      expect(instant(overdue.finishedAt) - sent).toBeWithin(DEADLINE_MS - 100, PATIENCE_MS);
      expect(await untilState(system(), long.id, 'succeeded')).toMatchObject({ attempt: 1 });
      await worker.end();
    });
  }

  test('rescues nobody who lives, and is rescued in time', async () => {
    const doomed = await system().startWorker(clockOff('+7m'));
    const { run, letEnd } = await startWaiting(system());
    const heir = await system().startWorker(clockOff('-7m'));
    await doomed.end('SIGKILL');
    await letEnd();
    expect(await untilState(system(), run.id, 'succeeded')).toMatchObject({ attempt: 2 });
    await eventually(async () =>
      expect((await system().get<{ items: Run[] }>('/runs?state=running')).items).toEqual([]),
    );
    await heir.end();
  });
});

const instant = (time: string | null): number => Date.parse(time ?? '');
