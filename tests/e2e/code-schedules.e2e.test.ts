import { expect, test } from 'bun:test';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import { eventually } from '@fbrain/testing/eventually';
import { addTask, untilCatalogue } from './system/add-task.ts';
import { describeSystem } from './system/describe-system.ts';

const beating = (schedule: string) => `import { task } from 'f-brain';
export default task({ name: 'e2e.beat', schedule: ${schedule}, run: (input) => input });
`;

for (const transport of ['rabbitmq', 'postgres'] as const) {
  describeSystem('a task file with a schedule', { transport }, ({ system }) => {
    const schedules = () => system().client.schedules;
    const file = () => join(system().tasksDir, 'beat.ts');
    /** Waits until the schedule looks as `check` expects. */
    const untilSchedule = (name: string, check: (schedule: ScheduleView) => void) =>
      eventually(async () => check(await schedules().get(name)));

    test('fires every second, follows its file, and is disabled when that is gone', async () => {
      await addTask(system(), 'e2e.beat', 'beat.ts', beating("{ cron: '* * * * * *', input: { n: 1 } }"));
      await untilSchedule('e2e.beat', ({ recent, managedBy, source }) => {
        expect({ managedBy, source }).toEqual({ managedBy: 'code', source: 'beat.ts' });
        expect(recent.filter(({ runState }) => runState === 'succeeded').length).toBeGreaterThanOrEqual(3);
      });
      const { items } = await schedules().slots('e2e.beat');
      const atMs = items.map(({ slotAt }) => Date.parse(slotAt)).toSorted((a, b) => a - b);
      expect(atMs.every((ms, index) => index === 0 || ms - (atMs[index - 1] ?? 0) === 1_000)).toBe(true);
      const run = await system().client.wait(items[0]?.runId ?? '', { timeout: '60s' });
      expect(run).toMatchObject({ task: 'e2e.beat', output: { n: 1 }, slotAt: items[0]?.slotAt });

      await writeFile(file(), beating("{ every: '1h' }"));
      await untilSchedule('e2e.beat', ({ every, inWords }) => {
        expect({ every, inWords }).toEqual({ every: '1h', inWords: 'Every hour' });
      });

      await writeFile(file(), beating("{ cron: '0 0 30 2 *' }"));
      await untilCatalogue(system(), ({ problems }) => {
        const message = problems.find(({ source }) => source === 'beat.ts')?.message;
        expect(message).toBe(
          'schedule e2e.beat: /cron never fires: 30 is no day of February. Choose a day that exists',
        );
      });
      expect((await schedules().get('e2e.beat')).disabledReason).toBeNull();

      await rm(file());
      await untilSchedule('e2e.beat', ({ disabledReason, nextSlotAt, recent }) => {
        expect(disabledReason).toContain('is gone');
        expect(nextSlotAt).toBeNull();
        expect(recent.length).toBeGreaterThanOrEqual(3);
      });
      await writeFile(file(), beating("{ every: '1h' }"));
      await untilSchedule('e2e.beat', ({ disabledReason }) => expect(disabledReason).toBeNull());
    });

    test('leaves its pause to people, over restarts of the worker', async () => {
      await addTask(system(), 'e2e.paused', 'paused.ts', beating("{ every: '1s' }").replace('e2e.beat', 'e2e.paused'));
      await untilSchedule('e2e.paused', ({ managedBy }) => expect(managedBy).toBe('code'));
      await schedules().pause('e2e.paused');
      const worker = await system().startWorker();
      expect(await schedules().get('e2e.paused')).toMatchObject({ paused: true, editable: ['paused'] });
      await worker.end();
    });
  });
}
