import { addTask } from '../../tests/e2e/system/add-task.ts';
import type { Browser } from '../../tests/e2e/system/browser.ts';
import type { System } from '../../tests/e2e/system/system.ts';
import { probePage } from './page-probe.ts';

export const LOG_LINES = 1_000_000;

/** In bursts, so that the lines go out while others are written. */
const TASK = `import { t, task } from 'f-brain';
export default task({
  name: 'bench.talk',
  input: t.Object({ lines: t.Integer() }),
  timeout: '10m',
  async run({ lines }, ctx) {
    for (let line = 0; line < lines; line++) {
      ctx.log.info('line ' + line + ' of a long story about an import of orders', { order: line });
      if (line % 5_000 === 0) await new Promise((done) => setTimeout(done, 20));
    }
  },
});
`;
const PATIENCE_MS = 300_000;
const STEPS = 60;

/** Times between frames while the whole of a long log, from its end to its beginning, goes by. */
export async function scrollLongLog(system: System, { page, open }: Browser): Promise<number[]> {
  await addTask(system, 'bench.talk', 'bench-talk.ts', TASK);
  const { id } = await system.client.enqueue('bench.talk', { lines: LOG_LINES });
  await system.client.wait(id, { timeout: `${PATIENCE_MS / 1_000}s` });
  await open(`/runs/${id}`);
  await page.getByText(`${LOG_LINES.toLocaleString('en')} lines`).waitFor({ timeout: PATIENCE_MS });
  const probe = await probePage(page);
  await page.getByRole('log').hover();
  return await probe.frames(async () => {
    for (let step = 0; step < STEPS; step++) {
      await page.mouse.wheel(0, step % 3 === 0 ? -100_000 : -700);
      await page.evaluate('new Promise(requestAnimationFrame)');
    }
    // What dragging the bar to some place does.
    for (let step = 0; step < STEPS; step++)
      await page.evaluate(`new Promise((done) => {
        const log = document.querySelector('[role=log]');
        log.scrollTop = (log.scrollHeight * ${step}) / ${STEPS};
        requestAnimationFrame(done);
      })`);
  });
}
