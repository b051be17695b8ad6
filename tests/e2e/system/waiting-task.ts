import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '@fbrain/core/run/run';
import type { System } from './system.ts';
import { untilState } from './until-state.ts';

/** A test says when its runs end, so none ends too soon on a slow machine. */
const WAITING = `import { task } from 'f-brain';
export default task({ name: 'e2e.waits', async run({ until }, { signal }) {
  while (!(await Bun.file(until).exists())) {
    signal.throwIfAborted();
    await Bun.sleep(20);
  }
} });`;

/** Offers e2e.waits through all workers that start from now on. */
export const writeWaitingTask = (system: System): Promise<void> =>
  writeFile(join(system.tasksDir, 'waits.ts'), WAITING);

/** A run of e2e.waits that is under way. None of its attempts ends by itself before `letEnd`. */
export async function startWaiting(system: System): Promise<{ run: Run; letEnd(): Promise<void> }> {
  const until = join(system.dir, crypto.randomUUID());
  const { id } = await system.client.enqueue('e2e.waits', { until });
  return { run: await untilState(system, id, 'running'), letEnd: () => writeFile(until, '') };
}
