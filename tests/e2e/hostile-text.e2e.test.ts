import { expect, test } from 'bun:test';
import { addTask } from './system/add-task.ts';
import { describeSystem } from './system/describe-system.ts';

/** Each tells itself by setting a property of the window, whichever way it gets to run. */
const PAYLOADS = [
  '<script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 2">',
  '"><svg onload="window.hacked = 3">',
  "';window.hacked=4;//",
  '<a href="javascript:window.hacked=5">click</a>',
  '{{constructor.constructor("window.hacked=6")()}}',
  '</title><iframe srcdoc="<script>parent.hacked=7</script>">',
  '\u001b]8;;javascript:window.hacked=8\u0007link\u001b]8;;\u0007',
  'invoice\u202egnp.exe',
];

/** Evaluated in the page: what has run, and what could. */
const EFFECTS = `({
  hacked: window.hacked ?? null,
  foreign: document.querySelectorAll('iframe, a[href^="javascript:"], img[src="x"], svg[onload]').length,
})`;

const TASK = `
import { task } from 'f-brain';
const payloads = ${JSON.stringify(PAYLOADS)};
export default task({
  name: 'e2e.hostile',
  description: payloads.join(' '),
  examples: [{ text: payloads[0] }],
  retry: { maxAttempts: 1 },
  async run(input, ctx) {
    for (const text of payloads) ctx.log.warn(text, { [text]: text });
    await ctx.progress(0.5, payloads[1]);
    const error = new Error(payloads.join('\\n'));
    error.name = payloads[0];
    error.stack = payloads.join('\\n    at ');
    throw error;
  },
});`;

describeSystem('hostile text', { browser: true }, ({ system, browser }) => {
  test('in tasks, inputs, tags, metadata, logs and errors is shown and has no effect', async () => {
    await addTask(system(), 'e2e.hostile', 'hostile.ts', TASK);
    const [first = ''] = PAYLOADS;
    const run = await system().client.enqueue(
      'e2e.hostile',
      { texts: PAYLOADS, [first]: first },
      { tags: PAYLOADS.map((text) => text.slice(0, 100)), metadata: { [first]: PAYLOADS }, uniqueKey: first },
    );
    await system().client.wait(run, { timeout: '60s' });
    const { page } = browser();
    for (const path of [`/runs/${run.id}`, '/runs', '/tasks', '/tasks/e2e.hostile', '/errors']) {
      await browser().open(path);
      await page.getByText('e2e.hostile').first().waitFor();
      const effects = await page.evaluate<object>(EFFECTS);
      expect({ path, effects }).toEqual({ path, effects: { hacked: null, foreign: 0 } });
    }
  });

  test('in a log is readable as what it is', async () => {
    const { items } = await system().get<{ items: { id: string }[] }>('/runs?task=e2e.hostile');
    await browser().open(`/runs/${items[0]?.id}`);
    const log = browser().page.getByRole('log');
    await log.getByText('<script>window.hacked = 1</script>').first().waitFor();
    await log.getByText('invoice<U+202E>gnp.exe').first().waitFor();
    const shown = (await log.textContent()) ?? '';
    for (const hidden of ['\u001b', '\u202e']) expect(shown).not.toContain(hidden);
  });
});
